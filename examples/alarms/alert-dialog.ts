import { html } from 'overwire'
import type { Block } from 'overwire'
import { badge, time } from './alerts-table.ts'
import type { Alert } from './database.ts'

/** One alert in full. Its end by Escape is told to the server, as that by the button is. */
export const alertDialog = (id: number, alert: Alert | undefined): Block => html`
  <dialog
    id="alert-dialog" aria-labelledby="alert-title" live-dialog="open"
    data-action="close->page#run" data-liveview-function="close_modal"
  >
    <h3 id="alert-title">Alert ${id}</h3>
    ${alert ? details(alert) : html`<p>There is no alert ${id}. It was deleted, or never was.</p>`}
    <button data-action="click->page#run" data-liveview-function="close_modal">Close</button>
  </dialog>
`

function details({ type, description, created }: Alert) {
  return html`
    <p class="alert-facts">${badge(type)} ${time(created)} UTC</p>
    <p class="alert-text">${description}</p>
  `
}
