/** live-view-transitions: the browser shows how one page turns into the next. */
import { FromServer } from '../../wire/frames.ts'
import type { ServerFrame } from '../../wire/frames.ts'
import type { Host } from '../../client/host.ts'
import { ours } from '../dom/untrusted.ts'
import { doc } from '../dom/unshadowed.ts'

/** Holds a page's values, and what comes behind them, until the browser has its picture of the old one. */
export class Transition {
  readonly #host: Host
  readonly #receive: Host['receive']
  #held: ServerFrame[] | undefined

  constructor(host: Host) {
    this.#host = host
    this.#receive = host.receive.bind(host)
    // A new connection begins with what was taken so far.
    host.observe({ connection: () => this.#release() })
  }

  /** The next values are a page's; shows a transition if the document and its user want one. */
  expect(): void {
    const isWanted = doc.querySelector(ours('[live-view-transitions]')) !== null
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches
    if (!isWanted || isStill || doc.hidden || !starter()) return
    this.#host.receive = (frame) => this.#take(frame)
  }

  /** Nothing is expected any more. */
  over(): void {
    if (this.#held === undefined) this.#host.receive = this.#receive
  }

  #take(frame: ServerFrame): void {
    if (this.#held) return void this.#held.push(frame)
    if (frame[0] !== FromServer.VALUES || frame[2] !== 0) return this.#receive(frame)
    this.#held = [frame]
    const turning = starter()?.call(document, () => this.#release())
    if (!turning) return this.#release()
    const { ready, finished } = turning
    // When another transition interrupts this one, these promises reject: that is no error.
    for (const end of [ready, finished]) end.catch(() => {})
  }

  #release(): void {
    const held = this.#held ?? []
    this.#held = undefined
    this.#host.receive = this.#receive
    for (const frame of held) this.#receive(frame)
  }
}

/** The browser's way to begin a transition, or a polyfill's, which stands on the document itself. */
function starter(): Document['startViewTransition'] | undefined {
  const found: unknown = Reflect.get(document, 'startViewTransition')
  return typeof found === 'function' ? (found as Document['startViewTransition']) : undefined
}
