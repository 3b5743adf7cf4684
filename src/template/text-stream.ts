/**
 * Text that grows: only what was added goes to the page. What a render has shown stands in the tree in
 * the stream's place, so that the next one tells what is new.
 */

let made = false

/** True once any text stream was made in this process. */
export function textStreamsExist(): boolean {
  return made
}

/** A text to which pieces are appended. Make one with {@link textStream}. */
export class TextStream {
  /** A reset makes a new array, so the array tells which text it is. */
  #pieces: string[]

  constructor(text: string) {
    made = true
    this.#pieces = [text]
  }

  append(chunk: string): void {
    this.#pieces.push(String(chunk))
  }

  /** Starts again, with another text. */
  reset(text: string = ''): void {
    this.#pieces = [String(text)]
  }

  toString(): string {
    return this.#pieces.join('')
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.#pieces]
  }

  /** For the framework: where the text is now; see `rewind`. */
  mark(): RenderedText {
    return new RenderedText(this.#pieces)
  }

  /** For the framework: drops the text since a mark. */
  rewind(mark: unknown): void {
    const { pieces, count } = mark as RenderedText
    this.#pieces = pieces
    pieces.length = count
  }
}

/** A text as a render showed it. It has the pieces of its stream. */
export class RenderedText {
  readonly pieces: string[]
  readonly count: number

  constructor(pieces: string[]) {
    this.pieces = pieces
    this.count = pieces.length
  }

  toString(): string {
    return this.pieces.slice(0, this.count).join('')
  }

  /** What this has more than an earlier one; undefined when it is another text. */
  since(earlier: RenderedText): string | undefined {
    if (earlier.pieces !== this.pieces || earlier.count > this.count) return undefined
    return this.pieces.slice(earlier.count, this.count).join('')
  }
}

/**
 * A text that grows, such as an answer that is being written: `${this.answer}` in a template shows it, and
 * `append` sends the chunk alone.
 * @param text what it begins with.
 */
export function textStream(text: string = ''): TextStream {
  return new TextStream(text)
}
