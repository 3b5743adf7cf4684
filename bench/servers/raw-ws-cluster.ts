/** What one would write by hand: `ws`, and publish and subscribe of Redis between two nodes. */
import { createServer } from 'node:http'
import { createClient } from 'redis'
import { WebSocketServer } from 'ws'
import { serveCluster } from './cluster.ts'

const CHANNEL = 'ticker'
let send: (value: number) => Promise<unknown>

await serveCluster(import.meta.url, {
  async start(port, redis) {
    const server = createServer()
    const sockets = new WebSocketServer({ server })
    const subscriber = createClient({ url: redis })
    const publisher = createClient({ url: redis })
    await Promise.all([subscriber.connect(), publisher.connect()])
    await subscriber.subscribe(CHANNEL, (value) => {
      const text = `[1,12345,0,0,[1,0,${value}]]`
      for (const client of sockets.clients) client.send(text)
    })
    send = (value) => publisher.publish(CHANNEL, String(value))
    await new Promise<void>((resolve) => {
      server.listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve)
    })
  },
  publish: async (value) => void (await send(value)),
})
