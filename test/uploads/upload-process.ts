/**
 * A server for outliving.test.ts: `PORT KIND FOLDER`, where KIND is `durable` (LMDB), `redis URL`, `ordinary` or
 * `handler` (a page without a class, whose handler takes the files).
 */
import { createReadStream } from 'node:fs'
import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { createApp, each, event, html, LiveView } from 'overwire'
import type { UploadedFile } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { lmdbStore } from 'overwire/lmdb'
import { redisLayer, redisStore } from 'overwire/redis'
import { diskUploads, listen } from 'overwire/node'

const [port = '0', kind = 'ordinary', folder = '', redis = ''] = process.argv.slice(2)

async function told(file: UploadedFile): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of createReadStream(file.path!)) hash.update(part as Buffer)
  return `${file.clientName} ${file.size} ${hash.digest('hex')} ${file.sha256}`
}

class Files extends LiveView {
  static override durable = kind === 'durable' || kind === 'redis'
  docs = this.allowUpload('docs', { maxFileSize: 1e9, chunkSize: 1_048_576 })
  kept: string[] = []
  clicks = 0

  @event async keep() {
    const kept = await this.consumeUploads('docs', told)
    this.kept = [...this.kept, ...kept]
  }
  @event click() {
    this.clicks++
  }

  override render() {
    return html`
      <h1>${this.clicks}</h1>
      <button id="click" @click=${this.click}>+</button>
      <form @submit=${this.keep}>
        <input type="file" live-upload="docs" />
        <button id="keep">Keep</button>
      </form>
      <ul class="docs">
        ${each(
          this.docs.entries,
          ({ id }) => id,
          (entry) => html`<li class=${entry.state}>${entry.clientName} ${entry.progress}</li>`,
        )}
      </ul>
      <ul class="kept">
        ${each(
          this.kept,
          (name) => name,
          (name) => html`<li>${name}</li>`,
        )}
      </ul>
    `
  }
}

let clicks = 0
liveviewHandler('click', (consumer) => send(consumer, { target: 'h1', text: ++clicks }))
liveviewHandler(
  'keep',
  { uploads: { docs: { maxFileSize: 1e9, chunkSize: 1_048_576, show: shown } } },
  async (consumer, { uploads }) => {
    for (const text of await uploads.docs.consume(told)) {
      await send(consumer, { target: '.kept', html: html`<li>${text}</li>`, append: true })
    }
  },
)

function shown({ entries }: Pick<Files['docs'], 'entries'>) {
  const row = ({ state, progress }: (typeof entries)[number]) =>
    html`<li class=${state}>${progress}</li>`
  return html`<ul class="docs">${each(entries, ({ id }) => id, row)}</ul>`
}

const page = () => html`
  <main data-controller="page">
    <h1>0</h1>
    <button id="click" data-action="page#run" data-liveview-function="click">+</button>
    <form data-action="page#run" data-liveview-function="keep">
      <input type="file" name="docs" />
      <button id="keep">Keep</button>
    </form>
    <ul class="kept"></ul>
  </main>
`

const app = createApp({
  secret: 'a secret of the uploads’ test',
  uploads: diskUploads(`${folder}/files`),
  ...(kind === 'durable' && { store: lmdbStore(`${folder}/state`) }),
  ...(kind === 'redis' && { store: redisStore(redis), layer: redisLayer(redis) }),
})
if (kind === 'handler') app.page('/', page)
else app.live('/', Files)
app.http('/rss', () => new Response(String(process.memoryUsage.rss())))
const { url, server } = await listen(app, { port: Number(port) })
const connections = new Set<Socket>()
server.on('connection', (socket) => {
  connections.add(socket)
  socket.on('close', () => connections.delete(socket))
})
process.on('SIGUSR2', () => connections.forEach((socket) => socket.resetAndDestroy()))
console.log(url)
