/**
 * LiveViewJS as its documentation has it: Express, its middleware, one view per page. Rows as
 * components need its older message router: the one behind the middleware no longer has them.
 */
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { NodeExpressLiveViewServer, NodeJwtSerDe, NodeWsAdaptor } from '@liveviewjs/express'
import express from 'express'
import session from 'express-session'
import { SessionFlashAdaptor, SingleProcessPubSub, WsMessageRouter, html, safe } from 'liveviewjs'
import { WebSocketServer } from 'ws'
import { listenOn, serve } from '../stage.ts'
import { counterView, tickerView } from './counter.ts'
import { componentTableView, tableView } from './table.ts'

// One listener per window on one emitter is how its pub-sub works; the warning is noise.
EventEmitter.defaultMaxListeners = Infinity

const SECRET = 'a secret for the bench only'
const routes = {
  '/counter': counterView,
  '/ticker': tickerView,
  '/table': tableView,
  '/table-memo': componentTableView,
}
const pubSub = new SingleProcessPubSub()
const serDe = new NodeJwtSerDe(SECRET)
const liveView = new NodeExpressLiveViewServer(
  routes,
  document,
  { title: 'Bench' },
  { serDe, pubSub },
)

const app = express()
app.use(sessions())
app.use(liveView.httpMiddleware())
const server = createServer(app)

const sockets = new WebSocketServer({ noServer: true })
const componentSockets = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, socket, head) => {
  const wanted = request.url!.startsWith('/components/') ? componentSockets : sockets
  wanted.handleUpgrade(request, socket, head, (ws) => wanted.emit('connection', ws, request))
})

// Its types are those of another version of ws.
liveView.wsMiddleware()(sockets as never)
routeComponents()

type Markup = ReturnType<typeof html>

function document(title: { title: string }, csrfToken: string, content: Markup): Markup {
  // prettier-ignore
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="csrf-token" content="${csrfToken}">
<title>${title.title}</title></head><body>${safe(content)}</body></html>`
}

/** Sessions in memory come with a warning in production; a bench has nothing to lose. */
function sessions(): express.RequestHandler {
  const { warn } = console
  console.warn = () => {}
  const handler = session({ secret: SECRET, resave: false, saveUninitialized: true })
  console.warn = warn
  return handler
}

function routeComponents(): void {
  const files = {
    tempPath: (name: string) => name,
    writeTempFile() {},
    createOrAppendFile() {},
  }
  const router = new WsMessageRouter(routes, pubSub, new SessionFlashAdaptor(), serDe, files)
  let connections = 0
  componentSockets.on('connection', (ws) => {
    const id = `connection-${++connections}`
    const adaptor = new NodeWsAdaptor(ws)
    ws.on('message', (data: Buffer, binary) => router.onMessage(id, data, adaptor, binary))
    ws.on('close', () => router.onClose(id))
  })
}

serve({
  listen: () => listenOn(server),
  publish: (value) => pubSub.broadcast('value', { type: 'value', value }),
})
