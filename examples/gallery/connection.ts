/** How the page's connection stands, in the header of each example. */
import { html } from 'overwire'
import type { Block } from 'overwire'

/** Styles of gallery.css show the word that is true now. */
export function connectionStatus(): Block {
  return html`
    <p class="connection" role="status">
      <span class="when-connecting">Connecting…</span>
      <span class="when-connected">Live</span>
      <span class="when-disconnected">Offline, trying again…</span>
      <span class="when-failed">Can’t connect</span>
    </p>
  `
}
