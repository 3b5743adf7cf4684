/** What is under way between a page and its app: a page is settled when nothing is. */
import { FromBrowser, FromServer } from '../../wire/frames.ts'

/** Frames of a browser that are answered by their number. */
const ASKING: readonly number[] = [FromBrowser.EVENT, FromBrowser.NAVIGATE, FromBrowser.CALL]
const ANSWERING: readonly number[] = [FromServer.UPDATE, FromServer.ERROR, FromServer.VALUES]

type Frame = [op: number, ref: number | number[], ...rest: unknown[]]

export class Traffic {
  /** Frames of both sides that are not delivered yet. */
  frames = 0
  /** HTTP requests that are not answered yet. */
  requests = 0
  /** A document is loaded, and its script has not run. */
  isLoading = false
  /** A socket is made, and waits for its answer to JOIN. */
  isJoining = false
  readonly #asked = new Map<number, string>()

  /** What is waited for, in words; undefined: nothing. */
  get waitsFor(): string | undefined {
    if (this.requests > 0) return 'an HTTP answer'
    if (this.isLoading) return 'the page'
    if (this.isJoining) return 'the connection'
    if (this.#asked.size > 0) return `the answer to ${[...this.#asked.values()].join(', ')}`
    return this.frames > 0 ? 'a message' : undefined
  }

  sent(text: string): void {
    const [op, n, ...rest] = JSON.parse(text) as Frame
    if (!ASKING.includes(op)) return
    const name = op === FromBrowser.CALL ? rest[2] : rest[1]
    this.#asked.set(n as number, typeof name === 'string' ? `"${name}"` : 'an event')
  }

  came(text: string): void {
    const [op, ref] = JSON.parse(text) as Frame
    if (op === FromServer.HELLO) this.isJoining = false
    // A negative number is answered once more.
    if (ANSWERING.includes(op)) for (const n of [ref].flat()) this.#asked.delete(n)
  }

  /** Another page: answers to what this one asked are not expected any more. */
  clear(): void {
    this.isJoining = false
    this.#asked.clear()
  }
}
