/** The limit of the machine: `ws` answering with one fixed frame, and doing no work at all. */
import { createServer } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'
import { makeRows, tableHtml } from '../content.ts'
import { pageByHand } from './page-by-hand.ts'
import { takeUpload } from './busboy-upload.ts'
import { listenOn, serve } from './stage.ts'

const ANSWER = '[1,12345,12345,0,[1,0,12345]]'
const page = tableHtml(makeRows())

const server = createServer((request, response) => {
  if (request.method === 'POST') return takeUpload(request, response)
  response.setHeader('content-type', 'text/html; charset=utf-8')
  response.end(request.url === '/table-by-hand' ? pageByHand() : page)
})

const sockets = new WebSocketServer({ server })
sockets.on('connection', (socket) => {
  socket.on('message', () => socket.send(ANSWER))
})

serve({
  listen: () => listenOn(server),
  publish(value) {
    const frame = prebuilt(`[1,12345,0,0,[1,0,${value}]]`)
    for (const client of sockets.clients) tcpSocket(client).write(frame)
  },
})

/** The frame's bytes, built once for all receivers. */
function prebuilt(text: string): Buffer {
  const payload = Buffer.from(text)
  return Buffer.concat([Buffer.from([0x81, payload.length]), payload])
}

function tcpSocket(client: WebSocket): { write(bytes: Buffer): void } {
  return (client as unknown as { _socket: { write(bytes: Buffer): void } })._socket
}
