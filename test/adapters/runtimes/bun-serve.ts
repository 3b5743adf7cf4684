/** `Bun.serve`: the app alone, below a path, and in Hono. Only Bun runs this. */
import { createApp } from 'overwire'
import type { App } from 'overwire'
import { overwire } from 'overwire/bun'
import type { BunOptions } from 'overwire/bun'
import { overwire as forHono } from 'overwire/hono'
import { adapterSuite } from 'overwire/testing'
import type { ServedHost } from 'overwire/testing'
import { honoHost } from '../hono-host.ts'

/** As Hono's `fetch` has it: what comes beside the request is Bun's server. */
type Fetch = (request: Request, server: object) => Response | Promise<Response | undefined>

declare const Bun: {
  serve(options: Omit<BunOptions, 'fetch'> & { port: number; fetch: Fetch }): {
    port: number
    stop(closesConnections: boolean): Promise<void>
  }
}

/** @param sockets of which app the server has its `websocket`. */
function served(app: App, basePath: string, fetch?: Fetch, sockets: App = app): ServedHost {
  const options = overwire(app)
  const { websocket } = overwire(sockets)
  const own = fetch ?? (options.fetch as Fetch)
  const server = Bun.serve({ port: 0, websocket, fetch: own })
  return {
    url: `http://localhost:${server.port}${basePath}`,
    async close() {
      await app.stop()
      await server.stop(true)
    },
  }
}

adapterSuite('Bun.serve', { isHosted: false, serve: async (app) => served(app, '') })

adapterSuite('Bun.serve below /x/y', {
  isHosted: false,
  basePath: '/x/y',
  serve: async (app) => served(app, '/x/y'),
})

for (const prefix of ['', '/x/y']) {
  adapterSuite(`Hono in Bun.serve${prefix}`, {
    resolvesDots: true,
    async serve(app) {
      const host = honoHost(app, prefix, prefix)
      return served(app, prefix, (request, server) => host.fetch(request, server))
    },
  })
}

adapterSuite('Hono in Bun.serve, beside another app', {
  resolvesDots: true,
  async serve(app) {
    const logger = { info() {}, warn() {}, error: console.error }
    const other = createApp({ logger, secret: 'the one of the other app' })
    const host = honoHost(app, '/x/y', '/x/y')
    host.use('/other/*', forHono(other))
    return served(app, '/x/y', (request, server) => host.fetch(request, server), other)
  },
})
