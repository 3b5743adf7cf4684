/** An app for fuzz.test.ts: tells its address, and on request its heap and what was called undeclared. */
import { createApp, event, html, LiveView } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import type { SendData } from 'overwire/handlers'
import { listen } from 'overwire/node'
import { endWithParent } from '../end-with-parent.ts'

let undeclared = 0

class Counter extends LiveView {
  n = 0
  @event add() {
    this.n++
  }
  secret(): void {
    undeclared++
  }
  get treasure(): number {
    return ++undeclared
  }
  render() {
    return html`<p>n ${this.n}</p><form @submit=${this.add}><input name="a"></form>`
  }
}

liveviewHandler('declared', () => undefined)
// Answers with what it is sent, as a program could that trusts its browser.
liveviewHandler('tell', (consumer, { form }) =>
  send(consumer, JSON.parse(String(form['steps'])) as SendData[]),
)

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const limits = {
  eventsPerSecond: Infinity,
  windowsPerAddress: 100_000,
  mountsPerSecond: Infinity,
  joinsPerPage: Infinity,
  graceMs: 100,
  pendingMs: 100,
  joinMs: 1000,
}
const app = createApp({ limits, logger: quiet, secret: 'a secret for tests that is long enough' })
app.live('/', Counter).live('/other/:id', Counter)
const { url } = await listen(app, { port: 0 })

endWithParent()
process.on('message', () => {
  globalThis.gc!()
  process.send!({ heap: process.memoryUsage().heapUsed, undeclared })
})
process.send!({ url })
