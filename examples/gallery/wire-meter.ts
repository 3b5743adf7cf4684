/** Where wire.js shows the frames that cross the WebSocket. */
import { html } from 'overwire'
import type { Block } from 'overwire'

export function wireMeter(): Block {
  return html`
    <details class="wire" open live-ignore>
      <summary>On the wire</summary>
      <p><span>Sent</span><output data-wire="sent" aria-live="off">nothing yet</output></p>
      <p><span>Received</span><output data-wire="received" aria-live="off">nothing yet</output></p>
      <p><span>Templates</span><output data-wire="templates" aria-live="off">none yet</output></p>
    </details>
  `
}
