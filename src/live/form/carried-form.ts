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

/** A form, and the names that lead to it, such as `['steps', 'account']`. */
type Placed = [place: readonly string[], form: Form<unknown>]

type Holder = Record<string, unknown>

/** How many objects and lists of a field forms may be in, one in another. */
const DEPTH = 2

/** Gives a new view or component the fields that were carried, and its forms their state. */
export function giveFields(target: object, fields: object): void {
  const own = formsIn(target)
  for (const [name, value] of Object.entries(fields)) {
    // A class that has no form there any more keeps what it has.
    const isLeft = value instanceof CarriedForm && !((target as Holder)[name] instanceof Form)
    if (!isLeft) (target as Holder)[name] = value
  }
  for (const [place, form] of own) {
    const name = place.at(-1)!
    const around = place.slice(0, -1).reduce<unknown>(within, target)
    const carried = within(around, name)
    if (carried instanceof CarriedForm) (around as Holder)[name] = form.restored(carried.state)
  }
}

/** What is there by a name; undefined in what is no object. */
function within(around: unknown, name: string): unknown {
  return typeof around === 'object' && around !== null ? (around as Holder)[name] : undefined
}

/** Places of forms that a new instance of a class has by itself. */
const declared = new WeakMap<object, Set<string>>()

/**
 * Where a view or component has a form that a new one of its class would not have.
 * @param written how many forms its state has.
 * @returns undefined: nowhere.
 */
export function undeclaredForm(target: object, written: number): string | undefined {
  const found = formsIn(target)
  const { constructor: Class } = target
  let own = declared.get(Class)
  if (own === undefined) {
    const places = formsIn(new (Class as new () => object)()).map(([place]) => place.join('.'))
    declared.set(Class, (own = new Set(places)))
  }
  const known = own
  const undeclared = found.map(([place]) => place.join('.')).find((place) => !known.has(place))
  const isHidden = written > new Set(found.map(([, form]) => form)).size
  return undeclared ?? (isHidden ? 'a map, a set or deep inside a field' : undefined)
}

/** Names of a view's or component's fields that are forms, or have some inside. */
export const fieldsWithForms = (target: object): ReadonlySet<string> =>
  new Set(formsIn(target).map(([place]) => place[0]!))

function formsIn(holder: object, around: readonly string[] = []): Placed[] {
  return Object.entries(holder).flatMap(([name, value]: [string, unknown]): Placed[] => {
    const place = [...around, name]
    if (value instanceof Form) return [[place, value as Form<unknown>]]
    return around.length < DEPTH && isHolder(value) ? formsIn(value, place) : []
  })
}

/** Objects and lists that may have forms inside. */
function isHolder(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
}
