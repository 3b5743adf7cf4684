/**
 * The pieces in which a body comes, joined: each costs some 200 bytes of memory beside its content, and a sender may make
 * them of one byte.
 */

/** Bytes of a joined piece; one of a quarter of that is left as it came. */
const BLOCK = 16 * 1024
/** Milliseconds after which what is there is handed on, for who sends little by little. */
const SLOW_MS = 20

type Bytes = Uint8Array<ArrayBuffer>

export class BodyPieces {
  readonly #take: (bytes: Bytes) => void
  #block: Bytes | null = null
  #filled = 0
  #slow: ReturnType<typeof setTimeout> | undefined

  /** @param take gets the joined pieces. */
  constructor(take: (bytes: Bytes) => void) {
    this.#take = take
  }

  /** Takes a piece. @returns true when something was handed on. */
  add(piece: Bytes): boolean {
    if (piece.byteLength >= BLOCK / 4) {
      this.flush()
      this.#take(piece)
      return true
    }
    const isFull = this.#filled + piece.byteLength > BLOCK
    if (isFull) this.flush()
    this.#block ??= new Uint8Array(BLOCK)
    this.#block.set(piece, this.#filled)
    this.#filled += piece.byteLength
    this.#slow ??= setTimeout(() => this.flush(), SLOW_MS)
    return isFull
  }

  /** Hands on what is there. */
  flush(): void {
    if (this.#filled > 0) this.#take(this.#block!.slice(0, this.#filled))
    this.#filled = 0
    clearTimeout(this.#slow)
    this.#slow = undefined
  }

  /** The body is not read any more: drops the buffered bytes. */
  drop(): void {
    this.#filled = 0
    this.#block = null
    this.flush()
  }
}
