/**
 * Values for everything inside a view or component, without handing them through every level.
 */

/** Somebody who provides and asks. */
export interface Provider {
  /** What error sentences call it: the class of the view or component. */
  readonly name: string
  readonly outer: Provider | null
  /** What it provides itself. */
  provided: Map<Context<never>, unknown> | null
  /** What is inside shows something else now. */
  contextChanged(): void
}

/** Names a value; see {@link context}. */
export class Context<T> {
  readonly standard: T

  constructor(standard: T) {
    this.standard = standard
  }
}

/**
 * A value that a view provides (`this.provide(Theme, 'dark')`) and that components and views inside it
 * consume (`this.consume(Theme)`).
 * @param standard the value where no view or component provides one.
 */
export function context<T>(standard: T): Context<T> {
  return new Context(standard)
}

export function provide<T>(who: Provider, name: Context<T>, value: T): void {
  const provided = (who.provided ??= new Map())
  const key = name as Context<never>
  if (provided.has(key) && provided.get(key) === value) return
  provided.set(key, value)
  who.contextChanged()
}

export function consume<T>(who: Provider, name: Context<T>): T {
  for (let at: Provider | null = who; at !== null; at = at.outer) {
    if (at.provided?.has(name as Context<never>)) {
      return at.provided.get(name as Context<never>) as T
    }
  }
  return name.standard
}
