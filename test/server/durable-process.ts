/** A server of durable views in a process of its own, to be killed: `PORT`, and `lmdb:FOLDER` or `redis://…`. */
import { createApp, event, html, LiveView } from 'overwire'
import { lmdbStore } from 'overwire/lmdb'
import { listen } from 'overwire/node'
import { redisStore } from 'overwire/redis'

const [port, at] = process.argv.slice(2)

class Page extends LiveView {
  static override durable = true
  count = 0
  saved = ''

  @event inc() {
    this.count++
  }

  @event save({ text }: { text?: string }) {
    this.saved = text ?? ''
  }

  override render() {
    return html`<h1>${this.count}</h1><p id="saved">${this.saved}</p>
      <button id="inc" @click=${this.inc}>Add</button>
      <form @submit=${this.save}><input name="text" id="text"></form>`
  }
}

const store = at!.startsWith('lmdb:') ? lmdbStore(at!.slice(5)) : redisStore(at!)
const logger = { info: () => {}, warn: () => {}, error: console.error }
const app = createApp({ store, secret: 'the same in all processes', logger }).live('/', Page)
const { url } = await listen(app, { port: Number(port) })
console.log(url)
