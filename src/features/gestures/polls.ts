/** live-poll: an event again and again, while somebody can see what it brings. */
import type { Host } from '../../client/host.ts'
import { runBinding } from './run-binding.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { elements } from '../dom/elements.ts'

const DEFAULT_MS = 5000

export class Polls {
  readonly #host: Host
  readonly #timers = new Map<Element, { timer: ReturnType<typeof setInterval>; ms: number }>()

  constructor(host: Host) {
    this.#host = host
  }

  readonly scan: () => void = elements('[live-poll]', {
    added: (element) => this.#start(element),
    kept: (element) => {
      if (this.#timers.get(element)?.ms === intervalOf(element)) return
      this.#end(element)
      this.#start(element)
    },
    removed: (element) => this.#end(element),
  })

  #start(element: Element): void {
    const ms = intervalOf(element)
    this.#timers.set(element, { timer: setInterval(() => this.#poll(element), ms), ms })
  }

  #end(element: Element): void {
    clearInterval(this.#timers.get(element)?.timer)
    this.#timers.delete(element)
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
