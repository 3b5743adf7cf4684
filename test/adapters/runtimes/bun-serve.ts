/** `Bun.serve`: the app alone, below a path, and in Hono. Only Bun runs this. */
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import type { App } from 'overwire'
import { overwire } from 'overwire/bun'
import type { BunOptions } from 'overwire/bun'
import { overwire as forHono } from 'overwire/hono'
import { adapterSuite } from 'overwire/testing'
import type { ServedHost } from 'overwire/testing'

/** As Hono's `fetch` has it: what comes beside the request is Bun's server. */
type Fetch = (request: Request, server: object) => Response | Promise<Response | undefined>

declare const Bun: {
  serve(options: Omit<BunOptions, 'fetch'> & { port: number; fetch: Fetch }): {
    port: number
    stop(closesConnections: boolean): Promise<void>
  }
}

function served(app: App, basePath: string, fetch?: Fetch): ServedHost {
  const options = overwire(app)
  const server = Bun.serve({ port: 0, ...options, fetch: fetch ?? (options.fetch as Fetch) })
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
      const host = new Hono()
      host.use(async (context, next) => {
        context.header('x-host', 'yes')
        setCookie(context, 'host', 'yes')
        await next()
      })
      host.route(prefix || '/', new Hono().use(forHono(app)))
      for (const path of ['/host', '/echo']) {
        host.get(prefix + path, (context) => context.text('host'))
      }
      return served(app, prefix, (request, server) => host.fetch(request, server))
    },
  })
}
