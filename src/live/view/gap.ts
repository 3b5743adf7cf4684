/** Messages that a view gets late, merged or not at all: then it is told of a gap (`handleGap`). */
import { LARGE } from '../../base/heap-size.ts'
import { HeldMemory } from '../../base/held-memory.ts'
import type { FrameSink } from '../page/frame-sink.ts'
import type { Services } from '../page/services.ts'
import type { LiveView } from './live-view.ts'
import { applyPush } from './view-topics.ts'
import type { PushMessage } from './view-topics.ts'

/** Whose messages they are. */
export interface Addressee {
  readonly view: LiveView
  readonly sink: FrameSink
  readonly services: Services
  readonly closed: boolean
  /** How much was queued for it so far. */
  readonly posted: number
  post(what: string, run: () => unknown): boolean
  postAlways(what: string, run: () => unknown): boolean
}

/** A message, and what takes it in the view's turn. */
export interface ViewMessage {
  what: string
  value: unknown
  run: () => unknown
  /** Puts it together with others that find the mailbox full. False: it is lost. Left out: it always is. */
  merge?: (() => boolean) | undefined
}

/** Values for fields, and how much was queued with them. */
interface LateState {
  state: Record<string, unknown>
  posted: number
}

export class Gap {
  readonly #owner: Addressee
  /** The view is about to be told. */
  #waits = false
  #lost = 0
  /** Of large messages that wait. */
  #bytes = 0
  /** Values of fields that found the mailbox full; null: none wait. */
  #late: LateState | null = null

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

  /** Lets values of fields wait as one piece of work, unless something was queued behind the earlier ones. */
  merge(state: Record<string, unknown>): boolean {
    const owner = this.#owner
    if (this.#late?.posted === owner.posted) {
      Object.assign(this.#late.state, state)
      return true
    }
    const late: LateState = { state: { ...state }, posted: owner.posted + 1 }
    const isPosted = owner.postAlways('push', () => {
      if (this.#late === late) this.#late = null
      return applyPush(owner.view, { state: late.state }, owner.services.logger)
    })
    if (isPosted) this.#late = late
    return isPosted
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
  const { what, value, run, merge } = message
  const bytes = bytesOf(value)
  const free = bytes < LARGE ? nothing : gapOf().hold(bytes)
  const taken = (): unknown => {
    free?.()
    return run()
  }
  const isPosted = free !== null && owner.post(what, free === nothing ? run : taken)
  if (isPosted) return true
  free?.()
  if (free === nothing && merge?.()) return true
  if (!owner.closed) gapOf().lost(what)
  return false
}

/** Hands a view a push. One of fields alone finds room also in a full mailbox: the later value of a field wins. */
export function postPush(owner: Addressee, gapOf: () => Gap, message: PushMessage): boolean {
  const { state, handler } = message
  const run = (): unknown => applyPush(owner.view, message, owner.services.logger)
  const isState = state !== undefined && handler === undefined
  const merge = isState ? () => gapOf().merge(state) : undefined
  return postMessage(owner, gapOf, { what: 'push', value: message, run, merge })
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
