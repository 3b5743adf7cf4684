/** Every adapter does the same [A140]. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { serve as serveHono } from '@hono/node-server'
import express from 'express'
import Fastify from 'fastify'
import type { FastifyPluginAsync } from 'fastify'
import { createApp } from 'overwire'
import type { App } from 'overwire'
import { overwire as forExpress } from 'overwire/express'
import { overwire as forFastify } from 'overwire/fastify'
import { attachSockets, listen, nodeHandler } from 'overwire/node'
import { adapterSuite } from 'overwire/testing'
import { WebSocket } from 'ws'
import { silent } from '../../src/testing/silent-logger.ts'
import { SOCKET_PATH } from '../../src/wire/paths.ts'
import { honoHost } from './hono-host.ts'

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

/** Where an app stands in its host: at the root, below a prefix of the host's, and where the app was told. */
const places = [
  { title: '', mount: '', basePath: undefined },
  { title: ' below /x/y', mount: '/x/y', basePath: undefined },
  { title: ' told /x/y', mount: '', basePath: '/x/y' },
] as const

for (const { title, mount, basePath } of places) {
  const below = mount || basePath || ''
  const told = basePath === undefined ? {} : { basePath }

  if (mount === '') {
    adapterSuite(`listen${title}`, {
      ...told,
      serve: (app) => listen(app, { port: 0 }),
      isHosted: false,
    })

    adapterSuite(`a Node server${title}`, {
      ...told,
      isHosted: false,
      async serve(app) {
        const server = createServer(nodeHandler(app))
        attachSockets(app, server)
        await once(server.listen(0), 'listening')
        return { url: urlOf(server) + below, close: () => end(app, server) }
      },
    })
  }

  adapterSuite(`Express${title}`, {
    ...told,
    async serve(app) {
      const host = express()
      host.use((_request, response, next) => {
        response.setHeader('x-host', 'yes')
        response.cookie('host', 'yes')
        next()
      })
      host.use(mount || '/', forExpress(app))
      host.use(express.json())
      for (const path of ['/host', '/echo']) {
        host.get(below + path, (_request, response) => void response.send('host'))
      }
      const server = host.listen(0)
      attachSockets(app, server)
      await once(server, 'listening')
      return { url: urlOf(server) + below, close: () => end(app, server) }
    },
  })

  adapterSuite(`Fastify${title}`, {
    ...told,
    async serve(app) {
      const host = Fastify()
      host.addHook('onRequest', async (_request, reply) => void reply.header('x-host', 'yes'))
      // As plugins for cookies do.
      host.addHook('onSend', async (_request, reply) => void reply.header('set-cookie', 'host=yes'))
      await host.register(forFastify(app), mount === '' ? {} : { prefix: `${mount}/` })
      for (const path of ['/host', '/echo']) {
        host.get(below + path, (_request, reply) => reply.send('host'))
      }
      await host.listen({ port: 0 })
      const { server } = host
      return {
        url: urlOf(server) + below,
        async close() {
          await app.stop()
          server.closeAllConnections()
          await host.close()
        },
      }
    },
  })

  adapterSuite(`Hono${title}`, {
    ...told,
    async serve(app) {
      const host = honoHost(app, mount, below)
      const server = serveHono({ fetch: host.fetch, port: 0 }) as Server
      attachSockets(app, server)
      if (!server.listening) await once(server, 'listening')
      return { url: urlOf(server) + below, close: () => end(app, server) }
    },
  })
}

adapterSuite('Fastify, in a plugin with a prefix', {
  async serve(app) {
    const host = Fastify()
    host.addHook('onRequest', async (_request, reply) => void reply.header('x-host', 'yes'))
    host.addHook('onSend', async (_request, reply) => void reply.header('set-cookie', 'host=yes'))
    const outer: FastifyPluginAsync = async (inner) => {
      await inner.register(forFastify(app), { prefix: '/y/' })
      for (const path of ['/y/host', '/y/echo'])
        inner.get(path, (_request, reply) => reply.send('host'))
    }
    await host.register(outer, { prefix: '/x' })
    await host.listen({ port: 0 })
    const { server } = host
    return {
      url: `${urlOf(server)}/x/y`,
      async close() {
        await app.stop()
        server.closeAllConnections()
        await host.close()
      },
    }
  },
})

test('a host that shows its server with the first request refuses one socket, and takes the next', async () => {
  const app = createApp({ secret: 'a long enough one', logger: silent })
  const host = express()
  host.use(forExpress(app))
  const server = host.listen(0)
  await once(server, 'listening')
  const url = urlOf(server).replace('http', 'ws') + SOCKET_PATH
  const outcome = async (): Promise<string> => {
    const socket = new WebSocket(url, { origin: urlOf(server) })
    try {
      await once(socket, 'open')
      return 'open'
    } catch (error) {
      return (error as Error).message
    } finally {
      socket.terminate()
    }
  }
  try {
    assert.match(await outcome(), /503/)
    assert.equal(await outcome(), 'open')
  } finally {
    await end(app, server)
  }
})

test('sockets that are attached twice are taken once', async () => {
  const app = createApp({ secret: 'a long enough one', logger: silent })
  const server = createServer(nodeHandler(app))
  attachSockets(app, server)
  attachSockets(app, server)
  assert.equal(server.listenerCount('upgrade'), 1)
})
