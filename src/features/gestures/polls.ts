/** live-poll: an event again and again, while somebody can see what it brings. */
import type { Host } from '../../client/host.ts'
import { runBinding } from './run-binding.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

const DEFAULT_MS = 5000

export class Polls {
  readonly #host: Host
  readonly #timers = new Map<Element, { timer: ReturnType<typeof setInterval>; ms: number }>()

  constructor(host: Host) {
    this.#host = host
  }

  scan(): void {
    const wanted = new Set(doc.querySelectorAll(ours('[live-poll]')))
    for (const [element, { timer, ms }] of this.#timers) {
      if (wanted.has(element) && intervalOf(element) === ms) continue
      clearInterval(timer)
      this.#timers.delete(element)
    }
    for (const element of wanted) {
      if (this.#timers.has(element)) continue
      const ms = intervalOf(element)
      this.#timers.set(element, { timer: setInterval(() => this.#poll(element), ms), ms })
    }
  }

  #poll(element: Element): void {
    const state = doc.documentElement.getAttribute('live-connection')
    // Without a connection events would pile up; and one that waits is enough.
    const waits = state !== 'connected' || unshadowed(element).getAttribute('aria-busy') === 'true'
    if (!doc.hidden && !waits) runBinding(this.#host, element, 'poll')
  }
}

function intervalOf(element: Element): number {
  return Number(unshadowed(element).getAttribute('live-poll-interval')) || DEFAULT_MS
}
