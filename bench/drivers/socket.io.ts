/** Driver of servers/socket.io.ts: engine.io 4 and socket.io 5 packets over one WebSocket. */
import type { Driver, PageName, Window } from './driver.ts'
import { TextSocket } from './socket.ts'

const OPEN = '0'
const PING = '2'
const PONG = '3'
const CONNECT = '40'
const EVENT = '42'

export const socketIo: Driver = {
  async load(port, page) {
    return { join: () => join(port, page) }
  },
}

/** Pages are namespaces: `40/table,` connects to one, `42/table,["touch",{"i":"5"}]` is an event. */
async function join(port: number, page: PageName): Promise<Window> {
  const socket = await TextSocket.open(port, '/socket.io/?EIO=4&transport=websocket', {})
  const namespace = `/${page === 'table-memo' ? 'table' : page},`
  return new Promise((resolve) => {
    socket.onText = (text) => {
      if (text.startsWith(OPEN)) socket.send(CONNECT + namespace)
      else if (text.startsWith(CONNECT)) resolve(new SocketIoWindow(socket, namespace))
    }
  })
}

class SocketIoWindow implements Window {
  onAnswer: (text: string) => void = () => {}
  readonly socket: TextSocket
  readonly #prefix: string

  constructor(socket: TextSocket, namespace: string) {
    this.socket = socket
    this.#prefix = EVENT + namespace
    socket.onText = (text) => {
      if (text === PING) socket.send(PONG)
      else this.onAnswer(text)
    }
  }

  send(event: string, row?: number): void {
    const args = row === undefined ? '' : `,{"i":"${row}"}`
    this.socket.send(`${this.#prefix}["${event}"${args}]`)
  }

  values(answer: string): unknown {
    return JSON.parse(answer.slice(this.#prefix.length))
  }
}
