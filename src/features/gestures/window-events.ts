/** live-window-…: events of the window, for elements that want them. */
import type { Host } from '../../client/host.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

const PREFIX = 'window-'
/** Events that come far more often than anybody can answer, and their pause in milliseconds. */
const frequent = /^(scroll|resize|(pointer|mouse|touch)move|wheel)$/
const PAUSE_MS = 150

interface Pause {
  until: number
  timer: ReturnType<typeof setTimeout> | undefined
}

export class WindowEvents {
  readonly #host: Host
  readonly #listening = new Set<string>()
  readonly #pauses = new WeakMap<Element, Map<string, Pause>>()

  constructor(host: Host) {
    this.#host = host
  }

  /** Listens to what the page's templates name. */
  scan(): void {
    for (const name of this.#host.names) {
      if (!name.startsWith(PREFIX) || this.#listening.has(name)) continue
      this.#listening.add(name)
      window.addEventListener(name.slice(PREFIX.length), (event) => this.#heard(event))
    }
  }

  #heard(event: Event): void {
    const attribute = `live-window-${event.type}`
    for (const element of doc.querySelectorAll(ours(`[${attribute}]`))) {
      const run = (): void => {
        this.#host.run(element, event, unshadowed(element).getAttribute(attribute) ?? '')
      }
      const paced = unshadowed(element).matches('[live-throttle], [live-debounce]')
      if (paced || !frequent.test(event.type)) run()
      else this.#pace(element, event.type, run)
    }
  }

  /** Runs the first at once, and the last of those that come in the pause at its end. */
  #pace(element: Element, type: string, run: () => void): void {
    const pauses = this.#pauses.get(element) ?? new Map<string, Pause>()
    this.#pauses.set(element, pauses)
    const now = performance.now()
    const pause = pauses.get(type)
    clearTimeout(pause?.timer)
    if (pause === undefined || pause.until <= now) {
      pauses.set(type, { until: now + PAUSE_MS, timer: undefined })
      return run()
    }
    pause.timer = setTimeout(() => {
      pauses.set(type, { until: performance.now() + PAUSE_MS, timer: undefined })
      if (unshadowed(element).isConnected) run()
    }, pause.until - now)
  }
}
