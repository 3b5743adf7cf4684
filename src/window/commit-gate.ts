/**
 * The frames of a durable view wait here until the state that they tell of is stored. Open while nothing
 * has changed since.
 */
import { FromServer } from '../wire/frames.ts'
import type { Outbox } from './outbox.ts'

/** What is told to the browser when its state is stored: up to a frame's number, Infinity until that is known. */
export interface GateTurn {
  lastFrame: number
}

/** A frame that goes along with the state, by its number. */
export type SaidFrame = [number: number, text: string]

const SAID = new RegExp(`^\\[(?:${FromServer.ERROR}|${FromServer.EFFECTS}|${FromServer.REPLY}),`)
/** Characters of them that are stored. */
const SAID_LENGTH = 65_536

/**
 * Stores the present state with the number of its last event, then calls `done`. `ran`: the events that ran since the
 * state before, whose end the browser has not been told yet.
 */
export type Store = (lastEvent: number, ran: readonly number[], done: () => void) => void

/** What a gate needs of its window. */
interface GateOptions {
  store: Store
  turn: (run: () => void) => boolean
  ran: (n: number) => void
  outbox: Outbox
}

export class CommitGate {
  /** Number of the last event that has run. */
  lastEvent: number
  /** Those that ran since the last commit. */
  #ran: number[] = []
  readonly #send: (text: string) => void
  readonly #store: Store
  readonly #turn: (run: () => void) => boolean
  readonly #tellRan: (n: number) => void
  readonly #outbox: Outbox
  /** Something ran since the last commit. */
  #isClosed = false
  /** Commits under way. */
  #pending = 0
  #frames: string[] = []
  #said: SaidFrame[] = []
  /** Frames that wait, those of commits under way too. */
  #waiting = 0
  /** What runs now, and what is stored with it. */
  turn: GateTurn = { lastFrame: Infinity }
  #idle: (() => void)[] = []

  /**
   * @param pass sends a frame.
   * @param options `turn` runs something in the view's turn; false: the view is closed. `ran` is told of events
   * whose state is stored next. `outbox`: its window's.
   */
  constructor(
    lastEvent: number,
    pass: (text: string) => void,
    { store, turn, ran, outbox }: GateOptions,
  ) {
    this.lastEvent = lastEvent
    this.#send = pass
    this.#store = store
    this.#turn = turn
    this.#tellRan = ran
    this.#outbox = outbox
  }

  /** The last frame that the browser is known to have. */
  get acknowledged(): number {
    return this.#outbox.acknowledged
  }

  /** Answers number `n`, which ran beside the view, when that is stored. */
  inTurn(n: number, answer: () => void): void {
    const run = (): void => {
      this.close(n)
      answer()
    }
    if (!this.#turn(run)) answer()
  }

  /** Something runs that may change the state: event `n`, or 0 for what is none. */
  close(n: number = 0): void {
    this.#isClosed = true
    if (n > 0) {
      this.#ran.push(n)
      this.#tellRan(n)
    }
    if (n > this.lastEvent) this.lastEvent = n
  }

  /** Takes a frame that has to wait; false: it may leave. */
  holds(text: string): boolean {
    if (!this.#isClosed && this.#pending === 0) return false
    this.#frames.push(text)
    this.#waiting++
    if (SAID.test(text)) this.#said.push([this.#outbox.seq + this.#waiting, text])
    return true
  }

  /**
   * Frames that the browser may not have, and that no later render says again: replies, errors, effects. Only the first
   * ones that have room.
   */
  get said(): SaidFrame[] {
    const { acknowledged } = this.#outbox
    this.#said = this.#said.filter(([frame]) => frame > acknowledged)
    let length = 0
    return this.#said.filter(([, text]) => (length += text.length) <= SAID_LENGTH)
  }

  /** Stores the state; what waits leaves after that. */
  commit(): void {
    if (!this.#isClosed) return
    this.#isClosed = false
    const frames = this.#frames
    this.#frames = []
    const ran = this.#ran
    this.#ran = []
    this.turn.lastFrame = this.#outbox.seq + this.#waiting
    this.turn = { lastFrame: Infinity }
    this.#pending++
    this.#store(this.lastEvent, ran, () => {
      this.#pending--
      for (const text of frames) this.#pass(text)
      if (this.#isClosed || this.#pending > 0) return
      for (const text of this.#frames.splice(0)) this.#pass(text)
      for (const tell of this.#idle.splice(0)) tell()
    })
  }

  #pass(text: string): void {
    this.#waiting--
    this.#send(text)
  }

  /** Resolves when nothing waits for the store. */
  settled(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve()
    return new Promise((resolve) => this.#idle.push(resolve))
  }
}
