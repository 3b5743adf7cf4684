/** Every adapter does the same [A140]. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve as serveHono } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import { Hono } from 'hono'
import type { App } from 'overwire'
import { overwire as forExpress } from 'overwire/express'
import { overwire as forFastify } from 'overwire/fastify'
import { overwire as forHono } from 'overwire/hono'
import { attachSockets, listen, nodeHandler } from 'overwire/node'
import { adapterSuite } from 'overwire/testing'

const urlOf = (server: Server): string =>
  `http://localhost:${(server.address() as AddressInfo).port}`

/** Ends a host: first its pages, then what is left of its connections. */
async function end(app: App, server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  await app.stop()
  server.closeAllConnections()
  await closed
}

adapterSuite('listen', { serve: (app) => listen(app, { port: 0 }), isHosted: false })

adapterSuite('a Node server', {
  isHosted: false,
  async serve(app) {
    const server = createServer(nodeHandler(app))
    attachSockets(app, server)
    await once(server.listen(0), 'listening')
    return { url: urlOf(server), close: () => end(app, server) }
  },
})

adapterSuite('Express', {
  async serve(app) {
    const host = express()
    host.use(forExpress(app))
    host.use(express.json())
    host.get('/host', (_request, response) => void response.send('host'))
    const server = host.listen(0)
    await once(server, 'listening')
    return { url: urlOf(server), close: () => end(app, server) }
  },
})

adapterSuite('Fastify', {
  async serve(app) {
    const host = Fastify()
    await host.register(forFastify(app))
    host.get('/host', (_request, reply) => reply.send('host'))
    await host.listen({ port: 0 })
    const { server } = host
    return {
      url: urlOf(server),
      async close() {
        await app.stop()
        server.closeAllConnections()
        await host.close()
      },
    }
  },
})

adapterSuite('Hono', {
  async serve(app) {
    const host = new Hono()
    host.use(forHono(app))
    host.get('/host', (context) => context.text('host'))
    const server = serveHono({ fetch: host.fetch, port: 0 }) as Server
    if (!server.listening) await once(server, 'listening')
    return { url: urlOf(server), close: () => end(app, server) }
  },
})
