/**
 * The place of a view or component inside another one: an element whose content is none of the outer
 * view's business. The outer tree compares it by its number; the inner one is compared on its own.
 */
import { fail } from '../base/errors.ts'
import { Block } from './html.ts'

/** What stands inside when the page is printed: a tree, or HTML that was printed before. */
export interface NestedContent {
  /** What error sentences call it. */
  readonly name: string
  tree: Block | null
  bytes: Uint8Array | null
  /** DOM events that the printed HTML listens to. */
  events: Iterable<string>
  /** The browser makes a new place for it, in which nothing is yet. */
  renew(): void
}

export class NestedBlock extends Block {
  readonly number: number
  readonly content: NestedContent

  constructor(strings: readonly string[], number: number, content: NestedContent) {
    super(strings, [number])
    this.number = number
    this.content = content
  }

  override get identity(): number {
    return this.number
  }
}

let noting: Set<number> | null = null

/** Notes the numbers of what is printed or sent while a function runs. @returns its result, and the numbers if any. */
export function notingNested<T>(run: () => T): [result: T, numbers: Set<number> | null] {
  const outer = noting
  const own = (noting = new Set())
  try {
    const result = run()
    return [result, own.size > 0 ? own : null]
  } finally {
    noting = outer
  }
}

/** A place is printed or sent. */
export function noteNested(number: number): void {
  noting?.add(number)
}

const shapes = new Map<string, readonly string[]>()

/**
 * The statics of a host element.
 * @throws LiveError E_OPTION for a tag that is none.
 */
export function nestedStrings(
  tag: string,
  { sticky = false }: { sticky?: boolean | undefined } = {},
): readonly string[] {
  const known = shapes.get(`${tag} ${sticky}`)
  if (known !== undefined) return known
  if (!/^[a-z][a-z0-9-]*$/.test(tag)) {
    throw fail('E_OPTION', 'tag', 'the name of an element, such as "div"', JSON.stringify(tag))
  }
  const stays = sticky ? ' live-sticky' : ''
  const strings = [`<${tag} live-ignore${stays} live-view="`, `"></${tag}>`]
  shapes.set(`${tag} ${sticky}`, strings)
  return strings
}
