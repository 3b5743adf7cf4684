/** Where wire.js shows the frames that cross the WebSocket. */
import { html } from 'overwire'
import type { Block } from 'overwire'

export function wireMeter(): Block {
  return html`
    <section class="wire" aria-label="On the wire" live-ignore>
      <p><span>Sent</span><output data-wire="sent" aria-live="off">nothing yet</output></p>
      <p><span>Received</span><output data-wire="received" aria-live="off">nothing yet</output></p>
      <p><span>Templates</span><output data-wire="templates" aria-live="off">none yet</output></p>
    </section>
  `
}
