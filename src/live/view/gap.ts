/** Messages for a view: those that wait for its turn, and those that it does not get. */
import { LARGE } from '../../base/heap-size.ts'
import { HeldMemory } from '../../base/held-memory.ts'
import type { FrameSink } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import type { LiveView } from './live-view.ts'

/** Whose messages they are. */
export interface Addressee {
  readonly view: LiveView
  readonly sink: FrameSink
  readonly services: Services
  readonly closed: boolean
  post(what: string, run: () => unknown): boolean
  postAlways(what: string, run: () => unknown): boolean
}

/** A message, and what takes it in the view's turn. */
export interface ViewMessage {
  what: string
  value: unknown
  run: () => unknown
}

export class Gap {
  readonly #owner: Addressee
  /** The view is about to be told. */
  #waits = false
  #lost = 0
  /** Of large messages that wait. */
  #bytes = 0

  constructor(owner: Addressee) {
    this.#owner = owner
  }

  /** Tells the view, once for all that was missed until its turn. */
  tell(): void {
    const { view } = this.#owner
    if (this.#waits || view.handleGap === undefined) return
    this.#waits = this.#owner.postAlways('handleGap', () => {
      this.#waits = false
      return view.handleGap?.()
    })
  }

  /** Takes a large message in. @returns what to call when it does not wait any more; null: there is no room. */
  hold(bytes: number): (() => void) | null {
    const { sink, services } = this.#owner
    const { waitingBytes } = services
    if (waitingBytes === undefined) return nothing
    if (this.#bytes > 0 && this.#bytes + bytes > waitingBytes.mailboxBytes) return null
    const free = sink.account?.holdMessage(bytes, waitingBytes)
    if (free === null) return null
    this.#bytes += bytes
    return () => {
      this.#bytes -= bytes
      free?.()
    }
  }

  /** Counts a message that found the mailbox full; logs the first, the tenth, the hundredth… */
  lost(message: string): void {
    this.#lost++
    const { view, services } = this.#owner
    const { losses, logger, mailboxLimit } = services
    if (losses) losses.messages++
    if (Number.isInteger(Math.log10(this.#lost))) {
      const name = view.constructor.name
      const fields = { view: name, message, lost: this.#lost, limit: mailboxLimit }
      logger.warn(fields, 'a message was lost: too many wait for the view')
    }
    this.tell()
  }
}

const nothing = (): void => {}

/** Hands a view a message. One for which there is no room is lost: the view is told of a gap. */
export function postMessage(owner: Addressee, gapOf: () => Gap, message: ViewMessage): boolean {
  const { what, value, run } = message
  const bytes = bytesOf(value)
  const free = bytes < LARGE ? nothing : gapOf().hold(bytes)
  const taken = (): unknown => {
    free?.()
    return run()
  }
  const isPosted = free !== null && owner.post(what, free === nothing ? run : taken)
  if (isPosted) return true
  free?.()
  if (!owner.closed) gapOf().lost(what)
  return false
}

/** Estimated bytes of large messages, which many views get. */
const measured = new WeakMap<object, number>()
/** What a message counts for at most: larger ones are too many of them alone. */
const MOST_BYTES = 64 * 1024 * 1024

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  const known = measured.get(value)
  if (known !== undefined) return known
  const bytes = new HeldMemory().of('', { heldParts: () => [value] }, MOST_BYTES)
  measured.set(value, bytes)
  return bytes
}
