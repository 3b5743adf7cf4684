/** Driver of servers/overwire.ts: the browser's half of docs/protocol.md, without a DOM. */
import { between, fetchPage, type Fetched } from './browser.ts'
import type { Driver, Window } from './driver.ts'
import { TextSocket } from './socket.ts'

const VERSION = 1
const CHAR_0 = 48
/** Frames after which a window that sends no events acknowledges. */
const ACK_AFTER = 8
const fromBrowser = { join: 0, event: 1, ack: 2, call: 6 }
const fromServer = { hello: 0, update: 1, error: 2, values: 4, pong: 6, reconnect: 7, reply: 9 }

export const overwire: Driver = {
  async load(port, page) {
    const fetched = await fetchPage(port, `/${page}`)
    return { join: () => join(port, fetched), cookie: fetched.socketHeaders['cookie'] ?? '' }
  },
}

async function join(port: number, { html, socketHeaders }: Fetched): Promise<Window> {
  const token = between(html, 'live-root="', '"')
  const socket = await TextSocket.open(port, '/_overwire/ws', socketHeaders)
  socket.send(JSON.stringify([fromBrowser.join, VERSION, token]))
  await new Promise<void>((resolve, reject) => {
    socket.onClose = (code) => reject(new Error(`Overwire refused the join with code ${code}`))
    socket.onText = (text) => {
      if (text.startsWith(`[${fromServer.hello},`)) resolve()
    }
  })
  return new OverwireWindow(socket)
}

class OverwireWindow implements Window {
  onAnswer: (text: string) => void = () => {}
  readonly socket: TextSocket
  #sent = 0
  #seq = 0
  #acknowledged = 0
  #reply: (value: unknown) => void = () => {}

  constructor(socket: TextSocket) {
    this.socket = socket
    socket.onText = (text) => this.#receive(text)
  }

  send(event: string, row?: number): void {
    const args = row === undefined ? '' : `,{"i":"${row}"}`
    this.#acknowledged = this.#seq
    this.socket.send(`[${fromBrowser.event},${++this.#sent},${this.#seq},"${event}"${args}]`)
  }

  ask(event: string, args: object): Promise<unknown> {
    this.#acknowledged = this.#seq
    this.socket.send(
      JSON.stringify([fromBrowser.event, ++this.#sent, this.#seq, event, args, 0, 1]),
    )
    return new Promise((resolve) => (this.#reply = resolve))
  }

  call(name: string): void {
    this.#acknowledged = this.#seq
    this.socket.send(`[${fromBrowser.call},${++this.#sent},${this.#seq},0,"${name}"]`)
  }

  /** `[1,ref,view,patch]` or `[4,ref,view,block]`. */
  values(answer: string): unknown {
    return JSON.parse(answer)[3]
  }

  /** The opcode is one digit after the bracket: no need to parse the frame. */
  #receive(text: string): void {
    const opcode = text.charCodeAt(1) - CHAR_0
    const { hello, pong, reconnect, reply } = fromServer
    if (opcode === hello || opcode === pong || opcode === reconnect) return
    this.#seq++
    if (opcode === fromServer.error) throw new Error(`Overwire answered ${text}`)
    if (opcode === reply) this.#reply(JSON.parse(text)[2])
    if (opcode === fromServer.update || opcode === fromServer.values) this.onAnswer(text)
    // A window that only listens has no event to carry its acknowledgements.
    if (this.#seq - this.#acknowledged >= ACK_AFTER) this.#acknowledge()
  }

  #acknowledge(): void {
    this.#acknowledged = this.#seq
    this.socket.send(`[${fromBrowser.ack},${this.#seq}]`)
  }
}
