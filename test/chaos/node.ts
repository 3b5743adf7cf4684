/** A server of the chaos run, with a durable view. Arguments: port, folder or "redis" as the store, version of the view, Redis. */
import { createApp, each, event, html, LiveView, stream } from 'overwire'
import { lmdbStore } from 'overwire/lmdb'
import { listen } from 'overwire/node'
import { redisLayer, redisStore } from 'overwire/redis'
import { MOST_LINES, rowsAfter } from './actions.ts'
import type { Action, Row } from './actions.ts'
import { orderOf } from './order.ts'

const [port = '0', folder = '', version = '1', redis = ''] = process.argv.slice(2)

type Numbered = Action & { n: number }

class Page extends LiveView {
  static override durable = true
  static override version = Number(version)
  static override migrate(old: Record<string, unknown>): Record<string, unknown> {
    return { ...old, migrations: Number(old['migrations']) + 1 }
  }
  count = 0
  migrations = 0
  order = 0
  text = ''
  rows: readonly Row[] = []
  lines = stream<Row>({ key: 'key', limit: MOST_LINES })
  @event act(action: Numbered) {
    this.count++
    this.order = orderOf(this.order, action.n)
    this.rows = rowsAfter(this.rows, action)
    if (action.name === 'type') this.text = action.text
    if (action.name === 'addLine') this.lines.insert(action.row)
    if (action.name === 'changeLine') this.lines.insert(action.row, { updateOnly: true })
    if (action.name === 'removeLine') this.lines.delete(action.key)
  }
  override render() {
    const item = ({ key, text }: Row) => html`<li>${`${key}: ${text}`}</li>`
    const rows = each(this.rows, ({ key }) => key, item)
    const lines = each(this.lines, item)
    return html`
      <p>${`count ${this.count} order ${this.order}`}</p>
      <input name="text" value=${this.text}>
      <ul>${rows}</ul><ol>${lines}</ol>
    `
  }
}

const quiet = (): void => {}
const app = createApp({
  secret: 'one secret for all nodes',
  store: folder === 'redis' ? redisStore(redis) : lmdbStore(folder),
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
app.live('/', Page)
const { url } = await listen(app, { port: Number(port), stopMs: 3000 })
console.log(url)
