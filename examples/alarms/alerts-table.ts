import { each, html } from 'overwire'
import type { Block } from 'overwire'
import { href } from './address.ts'
import type { Alert, AlertType } from './database.ts'

const clock = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
  timeZone: 'UTC',
})

/** What one comes to: the buttons and the table. */
export const home = (alerts: Alert[]): Block => html`
  <div class="buttons">
    <button
      id="random-alert" data-action="click->page#run" data-liveview-function="create_random_alert"
    >Add a random alert</button>
    <a
      id="new-alert" class="try quiet" href=${href('/alarms/new')}
      data-action="click->page#run" data-liveview-function="show_new_alert_form"
    >New alert…</a>
  </div>
  <div id="alerts" data-liveview-init="load_alerts_table">${alertsTable(alerts)}</div>
  <p class="hint">Everybody sees the same alerts. At three in the morning they are cleared.</p>
`

export function alertsTable(alerts: Alert[]): Block {
  if (alerts.length === 0) return html`<p class="empty">No alerts. All is well.</p>`
  return html`
    <table>
      <caption class="visually-hidden">Alerts, the newest first</caption>
      <thead>
        <tr>
          <th class="id" scope="col">No.</th>
          <th scope="col">Type</th>
          <th scope="col">Description</th>
          <th scope="col">Created, UTC</th>
          <th scope="col"><span class="visually-hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody>${each(alerts, 'id', row)}</tbody>
    </table>
  `
}

function row({ id, type, description, created }: Alert) {
  return html`
    <tr id=${`alert-${id}`}>
      <td class="id">${id}</td>
      <td class="type">${badge(type)}</td>
      <td class="description"><span>${description}</span></td>
      <td class="created">${time(created)}</td>
      <td class="actions">
        <a
          href=${href(`/alarms/alert/${id}`)} aria-label=${`Details of alert ${id}`} data-data-id=${id}
          data-action="click->page#run" data-liveview-function="show_alert_details"
        >Details</a>
        <button
          aria-label=${`Delete alert ${id}`} data-data-id=${id}
          data-action="click->page#run" data-liveview-function="delete_alert"
        >✕</button>
      </td>
    </tr>
  `
}

export const badge = (type: AlertType): Block => {
  return html`<span class="alert-type ${type.toLowerCase()}">${type}</span>`
}

export const time = (date: Date): Block => {
  return html`<time datetime=${date.toISOString()}>${clock.format(date)}</time>`
}
