/** A network that misbehaves: it cuts, delays, half-closes and truncates what goes through it. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** What may happen to a piece of data, and how often it did. */
export const faults = ['cut', 'delay', 'half', 'truncate'] as const
export type Fault = (typeof faults)[number]

/** Milliseconds after which a connection is closed that its server leaves open: an event stream, for example. */
const LATE_MS = 1000

/** A connection through the network. */
interface Link {
  readonly browser: Socket
  readonly server: Socket
  /** The browser's next piece of data is kept, and its end of the connection cut. */
  holdsNext: boolean
  /** What was kept; its server does not know that the browser is gone. */
  held: Buffer | null
}

export class BadNetwork {
  readonly done: Record<Fault, number> = { cut: 0, delay: 0, half: 0, truncate: 0 }
  /** Ports of the servers that are there; connections go to them in turn. */
  ports: number[] = []
  /** Of a thousand pieces of data, how many meet a fault. */
  faultsPerMille = 0
  readonly #random: () => number
  readonly #server: Server
  readonly #open = new Set<Socket>()
  readonly #links = new Set<Link>()
  #turn = 0

  constructor(random: () => number) {
    this.#random = random
    this.#server = createServer((browser) => this.#join(browser))
  }

  async listen(): Promise<string> {
    this.#server.listen(0)
    await once(this.#server, 'listening')
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`
  }

  /** What each browser sends next comes late, on a connection that the browser has given up by then. */
  holdBack(): void {
    for (const link of this.#links) link.holdsNext = true
  }

  /** Delivers what was held back. @returns how many pieces there were, when their servers have had time to take them. */
  async release(): Promise<number> {
    const late = [...this.#links].filter(({ held }) => held !== null)
    const closed = late.map(
      ({ server }) =>
        new Promise<void>((over) => {
          const timer = setTimeout(() => server.destroy(), LATE_MS)
          server.on('close', () => (clearTimeout(timer), over()))
        }),
    )
    for (const { server, held } of late) server.end(held!)
    await Promise.all(closed)
    return late.length
  }

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
  }

  #join(browser: Socket): void {
    const port = this.ports[this.#turn++ % Math.max(1, this.ports.length)]
    if (port === undefined) return void browser.destroy()
    const server = connect(port)
    const link: Link = { browser, server, holdsNext: false, held: null }
    this.#links.add(link)
    const end = (): void => {
      browser.destroy()
      if (link.held === null) server.destroy()
    }
    for (const socket of [browser, server]) {
      this.#open.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        this.#open.delete(socket)
        if (socket === server) this.#links.delete(link)
        end()
      })
    }
    this.#carry(browser, server, end, link)
    this.#carry(server, browser, end)
  }

  /** @param link of what a browser sends. */
  #carry(from: Socket, to: Socket, end: () => void, link?: Link): void {
    let late = Promise.resolve()
    from.on('data', (data: Buffer) => {
      if (link?.held) return
      if (link?.holdsNext) {
        link.held = data
        return end()
      }
      const fault = this.#fault()
      if (fault === 'cut') return end()
      // Its sender hears that the other end is done. What it sends still arrives: TCP leaves nothing out in between.
      if (fault === 'half') from.end()
      if (fault === 'truncate') {
        to.write(data.subarray(0, Math.floor(data.length / 2)))
        return end()
      }
      const ms = fault === 'delay' ? this.#random() * 300 : 0
      late = late
        .then(() => (ms > 0 ? new Promise<void>((resolve) => setTimeout(resolve, ms)) : undefined))
        .then(() => void (to.writable && to.write(data)))
    })
    from.on('end', () => void late.then(() => link?.held || to.end()))
  }

  #fault(): Fault | undefined {
    if (this.#random() * 1000 >= this.faultsPerMille) return undefined
    const fault = faults[Math.floor(this.#random() * faults.length)]!
    this.done[fault]++
    return fault
  }
}
