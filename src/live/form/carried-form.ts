/**
 * Forms in fields of views and components on their way to another process. Their schema is code: the class that declares
 * the form in a field, or in an object of one, has it there too.
 */
import { Form } from './form.ts'
import type { FormState } from './form.ts'

/** What was read in a form's place. */
export class CarriedForm {
  readonly state: FormState

  constructor(state: FormState) {
    this.state = state
  }
}

/** What goes along of a value, for devalue; false: it is no form. */
export const writeForm = (value: unknown): FormState | false =>
  value instanceof Form && value.carried

/** Gives a new view or component the fields that were carried, and its forms their state. */
export function giveFields(target: object, fields: object): void {
  const own = target as Record<string, unknown>
  for (const [name, value] of Object.entries(fields)) own[name] = taken(own[name], value)
}

function taken(own: unknown, carried: unknown): unknown {
  // A class that has no form there any more keeps what it has.
  if (carried instanceof CarriedForm) {
    return own instanceof Form ? own.restored(carried.state) : own
  }
  if (!isHolder(carried)) return carried
  for (const [key, value] of Object.entries(carried)) {
    const before = isHolder(own) ? own[key] : undefined
    if (isHolder(value) || value instanceof CarriedForm) carried[key] = taken(before, value)
  }
  return carried
}

/** Objects and lists that may have forms inside. */
function isHolder(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}

/** Places of forms that a new instance of a class has by itself, such as "form" and "steps.account". */
const declared = new WeakMap<object, Set<string>>()

/** The place of a form that a new view or component of the class would not have; undefined: there is none. */
export function undeclaredForm(target: object): string | undefined {
  const found = formsIn(target)
  if (found.length === 0) return undefined
  const { constructor: Class } = target
  let own = declared.get(Class)
  if (own === undefined) {
    declared.set(Class, (own = new Set(formsIn(new (Class as new () => object)()))))
  }
  return found.find((place) => !own.has(place))
}

function formsIn(value: object, before: string = '', depth: number = 0): string[] {
  return Object.entries(value).flatMap(([name, one]) => {
    if (one instanceof Form) return [before + name]
    return depth < DEPTH && isHolder(one) ? formsIn(one, `${before}${name}.`, depth + 1) : []
  })
}

/** How deep in a field forms are looked for. */
const DEPTH = 2
