/** What one writes by hand with Socket.IO: the server emits what changed, the page knows the rest. */
import { createServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { FIRST_COUNT, makeRows, relabel, tone, touch } from '../content.ts'
import { listenOn, serve } from './stage.ts'

const server = createServer()
const io = new Server(server, { transports: ['websocket'], serveClient: false })

io.of('/counter').on('connection', (socket) => {
  let count = FIRST_COUNT
  socket.on('inc', () => socket.emit('count', ++count))
})

io.of('/table').on('connection', openTable)

function openTable(socket: Socket): void {
  const rows = makeRows()
  let revision = 0
  socket.on('touch', ({ i }: { i: string }) => {
    const { id, value } = touch(rows, i)
    socket.emit('row', { id, value, class: tone(value) })
  })
  socket.on('relabel', () => {
    const changed = relabel(rows, ++revision)
    socket.emit(
      'labels',
      changed.map((row) => [row.id, row.label]),
    )
  })
}

serve({
  listen: () => listenOn(server),
  publish(value) {
    io.of('/ticker').emit('value', value)
  },
})

// Socket.IO refuses namespaces that nobody declared.
io.of('/ticker')
