/**
 * LiveViewJS as its documentation has it: Express, its middleware, one view per page. Rows as
 * components need its older message router: the one behind the middleware no longer has them.
 */
import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { NodeExpressLiveViewServer, NodeJwtSerDe, NodeWsAdaptor } from '@liveviewjs/express'
import express from 'express'
import session, { MemoryStore } from 'express-session'
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
  (title, csrfToken, content) => html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="csrf-token" content="${csrfToken}">
<title>${title.title}</title></head><body>${safe(content)}</body></html>`,
  { title: 'Bench' },
  { serDe, pubSub },
)

const app = express()
// A store of its own, because the default one prints a warning.
const store = new MemoryStore()
app.use(session({ secret: SECRET, resave: false, saveUninitialized: true, store }))
app.use(liveView.httpMiddleware())
const server = createServer(app)

const sockets = new WebSocketServer({ noServer: true })
const componentSockets = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, socket, head) => {
  const wanted = request.url!.startsWith('/components/') ? componentSockets : sockets
  wanted.handleUpgrade(request, socket, head, (ws) => wanted.emit('connection', ws, request))
})

liveView.wsMiddleware()(sockets)
routeComponents()

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
