/** The hosts of overwire/express and overwire/hono, in the runtime that runs this: below a prefix. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { serve as serveHono } from '@hono/node-server'
import express from 'express'
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import type { App } from 'overwire'
import { overwire as forExpress } from 'overwire/express'
import { overwire as forHono } from 'overwire/hono'
import { attachSockets } from 'overwire/node'
import { adapterSuite } from 'overwire/testing'
import type { ServedHost } from 'overwire/testing'

const PREFIX = '/x/y'

async function served(app: App, server: Server): Promise<ServedHost> {
  attachSockets(app, server)
  if (!server.listening) await once(server, 'listening')
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}${PREFIX}`,
    async close() {
      server.close()
      await app.stop()
      server.closeAllConnections()
    },
  }
}

adapterSuite('Express', {
  serve(app) {
    const host = express()
    host.use((_request, response, next) => {
      response.setHeader('x-host', 'yes')
      response.cookie('host', 'yes')
      next()
    })
    host.use(PREFIX, forExpress(app))
    for (const path of ['/host', '/echo']) {
      host.get(PREFIX + path, (_request, response) => void response.send('host'))
    }
    return served(app, host.listen(0))
  },
})

adapterSuite('Hono', {
  serve(app) {
    const host = new Hono()
    host.use(async (context, next) => {
      context.header('x-host', 'yes')
      setCookie(context, 'host', 'yes')
      await next()
    })
    host.route(PREFIX, new Hono().use(forHono(app)))
    for (const path of ['/host', '/echo'])
      host.get(PREFIX + path, (context) => context.text('host'))
    return served(app, serveHono({ fetch: host.fetch, port: 0 }) as Server)
  },
})
