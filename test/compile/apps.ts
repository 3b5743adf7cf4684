/**
 * What must not compile, for who serves views: each line below an `@ts-expect-error` is a mistake that
 * the compiler finds. The types step of the tests checks this file; it never runs.
 */
import { createServer } from 'node:http'
import { createApp, html, LiveError, LiveView } from 'overwire'
import type { AppOptions, ErrorCode, Layout } from 'overwire'
import { js } from 'overwire/client'
import type { ConnectionState } from 'overwire/client'
import { attachSockets, listen, nodeHandler } from 'overwire/node'

class Home extends LiveView {
  render() {
    return html`<p></p>`
  }
}

class User extends LiveView {
  mount(_request: unknown, { id }: { id: string }) {
    this.pageTitle = id
  }
  render() {
    return html`<p></p>`
  }
}

class Counted extends LiveView {
  // @ts-expect-error parameters are texts
  mount(_request: unknown, _params: { id: number }) {}
  render() {
    return html`<p></p>`
  }
}

class Needy extends LiveView {
  readonly #name: string
  constructor(name: string) {
    super()
    this.#name = name
  }
  render() {
    return html`<p>${this.#name}</p>`
  }
}

const app = createApp({ development: true, limits: { mailbox: 10 } })
app.live('/', Home).live('/users/:id', User, { title: 'User' })
// @ts-expect-error the path gives `name`, the view's mount wants `id`
app.live('/users/:name', User)
// @ts-expect-error views are made without arguments
app.live('/needy', Needy)
// @ts-expect-error a view is a class
app.live('/home', new Home())
// @ts-expect-error a view extends LiveView
app.live('/date', Date)
// @ts-expect-error there is no such option
app.live('/titled', Home, { tittle: 'Home' })
// @ts-expect-error an abstract view can't be served
app.live('/abstract', LiveView)
// @ts-expect-error an HTTP handler returns a Response
app.http('/health', () => 'ok')

// @ts-expect-error there is no such option
createApp({ developement: true })
// @ts-expect-error the secret is text
createApp({ secret: 7 })
// @ts-expect-error there is no such limit
createApp({ limits: { mailboxes: 10 } })
// @ts-expect-error limits are numbers
createApp({ limits: { mailbox: '10' } })
// @ts-expect-error origins are a list
createApp({ origins: 'https://example.com' })
// @ts-expect-error a layout is a block, not text
createApp({ layout: () => '<html></html>' })
// @ts-expect-error a logger has warn() and error() too
createApp({ logger: { info: () => {} } })
// @ts-expect-error who asks is found out from the request alone
createApp({ user: (request: Request) => ({ name: request.url }) })
// @ts-expect-error a header has one value
const headers: AppOptions = { headers: { 'x-frame-options': ['DENY'] } }
// @ts-expect-error a layout gets no such part
const layout: Layout = ({ body }) => html`<body>${body}</body>`

async function serve(): Promise<void> {
  const listening = await listen(app, { port: 0, host: '127.0.0.1' })
  // @ts-expect-error the port is open already
  listening.port = 1
  await listening.close()
  // @ts-expect-error a port is a number
  await listen(app, { port: '3000' })
  // @ts-expect-error an app is served, not a view
  await listen(Home)
  attachSockets(app, createServer(nodeHandler(app)))
  // @ts-expect-error first the app, then the server
  attachSockets(createServer(), app)
}

// @ts-expect-error there is no such code
const code: ErrorCode = 'E_NOPE'
// @ts-expect-error there is no such code
const error = new LiveError('E_NOPE', 'text')
// @ts-expect-error there is no such state
const state: ConnectionState = 'online'
// @ts-expect-error the names of classes are one text
js().addClass(['a', 'b'])
// @ts-expect-error what the server hears can't be undone
js().optimistic((now) => now.push('save'))

export { code, Counted, error, headers, layout, serve, state }
