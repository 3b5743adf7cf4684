/** An app in a process of its own, which is told to stop; its slow event goes on when stdin says so. */
import { createInterface } from 'node:readline'
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'

const lines = createInterface(process.stdin)
const said = (text: string): Promise<void> =>
  new Promise((resolve) => lines.on('line', (line) => line === text && resolve()))

class Page extends LiveView {
  text = ''
  @event async slow() {
    console.log('slow begins')
    await said('go on')
    this.text = 'slow done'
  }
  @event inc() {
    this.text = 'too late'
  }
  override render() {
    return html`<p>${this.text}</p>`
  }
}

const logger = {
  info: (_fields: object, text: string) => text === 'the server stops' && console.log('told'),
  warn: () => {},
  error: console.error,
}
const app = createApp({ logger })
  .live('/', Page)
  .post('/order', async () => {
    console.log('order begins')
    await said('go on')
    return new Response('ordered')
  })
  .get('/report', () => {
    const pieces = ['one ', 'two ', 'three']
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      if (pieces.length === 2) await said('go on')
      controller.enqueue(new TextEncoder().encode(pieces.shift()))
      if (pieces.length === 0) controller.close()
    }
    return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }))
  })
if (process.argv.includes('--own')) {
  process.on('SIGTERM', () => {
    console.log('own')
    process.exit(7)
  })
}
const stopMs = Number(
  process.argv.find((word) => word.startsWith('--stop-ms='))?.slice(10) ?? 10_000,
)
const { url } = await listen(app, { port: 0, stopMs })
console.log(url)
void said('ready?').then(async () => {
  const answer = await app.fetch(new Request(`${url}/_overwire/ready`), '')
  console.log(`${answer.status} ${(await answer.text()).trim()}`)
})
