/** A server of the chaos run: a durable counter. Arguments: port, folder of the store, version of the view, Redis. */
import { createApp, each, event, html, LiveView } from 'overwire'
import { lmdbStore } from 'overwire/lmdb'
import { listen } from 'overwire/node'
import { redisLayer } from 'overwire/redis'
import { orderOf } from './order.ts'

const MOST_ROWS = 20

const [port = '0', folder = '', version = '1', redis = ''] = process.argv.slice(2)

class Counter extends LiveView {
  static override durable = true
  static override version = Number(version)
  static override migrate(old: Record<string, unknown>): Record<string, unknown> {
    return { ...old, migrations: Number(old['migrations']) + 1 }
  }
  count = 0
  migrations = 0
  order = 0
  /** The latest clicks, as a list with keys. */
  rows: number[] = []
  text = ''
  @event inc({ click, text }: { click: number; text: string }) {
    this.count++
    this.order = orderOf(this.order, click)
    this.rows = [...this.rows, click].slice(-MOST_ROWS)
    this.text = text
  }
  override render() {
    const rows = each(
      this.rows,
      (row) => row,
      (row) => html`<li>${row}</li>`,
    )
    return html`<p>${`count ${this.count} order ${this.order} text ${this.text};`}</p><ul>${rows}</ul>`
  }
}

const quiet = (): void => {}
const app = createApp({
  secret: 'one secret for all nodes',
  store: lmdbStore(folder),
  // Posts of frames that reach the other process are handed on over it.
  layer: redisLayer(redis),
  logger: { info: quiet, warn: quiet, error: (fields, text) => console.error(text, fields) },
  limits: {
    windowsPerAddress: Infinity,
    mountsPerSecond: Infinity,
    joinsPerPage: Infinity,
    eventsPerSecond: Infinity,
  },
})
app.live('/', Counter)
const { url } = await listen(app, { port: Number(port), stopMs: 3000 })
console.log(url)
