/** A proxy that passes requests and streams, and no upgrades, until it is told to. */
import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { FRAMES_PATH } from '../../src/wire/paths.ts'

/** What it does with an upgrade: answers it as a plain request, says nothing to it, or passes it. */
export type OnUpgrade = 'refuse' | 'swallow' | 'pass'

export class BlockingProxy {
  onUpgrade: OnUpgrade = 'refuse'
  /** Answers to so many POSTs of frames are lost, after the server has taken them. */
  losesAnswers = 0
  /** So many POSTs of frames do not reach the server: the proxy answers them with a page of its own. */
  answersItself = 0
  /** Upgrades that were asked for. */
  upgrades = 0
  /** Paths of requests that were passed. */
  readonly paths: string[] = []
  readonly #server: Server
  readonly #open = new Set<Socket>()
  readonly #target: () => number

  /** @param target the port of the server behind it. */
  constructor(target: () => number) {
    this.#target = target
    this.#server = createServer((asked, answer) => this.#pass(asked, answer))
    this.#server.on('connection', (socket: Socket) => {
      this.#open.add(socket)
      socket.on('close', () => this.#open.delete(socket))
    })
    this.#server.on('upgrade', (asked: IncomingMessage, socket: Socket, head: Buffer) =>
      this.#upgrade(asked, socket, head),
    )
  }

  /** @returns its address. */
  async listen(): Promise<string> {
    this.#server.listen(0)
    await once(this.#server, 'listening')
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  /** Cuts all that is open. */
  cut(): void {
    for (const socket of this.#open) socket.destroy()
  }

  close(): void {
    this.cut()
    this.#server.close()
  }

  #pass(asked: IncomingMessage, answer: ServerResponse): void {
    this.paths.push(asked.url ?? '')
    const { method, url, headers } = asked
    const isFrames = url === FRAMES_PATH
    if (isFrames && this.answersItself > 0) {
      this.answersItself--
      asked.resume()
      return void answer.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Log in</h1>')
    }
    const isLost = isFrames && this.losesAnswers > 0
    if (isLost) this.losesAnswers--
    const options = { port: this.#target(), method, path: url, headers }
    const passed = request(options, (got) => {
      if (isLost) {
        got.resume()
        return void answer.writeHead(502).end()
      }
      answer.writeHead(got.statusCode ?? 500, got.headers)
      got.on('error', () => answer.destroy())
      got.pipe(answer)
    })
    passed.on('error', () => {
      if (answer.headersSent) answer.destroy()
      else answer.writeHead(502).end()
    })
    answer.on('close', () => passed.destroy())
    asked.pipe(passed)
  }

  #upgrade(asked: IncomingMessage, socket: Socket, head: Buffer): void {
    this.upgrades++
    socket.on('error', () => socket.destroy())
    if (this.onUpgrade === 'swallow') return
    if (this.onUpgrade === 'refuse') {
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    const server = connect(this.#target())
    const lines = Array.from({ length: asked.rawHeaders.length / 2 }, (_, i) =>
      [asked.rawHeaders[2 * i], asked.rawHeaders[2 * i + 1]].join(': '),
    )
    server.write(`GET ${asked.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
    server.write(head)
    server.on('error', () => socket.destroy())
    socket.on('close', () => server.destroy())
    server.on('close', () => socket.destroy())
    server.pipe(socket).pipe(server)
  }
}
