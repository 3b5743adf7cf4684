/** An app for worker.test.ts: a worker runs its signal, and a server its page. */
import { createApp, html } from 'overwire'
import { bullmqQueue } from 'overwire/bullmq'
import { diskUploads } from 'overwire/node'
import { redisLayer } from 'overwire/redis'
import { everyone, signal, trigger, WINDOW } from 'overwire/signals'

const redis = process.env['OVERWIRE_REDIS']!
const folder = process.env['UPLOADS']!

signal(
  { path: 'files.count', isAllowedTo: everyone, uploads: { docs: { maxFileSize: 5_000_000 } } },
  async (info, _args, { uploads }) => {
    const told = await uploads.docs.consume(async (file) => {
      let bytes = 0
      for await (const part of file.stream()) bytes += part.byteLength
      return `${file.name} ${bytes === file.size} ${file.sha256}`
    })
    const content = `${process.pid} ${told.join()}`
    await trigger(info, 'html.text', { to: WINDOW, selector: '#told', content })
  },
)

export const queue = bullmqQueue({ connection: redis })

export const layer = redisLayer(redis)

export const app = createApp({
  queue,
  layer,
  uploads: diskUploads(folder),
})
app.page(
  '/',
  () => html`
    <form data-df-signal='[{"name": "files.count"}]'>
      <input type="file" name="docs" /><button>Count</button>
    </form>
    <p id="told"></p>
  `,
)
