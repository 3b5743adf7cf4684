/** The server of shared-turns.test.ts: a room whose events take five milliseconds. */
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'

const EVENT_MS = 5

class Room extends LiveView {
  static override shared = () => 'room'
  static done: string[] = []
  count = 0
  @event spin({ from }: { from: string }) {
    for (const end = performance.now() + EVENT_MS; performance.now() < end;);
    Room.done.push(from)
    this.count++
  }
  @event say() {
    this.count++
  }
  override render() {
    return html`<p>${this.count}</p>`
  }
}

const app = createApp({ trustedProxies: 1, development: false, secret: 'of this test alone' })
const { url } = await listen(app.live('/', Room), { port: 0 })
process.on('message', () => process.send!({ done: Room.done }))
process.send!({ url })
