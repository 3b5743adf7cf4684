/**
 * A link to servers that breaks at a chosen byte of a conversation: of a WebSocket behind its handshake, or of all the
 * requests of the fallback transport, of which the one breaks that the byte is in.
 */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

export type Direction = 'up' | 'down'

/** Where the next conversation breaks. */
export interface Cut {
  /** `up`: from the browser to the server. */
  direction: Direction
  /** Bytes that come through. */
  after: number
}

const END_OF_HEAD = Buffer.from('\r\n\r\n')

export class CutLink {
  /** Of the next conversation; it is used up by it. */
  cut: Cut | null = null
  /** Bytes of all conversations so far. */
  readonly bytes: Record<Direction, number> = { up: 0, down: 0 }
  /**
   * Ports of the servers: each WebSocket or stream goes to the next one, frames that are posted to that of the last
   * stream, all else to the first.
   */
  readonly #ports: readonly number[]
  readonly #server: Server
  readonly #open = new Set<Socket>()
  #sockets = 0
  /** Bytes of the requests since the conversation began. */
  #passed: Record<Direction, number> = { up: 0, down: 0 }

  constructor(ports: readonly number[]) {
    this.#ports = ports
    this.#server = createServer((browser) => this.#take(browser))
  }

  async listen(): Promise<string> {
    this.#server.listen(0)
    await once(this.#server, 'listening')
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  /** The next conversation goes to the first server again. */
  startAnew(): void {
    this.#sockets = 0
    this.#passed = { up: 0, down: 0 }
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
  }

  #take(browser: Socket): void {
    this.#open.add(browser)
    browser.on('error', () => browser.destroy())
    browser.on('close', () => this.#open.delete(browser))
    browser.once('data', (head: Buffer) => {
      const text = head.toString('latin1')
      const isSocket = /^upgrade: websocket/im.test(text)
      const [, posted] = /^POST \/_overwire\/(events|frames) /.exec(text) ?? []
      if (isSocket || posted === 'events') this.#sockets++
      const turn = isSocket || posted ? Math.max(0, this.#sockets - 1) : 0
      const server = connect(this.#ports[turn % this.#ports.length]!)
      const cut = isSocket ? this.cut : null
      if (isSocket) this.cut = null
      const end = (): void => [browser, server].forEach((socket) => socket.destroy())
      server.on('error', end)
      server.on('close', end)
      browser.on('close', end)
      if (posted) {
        this.#pass('up', browser, server, end)(head)
        this.#pass('down', server, browser, end)
        return
      }
      server.write(head)
      if (!isSocket) return void browser.pipe(server).pipe(browser)
      this.#carry('up', browser, server, { cut, isHead: false, end })
      this.#carry('down', server, browser, { cut, isHead: true, end })
    })
  }

  /** Passes a connection of requests on. @returns the function that takes its data. */
  #pass(direction: Direction, from: Socket, to: Socket, end: () => void): (data: Buffer) => void {
    const take = (data: Buffer): void => {
      const after = this.cut?.direction === direction ? this.cut.after : Infinity
      const left = Math.max(0, after - this.#passed[direction])
      this.#passed[direction] += data.length
      this.bytes[direction] += data.length
      to.write(data.subarray(0, left))
      if (left > data.length) return
      this.cut = null
      end()
    }
    from.on('data', take)
    return take
  }

  #carry(
    direction: Direction,
    from: Socket,
    to: Socket,
    { cut, isHead, end }: { cut: Cut | null; isHead: boolean; end: () => void },
  ): void {
    let left = cut?.direction === direction ? cut.after : Infinity
    let inHead = isHead
    if (left === 0 && !inHead) end()
    from.on('data', (data: Buffer) => {
      const head = inHead ? data.indexOf(END_OF_HEAD) + END_OF_HEAD.length : 0
      inHead = false
      const size = data.length - head
      this.bytes[direction] += size
      to.write(data.subarray(0, head + Math.min(size, left)))
      left -= size
      if (left <= 0) end()
    })
  }
}
