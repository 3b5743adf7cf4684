/**
 * Event bindings by reference: `@click=${this.remove}` and `@click=${call(this.remove, { id })}`.
 * Only functions declared as events can be bound, so a rename is found by the compiler and a wrong
 * method by the first render.
 */
import { describe, fail } from '../base/errors.ts'
import type { LiveError } from '../base/errors.ts'
import { Commands } from '../wire/commands.ts'
import type { Command } from '../wire/commands.ts'

// any: a method's own parameter types are kept by `call`, whatever they are.
type AnyMethod = (...args: never[]) => unknown

const names = new WeakMap<object, string>()
/** The last method that was looked up: the rows of a list mostly bind the same one. */
let lastMethod: unknown
let lastName: string | undefined

/** Makes a function bindable under a name. Called by the `@event` decorator. */
export function declareBinding(method: AnyMethod, name: string): void {
  names.set(method, name)
  lastMethod = undefined
}

/** A method with the arguments that its element sends. */
export class Call {
  readonly method: AnyMethod
  readonly args: Readonly<Record<string, unknown>>

  constructor(method: AnyMethod, args: Readonly<Record<string, unknown>>) {
    this.method = method
    this.args = args
  }

  same(other: unknown): boolean {
    if (!(other instanceof Call) || other.method !== this.method) return false
    const args = this.args
    const others = other.args
    let count = 0
    for (const key in args) {
      if (args[key] !== others[key]) return false
      count++
    }
    for (const _ in others) count--
    return count === 0
  }
}

/**
 * Binds an event with arguments: `@click=${call(this.remove, { id: todo.id })}`.
 * @param method a method marked with `@event`.
 * @param args plain JSON values; they reach the method with their types.
 */
export function call<A extends object>(
  method: (args: A, ...rest: never[]) => unknown,
  args: NoInfer<A>,
): Call {
  return new Call(method, args as Record<string, unknown>)
}

/**
 * The attribute text of a binding: `remove`, `remove {"id":7}`, or commands, `[["hide"]]`; null for no
 * binding.
 * @throws LiveError E_NOT_EVENT when the value is not a declared event.
 */
export function bindingText(attribute: string, value: unknown): string | null {
  if (value === null || value === undefined || value === false) return null
  if (value instanceof Commands) return JSON.stringify(commandsOf(value, attribute))
  const method = value instanceof Call ? value.method : value
  const name = nameOf(method, attribute)
  return value instanceof Call ? `${name} ${JSON.stringify(value.args)}` : name
}

/**
 * Commands as the wire carries them, with the names of their events.
 * @throws LiveError E_NOT_EVENT for a method that is none.
 */
export function commandsOf(commands: Commands, attribute: string): Command[] {
  return commands.toJSON((method) => nameOf(method, attribute))
}

function nameOf(method: unknown, attribute: string): string {
  if (method !== lastMethod) {
    lastMethod = method
    lastName = typeof method === 'function' ? names.get(method) : undefined
  }
  const name = lastName
  if (name === undefined) throw notEvent(attribute, method)
  return name
}

/** The error of a value that binds no event. */
export function notEvent(attribute: string, value: unknown): LiveError {
  const got = describe(value)
  const called = value === undefined || value instanceof Promise
  const name = typeof value === 'function' && value.name !== '' ? value.name : 'method'
  const at = attribute.replace('live-', '@')
  const fix = called
    ? `A method that is called at once gives this: write ${at}=\${this.method}, or ` +
      `${at}=\${call(this.method, { … })} with arguments. For no binding write null.`
    : `Write @event above the method and ${at}=\${this.${name}} in the template.`
  return fail('E_NOT_EVENT', at, got, fix)
}
