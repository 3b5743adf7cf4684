/** An app that keeps short pieces of long texts, which V8 keeps whole; for nearly-full.test.ts. */
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'
import { endWithParent } from '../end-with-parent.ts'

/** Of all visitors, as a chat has it. */
const everybodys: string[] = []

class Page extends LiveView {
  kept: string[] = []
  count = 0
  @event keep({ text }: { text: string }) {
    this.kept.push(text.trim())
    this.count++
  }
  @event say({ text }: { text: string }) {
    everybodys.push(text.slice(0, 20))
    this.count++
  }
  @event inc() {
    this.count++
  }
  override render() {
    return html`<p>${this.count}</p>`
  }
}

const logger = {
  info: () => {},
  warn: (_fields: object, text: string) => process.send?.({ text }),
  error: (_fields: object, text: string) => process.send?.({ text }),
}
const limits = { eventsPerSecond: Infinity, userBytes: Infinity, addressBytes: Infinity }
const app = createApp({ logger, limits }).live('/', Page)
app.post('/big', async (request) => new Response(String((await request.text()).length)))
/** Outside of V8's heap. */
const buffers: ArrayBuffer[] = []
app.post('/buffer', async (request) => {
  buffers.push(await request.arrayBuffer())
  return new Response()
})
const { MEMORY } = process.env
if (MEMORY !== undefined) process.constrainedMemory = () => Number(MEMORY) * 1024 * 1024
const { url } = await listen(app, { port: 0 })
process.send?.({ url })
endWithParent()
