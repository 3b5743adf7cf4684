import { html } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { signal } from 'overwire/signals'
import { schedule } from 'overwire/tasks'
import type { App, Block, LiveRequest, LiveView } from 'overwire'
import type { Consumer } from 'overwire/handlers'
import { z } from 'zod'
import { linksOf } from './address.ts'
import { alertDialog } from './alert-dialog.ts'
import { alertForm, alertRules, isField } from './alert-form.ts'
import { alertsTable, home } from './alerts-table.ts'
import * as database from './database.ts'

const NOTE_MS = 3000
const HOME = { url: '/alarms', title: 'Alarms · Overwire examples' }
const NEW = { url: '/alarms/new', title: 'New alert · Alarms' }
const detailsOf = (id: number) => ({ url: `/alarms/alert/${id}`, title: `Alert ${id} · Alarms` })

const everybody = { broadcast: true }
const ofAlert = { data: z.object({ id: z.coerce.number() }) }

/** The table asks for itself when it comes into a page. */
liveviewHandler('load_alerts_table', async (consumer) => {
  await send(consumer, { target: '#alerts', html: alertsTable(await database.newestAlerts()) })
})

liveviewHandler('create_random_alert', async (consumer) => {
  const { id, type } = await database.addRandomAlert()
  await showTable()
  await notify(consumer, `${type}: alert ${id} was added.`)
})

liveviewHandler('delete_alert', ofAlert, async (consumer, { data: { id } }) => {
  const wasThere = await database.removeAlert(id)
  const alerts = await showTable()
  // The button that had the focus is gone.
  const next = alerts.find((alert) => alert.id < id) ?? alerts.at(-1)
  await send(consumer, {
    target: next ? `#alert-${next.id} button` : '#random-alert',
    focus: true,
  })
  if (wasThere) await notify(consumer, `Alert ${id} was deleted.`)
})

liveviewHandler('show_alert_details', ofAlert, async (consumer, { data: { id } }) => {
  const dialog = alertDialog(id, await database.findAlert(id))
  await send(consumer, { target: '#alert-modal', html: dialog, ...detailsOf(id) })
})

liveviewHandler('close_modal', (consumer) =>
  send(consumer, { target: '#alert-modal', html: '', ...HOME }),
)

liveviewHandler('show_new_alert_form', (consumer) =>
  send(consumer, { target: '#alarms-content', html: alertForm(), ...NEW }),
)

/** One field, when its user leaves it. */
liveviewHandler(
  'validate_new_alert',
  { data: z.object({ field: isField }) },
  (consumer, { form, data: { field } }) => {
    const { error } = alertRules.shape[field].safeParse(form[field])
    return send(consumer, [
      { target: `#problem-${field}`, text: error?.issues[0]!.message ?? '' },
      { target: `#${field}`, attributes: { 'aria-invalid': String(error !== undefined) } },
    ])
  },
)

liveviewHandler(
  'submit_new_alert',
  {
    form: alertRules,
    invalid: (consumer, { form }, issues) =>
      send(consumer, [
        { target: '#alarms-content', html: alertForm(form, issues) },
        { target: '.alert-form [aria-invalid=true]', focus: true },
      ]),
  },
  async (consumer, { form: { type, description } }) => {
    const { id } = await database.addAlert(type, description)
    await showTable()
    await showHome(consumer)
    await notify(consumer, `${type}: alert ${id} was added.`)
  },
)

liveviewHandler('go_home', showHome)

async function showHome(consumer: Consumer) {
  await send(consumer, [
    { target: '#alarms-content', html: home(await database.newestAlerts()), ...HOME },
    { target: '#new-alert', focus: true },
  ])
}

/** Shows all windows the table as it is now; those that show something else have no place for it. */
async function showTable() {
  const alerts = await database.newestAlerts()
  await send(null, { target: '#alerts', html: alertsTable(alerts), all: true }, everybody)
  return alerts
}

/** A note for everybody, which goes by itself, also when its sender has left. */
async function notify(consumer: Consumer, text: string) {
  const id = `note-${crypto.randomUUID()}`
  const note = { target: '#alarm-notes', html: html`<p id=${id}>${text}</p>` }
  await send(consumer, { ...note, append: true, all: true }, everybody)
  const remove = () => send(null, { target: `#${id}`, remove: true, all: true }, everybody)
  consumer.after(NOTE_MS, remove, { keep: true })
}

signal({ path: 'alerts.clear' }, async () => {
  await database.clearAlerts()
  await showTable()
})
await schedule('0 3 * * *', 'alerts.clear')

export function addAlarms(app: App): void {
  linksOf(app)
  app.page(['/alarms', '/alarms/new', '/alarms/alert/:id'], alarmsPage, { title: 'Alarms' })
}

/** Each address by itself: for links that are shared, and for back and forward. */
async function alarmsPage({ path, params }: LiveRequest, page: LiveView) {
  if (path === NEW.url) {
    page.pageTitle = NEW.title
    return frame(alertForm())
  }
  const content = home(await database.newestAlerts())
  page.pageTitle = HOME.title
  if (params['id'] === undefined) return frame(content)
  const id = Number(params['id']) || 0
  page.pageTitle = detailsOf(id).title
  return frame(content, alertDialog(id, await database.findAlert(id)))
}

function frame(content: Block, dialog?: Block) {
  return html`
    <div class="alarms" data-controller="page">
      <div id="alarms-content">${content}</div>
      <div id="alert-modal">${dialog}</div>
      <div id="alarm-notes" role="status"></div>
    </div>
  `
}
