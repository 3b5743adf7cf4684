/** A plain TCP proxy: each connection goes to the next node that takes it. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

export interface Proxy {
  url: string
  close(): void
}

/** @param ports of the nodes, in turn. @param port of the proxy; 0 takes any free one. */
export async function startProxy(ports: readonly number[], port: number = 0): Promise<Proxy> {
  let next = 0
  const open = new Set<Socket>()
  const forward = (client: Socket, first: number, tries: number): void => {
    const node = connect(ports[(first + tries) % ports.length]!, '127.0.0.1')
    node.once('connect', () => {
      open.add(node)
      client.pipe(node).pipe(client)
      node.on('close', () => client.destroy())
      client.on('close', () => node.destroy())
    })
    node.on('error', () => {
      if (open.delete(node)) client.destroy()
      else if (tries + 1 < ports.length) forward(client, first, tries + 1)
      else client.destroy()
    })
  }
  const server = createServer((client) => {
    open.add(client)
    client.on('error', () => client.destroy())
    forward(client, next++, 0)
  })
  server.listen(port)
  await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}
