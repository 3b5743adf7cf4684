/** Driver of servers/raw-ws.ts: any text, one fixed answer. */
import type { Driver, Window } from './driver.ts'
import { TextSocket } from './socket.ts'

export const rawWs: Driver = {
  async load(port) {
    return { join: async () => new RawWindow(await TextSocket.open(port, '/', {})) }
  },
}

class RawWindow implements Window {
  onAnswer: (text: string) => void = () => {}
  readonly socket: TextSocket
  #sent = 0

  constructor(socket: TextSocket) {
    this.socket = socket
    socket.onText = (text) => this.onAnswer(text)
  }

  send(event: string): void {
    const n = ++this.#sent
    this.socket.send(`[1,${n},${n},"${event}"]`)
  }

  values(answer: string): unknown {
    return JSON.parse(answer)
  }
}
