/** A block that is rendered again only when what it depends on has changed. */
import type { Block } from './html.ts'

export class Memo {
  readonly deps: readonly unknown[]
  readonly render: () => Block
  #block: Block | undefined

  constructor(deps: readonly unknown[], render: () => Block) {
    this.deps = deps
    this.render = render
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.deps, this.#block]
  }

  /** The rendered block; renders at the first call. */
  get block(): Block {
    return (this.#block ??= this.render())
  }

  /** True when nothing this depends on differs from the other memo, compared with `===`. */
  same(other: Memo): boolean {
    return (
      this.deps.length === other.deps.length && this.deps.every((dep, i) => dep === other.deps[i])
    )
  }
}

/**
 * Skips rendering and comparing a part of the page.
 * @param deps values the block depends on; compared with `===`, so replace objects, don't change them.
 * @param render called when one of them changed.
 */
export function memo(deps: readonly unknown[], render: () => Block): Memo {
  return new Memo(deps, render)
}
