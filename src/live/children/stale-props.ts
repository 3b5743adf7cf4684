/**
 * For development: a component is rendered again when a prop is another value, so a list or object that
 * was changed in place stays as it was shown. This notices and says so.
 */
import type { Logger } from '../../base/logger.ts'

type Props = Record<string, unknown>

/** Longer texts are not compared: it is a hint, not a promise. */
const MOST_CHARS = 10_000

export class StaleProps {
  readonly #component: string
  readonly #logger: Logger
  /** The props as texts, when the component took them. */
  #texts = new Map<string, string>()
  #warned = false

  constructor(component: string, logger: Logger) {
    this.#component = component
    this.#logger = logger
  }

  /** The component takes these props. */
  take(props: Props): void {
    this.#texts = new Map()
    for (const [name, value] of Object.entries(props)) {
      const text = textOf(value)
      if (text !== undefined) this.#texts.set(name, text)
    }
  }

  /** The same values came again: warns, once, when one of them is not what it was. */
  compare(props: Props): void {
    if (this.#warned) return
    for (const [name, before] of this.#texts) {
      if (textOf(props[name]) === before) continue
      this.#warned = true
      this.#logger.warn(
        { component: this.#component, prop: name },
        'a prop was changed in place, which the component does not see: pass a new array or object',
      )
      return
    }
  }
}

/** Of lists and plain objects; undefined for what can't change in place, or can't be told. */
function textOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const isPlain = Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype
  if (!isPlain) return undefined
  try {
    const text = JSON.stringify(value)
    return text.length > MOST_CHARS ? undefined : text
  } catch {
    // Cycles and big integers: nothing is told of them.
    return undefined
  }
}
