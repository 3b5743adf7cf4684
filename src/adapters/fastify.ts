/** An app beside the routes of Fastify 5. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { HostedApp } from './hosted-app.ts'
import type { App } from '../server/app.ts'

/** What is used of Fastify. */
export interface FastifyHost {
  server: Server
  addHook(
    name: 'onRequest',
    hook: (
      request: { raw: IncomingMessage },
      reply: { raw: ServerResponse; hijack(): unknown },
      done: (error?: Error) => void,
    ) => void,
  ): unknown
}

/** A plugin for `server.register`. */
export type FastifyPlugin = (
  host: FastifyHost,
  options: unknown,
  done: (error?: Error) => void,
) => void

/**
 * Serves an app beside the routes of Fastify: `await server.register(overwire(app))`. What the app has no page or
 * handler for is Fastify's. Its pages connect through Fastify's server.
 */
export function fastifyPlugin(app: App): FastifyPlugin {
  const hosted = new HostedApp(app)
  const plugin: FastifyPlugin = (host, _options, done) => {
    hosted.connect(host.server)
    host.addHook('onRequest', ({ raw: request }, reply, next) => {
      if (!hosted.takes(request)) return next()
      reply.hijack()
      hosted.answer(request, reply.raw).catch(next)
    })
    hosted.ready().then(
      () => done(),
      (error: Error) => done(error),
    )
  }
  // Hooks count for the routes of the whole server, not for those of this plugin alone.
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'overwire',
  })
}
