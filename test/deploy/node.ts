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
      <p id="person">${String(this.request.session['person'] ?? '')}</p>
      <button @click=${this.add}>Add</button>`
  }
}

const logger = { info() {}, warn() {}, error() {} }
const app = createApp({
  trustedProxies: 1,
  processes: 1,
  logger,
  development: false,
  headers: { 'content-security-policy': "form-action 'self'" },
})
  .live('/', Home)
  .page('/signup', () => html`<form method="post" action="/signup"><button>Sign up</button></form>`)
  .post('/signup', (request, { session }) => {
    session['person'] = 'Ann'
    return Response.redirect(new URL('/', request.url), 303)
  })
  .get('/seen', ({ url }, { address }) => {
    return new Response(null, { headers: { 'x-seen': `${url} ${address}` } })
  })
await listen(app, { host: '127.0.0.1' })
process.stdout.write('ready\n')
