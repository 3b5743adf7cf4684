/** A network that misbehaves: it cuts, delays, half-closes and truncates what goes through it. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

/** What may happen to a piece of data, and how often it did. */
export const faults = ['cut', 'delay', 'half', 'truncate'] as const
export type Fault = (typeof faults)[number]

export class BadNetwork {
  readonly done: Record<Fault, number> = { cut: 0, delay: 0, half: 0, truncate: 0 }
  /** Ports of the servers that are there; connections go to them in turn. */
  ports: number[] = []
  /** Of a thousand pieces of data, how many meet a fault. */
  faultsPerMille = 0
  readonly #random: () => number
  readonly #server: Server
  readonly #open = new Set<Socket>()
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

  close(): void {
    for (const socket of this.#open) socket.destroy()
    this.#server.close()
  }

  #join(browser: Socket): void {
    const port = this.ports[this.#turn++ % Math.max(1, this.ports.length)]
    if (port === undefined) return void browser.destroy()
    const server = connect(port)
    const both = [browser, server]
    const end = (): void => both.forEach((socket) => socket.destroy())
    for (const socket of both) {
      this.#open.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        this.#open.delete(socket)
        end()
      })
    }
    this.#carry(browser, server, end)
    this.#carry(server, browser, end)
  }

  #carry(from: Socket, to: Socket, end: () => void): void {
    let late = Promise.resolve()
    from.on('data', (data: Buffer) => {
      const fault = this.#fault()
      if (fault === 'cut') return end()
      if (fault === 'half') return void from.end()
      if (fault === 'truncate') {
        to.write(data.subarray(0, Math.floor(data.length / 2)))
        return end()
      }
      const ms = fault === 'delay' ? this.#random() * 300 : 0
      late = late
        .then(() => (ms > 0 ? new Promise<void>((resolve) => setTimeout(resolve, ms)) : undefined))
        .then(() => void (to.writable && to.write(data)))
    })
    from.on('end', () => void late.then(() => to.end()))
  }

  #fault(): Fault | undefined {
    if (this.#random() * 1000 >= this.faultsPerMille) return undefined
    const fault = faults[Math.floor(this.#random() * faults.length)]!
    this.done[fault]++
    return fault
  }
}
