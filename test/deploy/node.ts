/** One of several processes behind a proxy; see nginx.test.ts. */
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'

class Home extends LiveView {
  count = 0
  @event add() {
    this.count++
  }
  render() {
    return html`<h1>${this.count}</h1>
      <p id="pid">${process.pid}</p>
      <p id="address">${this.request.address}</p>
      <button @click=${this.add}>Add</button>`
  }
}

const logger = { info() {}, warn() {}, error() {} }
const app = createApp({ trustedProxies: 1, processes: 1, logger, development: false }).live(
  '/',
  Home,
)
await listen(app, { host: '127.0.0.1' })
process.stdout.write('ready\n')
