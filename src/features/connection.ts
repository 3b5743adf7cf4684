/**
 * The part that tells of a lost connection: how many events wait for the next one, and a banner with a button that
 * tries at once.
 */
import type { Effects, Host } from '../client/host.ts'
import type { ConnectionState } from '../client/state.ts'
import { Banner } from './connection/banner.ts'
import type { ConnectionWords } from '../wire/connection-words.ts'
import { doc } from './dom/unshadowed.ts'

/** How many events wait: an attribute of <html>. */
const COUNT = 'live-pending-events'
/** Milliseconds that a page is without a connection before it says so: most servers restart sooner. */
const PATIENCE_MS = 2000

/** Starts the part. */
export function start(host: Host): Effects {
  const words = host.root.getAttribute('live-banner')
  const banner =
    words === 'off' ? null : new Banner(host, JSON.parse(words ?? '{}') as ConnectionWords)
  new LostConnection(banner).watch(host)
  // What listens to the network connects at once.
  doc.addEventListener('live:connect', () => dispatchEvent(new Event('online')))
  return {}
}

class LostConnection {
  readonly #banner: Banner | null
  #state: string | null = null
  #waiting = 0
  #attempt = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #isLate = false

  constructor(banner: Banner | null) {
    this.#banner = banner
  }

  watch(host: Host): void {
    this.#state = doc.documentElement.getAttribute('live-connection')
    // A socket does not say so by itself: nothing is heard of it for half a minute.
    for (const name of ['offline', 'online']) addEventListener(name, () => this.#networkChanged())
    host.observe({
      connection: (state) => this.#changed(state),
      sending: (waiting) => this.#count(waiting),
      patched: (waiting) => this.#count(waiting),
    })
    this.#begin()
  }

  get #isConnected(): boolean {
    return this.#state === 'connected' && navigator.onLine
  }

  #networkChanged(): void {
    this.#told()
    this.#count(this.#waiting)
  }

  #changed(state: ConnectionState): void {
    this.#state = state
    if (state === 'connecting') this.#attempt++
    if (state === 'connected') this.#attempt = 0
    this.#told()
    this.#count(this.#waiting)
  }

  #told(): void {
    if (this.#isConnected) {
      this.#isLate = false
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
    this.#begin()
  }

  /** The first page is without a connection too, until it has one. */
  #begin(): void {
    if (this.#isConnected) return
    if (this.#state === 'failed') this.#isLate = true
    this.#timer ??= setTimeout(() => {
      this.#isLate = true
      this.#show()
    }, PATIENCE_MS)
  }

  /** What is on its way while there is a connection waits for nothing. */
  #count(waiting: number): void {
    this.#waiting = waiting
    const root = doc.documentElement
    const before = Number(root.getAttribute(COUNT) ?? 0)
    const count = this.#isConnected ? Math.min(before, waiting) : waiting
    if (count > 0) root.setAttribute(COUNT, String(count))
    else root.removeAttribute(COUNT)
    if (count !== before) {
      doc.dispatchEvent(new CustomEvent('live:pending', { detail: { count } }))
    }
    this.#show()
  }

  #show(): void {
    const isShown = this.#isLate && !this.#isConnected
    const state = this.#state === 'failed' ? 'failed' : 'lost'
    this.#banner?.show(isShown ? { state, attempt: this.#attempt, waiting: this.#waiting } : null)
  }
}
