/** Events of a shared view's windows, under numbers of the view's own, until they are answered. */
import type { Ref } from '../../wire/frames.ts'
import type { AttachedViewer } from './attached-viewer.ts'
import { SharedTurns } from './shared-turns.ts'
import type { Sender } from './shared-turns.ts'

interface AskedEvent {
  viewer: AttachedViewer
  /** The window's own number of it. */
  n: number
  sender: Sender
}

const NO_VIEWERS: ReadonlySet<AttachedViewer> = new Set()

export class AskedEvents {
  readonly #events = new Map<number, AskedEvent>()
  readonly #turns: SharedTurns
  /** Those whose events were answered last. */
  #answered: ReadonlySet<AttachedViewer> = NO_VIEWERS
  /** The number of the event that began last. */
  last = 0

  /** @param most events of one sender that may wait. */
  constructor(most: number) {
    this.#turns = new SharedTurns(most)
  }

  /** Some wait for their turn. */
  get isWaiting(): boolean {
    return this.#turns.isWaiting
  }

  /** Takes an event of one window. @returns false when too many of its sender wait. */
  take(viewer: AttachedViewer, n: number, begin: (number: number) => void): boolean {
    const { window } = viewer
    const sender = window.account?.user ?? window.account?.owner ?? window
    return this.#turns.take(sender, () => {
      this.#events.set(++this.last, { viewer, n, sender })
      begin(this.last)
    })
  }

  of(event: number): AskedEvent | undefined {
    return this.#events.get(event)
  }

  /** Whose events these are, or were, when they were answered just now. */
  askersOf(ref: Ref): ReadonlySet<AttachedViewer> {
    const askers = new Set<AttachedViewer>()
    for (const number of [ref].flat()) {
      const asked = this.#events.get(Math.abs(number))
      if (asked !== undefined) askers.add(asked.viewer)
    }
    return askers.size > 0 ? askers : this.#answered
  }

  /** The windows' own numbers of events that are answered now. */
  answered(ref: Ref): Map<AttachedViewer, Ref> | undefined {
    this.#answered = NO_VIEWERS
    if (ref === 0) return undefined
    const answers = new Map<AttachedViewer, Ref>()
    const senders: Sender[] = []
    for (const number of Array.isArray(ref) ? ref : [ref]) {
      const asked = this.#events.get(Math.abs(number))
      if (asked === undefined) continue
      // A negative number is answered once more.
      if (number > 0) {
        this.#events.delete(number)
        senders.push(asked.sender)
      }
      const n = number > 0 ? asked.n : -asked.n
      const others = answers.get(asked.viewer)
      answers.set(asked.viewer, others === undefined ? n : [others, n].flat())
    }
    this.#answered = new Set(answers.keys())
    for (const sender of senders) this.#turns.answered(sender)
    return answers
  }
}
