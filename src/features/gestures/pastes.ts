/** live-paste: what is pasted, with the clipboard's text. The browser's own event does not say it to everybody. */
import type { Host } from '../../client/host.ts'
import { ownersOf } from '../dom/ownership.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted } from '../dom/untrusted.ts'

export class Pastes {
  readonly #host: Host

  constructor(host: Host) {
    this.#host = host
  }

  listen(): void {
    doc.addEventListener('paste', (event) => this.#pasted(event))
  }

  #pasted(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    // Arguments of an event are those of a custom one.
    const told = new CustomEvent('paste', { detail: { text }, cancelable: true })
    for (const owner of ownersOf(event)) {
      if (!(owner instanceof Element) || isUntrusted(owner)) continue
      const element = unshadowed(owner)
      const binding = element.getAttribute('live-paste')
      if (binding === null || (owner as HTMLInputElement).disabled) continue
      this.#host.run(owner, told, binding)
      if (told.defaultPrevented) event.preventDefault()
      const stops = element.getAttribute('live-stop')
      if (stops === '' || stops?.split(/\s+/).includes('paste')) return
    }
  }
}
