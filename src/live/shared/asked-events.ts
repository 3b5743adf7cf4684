/** Events of a shared view's windows, under numbers of the view's own, until they are answered. */
import type { Ref } from '../../wire/frames.ts'
import type { AttachedViewer } from './attached-viewer.ts'
import { SharedTurns } from './shared-turns.ts'
import type { Sender } from './shared-turns.ts'

interface AskedEvent {
  viewer: AttachedViewer
  /** The window's own number of it. */
  n: number
  /** Whose turn it takes; null when it is answered, though it may go on in the background. */
  sender: Sender | null
}

/** Events of one window that wait. */
interface Waiting {
  readonly sender: Sender
  events: number
}

const NO_VIEWERS: ReadonlySet<AttachedViewer> = new Set()

export class AskedEvents {
  readonly #events = new Map<number, AskedEvent>()
  readonly #turns: SharedTurns
  readonly #waiting = new Map<AttachedViewer, Waiting>()
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
    // Behind its others, also when its user is another by now.
    const waiting = this.#waiting.get(viewer) ?? {
      sender: window.account?.user ?? window.account?.owner ?? window,
      events: 0,
    }
    const { sender } = waiting
    waiting.events++
    this.#waiting.set(viewer, waiting)
    const isTaken = this.#turns.take(sender, () => {
      this.#waits(viewer, waiting)
      this.#events.set(++this.last, { viewer, n, sender })
      begin(this.last)
    })
    if (!isTaken) this.#waits(viewer, waiting)
    return isTaken
  }

  /** One fewer of its events waits. */
  #waits(viewer: AttachedViewer, waiting: Waiting): void {
    if (--waiting.events === 0) this.#waiting.delete(viewer)
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
      // A negative number is answered once more: others have their turn meanwhile.
      if (number > 0) this.#events.delete(number)
      if (asked.sender !== null) senders.push(asked.sender)
      asked.sender = null
      const n = number > 0 ? asked.n : -asked.n
      const others = answers.get(asked.viewer)
      answers.set(asked.viewer, others === undefined ? n : [others, n].flat())
    }
    this.#answered = new Set(answers.keys())
    for (const sender of senders) this.#turns.answered(sender)
    return answers
  }
}
