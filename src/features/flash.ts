/**
 * Short messages to the user: what `putFlash` sends becomes an element in the page's container
 * (`flash()`), or in one at the end of the body.
 */
import type { Effects, Host } from '../client/host.ts'
import { Message } from './flash/message.ts'
import { flashStyles } from './flash/styles.ts'
import { addStyles } from './dom/style-sheet.ts'
import { ours } from './dom/untrusted.ts'
import { doc } from './dom/unshadowed.ts'

const STORE = 'overwire-flash'
/** Milliseconds until a message goes where no container says so. */
const DEFAULT_MS = '5000'

/** Starts the part. */
export function start(host: Host): Effects {
  const messages = new Messages(host)
  return {
    flash: (level, text, stays) => messages.show(String(level), String(text), stays === 1),
    unflash: (level) => messages.clear((message) => level === null || message.level === level),
  }
}

class Messages {
  readonly #host: Host
  readonly #shown = new Set<Message>()

  constructor(host: Host) {
    this.#host = host
    addStyles(flashStyles)
    this.#onPage('live:navigate', () => this.clear(({ stays }) => !stays))
    this.#onPage('live:navigated', () => this.#shown.forEach((message) => (message.stays = false)))
    // A page may take its container along; what is in it moves to the next one.
    host.observe({ patched: () => this.#keepInPage() })
    addEventListener('pagehide', () => this.#store())
    const kept = sessionStorage.getItem(STORE)
    sessionStorage.removeItem(STORE)
    if (kept === null) return
    for (const [level, text] of JSON.parse(kept) as [string, string][]) this.show(level, text)
  }

  show(level: string, text: string, stays: boolean = false): void {
    const container = findContainer()
    const ms = Number(container.getAttribute('live-flash'))
    const message = new Message({
      level,
      text,
      stays,
      ms,
      gone: () => {
        this.#shown.delete(message)
        this.#host.own(() => message.element.remove())
      },
    })
    this.#shown.add(message)
    this.#host.own(() => container.append(message.element))
  }

  clear(which: (message: Message) => boolean): void {
    for (const message of this.#shown) if (which(message)) this.#host.own(() => message.close())
  }

  /** Messages belong to their page, but for those that were meant for the next one. */
  #onPage(type: string, run: () => void): void {
    doc.addEventListener(type, (event) => {
      if (!(event as CustomEvent<{ patch: boolean }>).detail.patch) run()
    })
  }

  #keepInPage(): void {
    const lost = [...this.#shown].filter(({ element }) => !element.isConnected)
    if (lost.length === 0) return
    const container = findContainer()
    this.#host.own(() => container.append(...lost.map(({ element }) => element)))
  }

  #store(): void {
    const kept = [...this.#shown].filter(({ stays }) => stays)
    if (kept.length === 0) return
    const texts = kept.map(({ level, text }) => [level, text])
    sessionStorage.setItem(STORE, JSON.stringify(texts))
  }
}

function findContainer(): Element {
  const found = doc.querySelector(ours('[live-flash]'))
  if (found) return found
  const made = doc.createElement('div')
  made.className = 'live-flash-container live-flash-top-right'
  made.setAttribute('live-flash', DEFAULT_MS)
  made.setAttribute('role', 'region')
  made.setAttribute('aria-label', 'Notifications')
  made.setAttribute('aria-live', 'polite')
  return doc.body.appendChild(made)
}
