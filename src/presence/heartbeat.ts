/**
 * Which processes live: each with somebody present says so regularly, and one that falls silent is taken
 * for dead.
 */
import { systemClock } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import type { Topics } from '../pubsub/topics.ts'

/** Default milliseconds between two signs of life. */
export const BEAT_MS = 5000
/** A process is dead after so many missed ones. */
const MISSED = 3
/** The topic of the signs of life. */
const BEATS = 'presence'

interface Beat {
  node: string
}

/** Who wants to know of other processes. */
export interface PeerListener {
  /** A process that was silent, or new, lives. */
  found(node: string): void
  /** A process is dead. */
  lost(node: string): void
}

export class PeerProcesses {
  readonly #self: string
  readonly #listener: PeerListener
  readonly #topics: Topics
  #clock: Clock = systemClock
  #everyMs = BEAT_MS
  /** When each was last heard of. */
  readonly #seen = new Map<string, number>()
  #cancel: (() => void) | null = null

  constructor(self: string, topics: Topics, listener: PeerListener) {
    this.#topics = topics
    this.#self = self
    this.#listener = listener
  }

  /** Changes the time between two signs of life, in ms, and where time comes from. */
  use(everyMs: number, clock: Clock): void {
    this.#everyMs = everyMs
    this.#clock = clock
    if (this.#cancel === null) return
    this.stop()
    this.start()
  }

  /** Begins to tell and to listen. */
  start(): void {
    if (this.#cancel !== null) return
    this.#topics.follow<Beat>(BEATS, this)
    this.#beat()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#topics.unsubscribe<Beat>(BEATS, this)
    this.#seen.clear()
  }

  hear({ node }: Beat): void {
    if (node === this.#self) return
    const isKnown = this.#seen.has(node)
    this.noted(node)
    if (!isKnown) this.#listener.found(node)
  }

  /** Something came from a process. */
  noted(node: string): void {
    if (node !== this.#self) this.#seen.set(node, this.#clock.now())
  }

  #beat(): void {
    // A failure is logged by the topics; the next sign of life follows.
    this.#topics.publish(BEATS, { node: this.#self } satisfies Beat).catch(() => {})
    const limit = this.#clock.now() - this.#everyMs * MISSED
    for (const [node, seen] of [...this.#seen]) {
      if (seen > limit) continue
      this.#seen.delete(node)
      this.#listener.lost(node)
    }
    this.#cancel = this.#clock.after(this.#everyMs, () => this.#beat())
  }
}
