/**
 * Events on their way: numbered, kept until they are answered, sent again when the connection was lost
 * before that.
 */
import type { Json } from '../wire/frames.ts'
import type { Refusal } from './host.ts'
import { release } from './pending.ts'
import type { Pending } from './pending.ts'

/** An event that has no answer yet. */
export interface SentEvent {
  /** Its frame without the number and the acknowledgement. */
  op: number
  rest: Json[]
  /** The connection it was sent on; 0: none yet. */
  connection: number
  /** True when it was handled and work that it began goes on. */
  handled: boolean
  /** What waits for the answer. */
  pending: Pending | undefined
  reply?: Json
  done(reply: Json | undefined): void
  refused(why: Refusal): void
}

/** By their numbers, in that order. */
export class PendingEvents extends Map<number, SentEvent> {
  #n = 0

  add(
    op: number,
    rest: Json[],
    pending: Pending | undefined,
  ): { n: number; answer: Promise<Json | undefined> } {
    const n = ++this.#n
    const answer = new Promise<Json | undefined>((done, refused) => {
      this.set(n, { op, rest, connection: 0, handled: false, pending, done, refused })
    })
    return { n, answer }
  }

  /** Applies a frame with the elements that wait for it given back, and tells who sent the events. */
  answer(ref: number, apply: () => void, why?: Refusal): void {
    const sent = this.get(Math.abs(ref))
    if (sent === undefined) return apply()
    if (ref < 0) {
      sent.handled = true
      return apply()
    }
    this.delete(ref)
    if (sent.pending) release(sent.pending, apply)
    else apply()
    if (why) sent.refused(why)
    else sent.done(sent.reply)
  }
}
