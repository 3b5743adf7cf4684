/** An app beside the routes of Fastify 5. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { NodeRequest } from 'srvx/node'
import { HostedApp } from './hosted-app.ts'
import type { App } from '../server/app.ts'

/** What is used of Fastify's reply. */
export interface FastifyReply {
  raw: ServerResponse
  code(status: number): unknown
  /** A `set-cookie` stands beside those before; any other replaces them. */
  header(name: string, value: string): unknown
  send(payload?: unknown): unknown
  callNotFound(): unknown
}

/** What is used of Fastify. */
export interface FastifyHost {
  server: Server
  /** Of plugins around this one. */
  prefix: string
  all(path: string, handler: (request: unknown, reply: FastifyReply) => unknown): unknown
  addHook(
    name: 'onRequest',
    hook: (
      request: { raw: IncomingMessage },
      reply: FastifyReply,
      done: (error?: Error) => void,
    ) => void,
  ): unknown
}

/** A plugin for `server.register`. */
export type FastifyPlugin = (
  host: FastifyHost,
  options: { prefix?: string },
  done: (error?: Error) => void,
) => void

/**
 * Serves an app beside the routes of Fastify: `await server.register(overwire(app))`, or below a path:
 * `register(overwire(app), { prefix: '/team' })`. Fastify serves all paths and methods that the app does not
 * serve. Pages connect through Fastify's server. The app's answers keep the headers that `reply.header` has
 * set, and go through the hooks `onSend` and `onResponse`.
 */
export function fastifyPlugin(app: App): FastifyPlugin {
  const hosted = new HostedApp(app)
  const plugin: FastifyPlugin = (host, { prefix: given = '' }, done) => {
    hosted.connect(host.server)
    // As Fastify's own routes are below it.
    const prefix = given.replace(/\/$/, '')
    const mount = host.prefix + prefix
    host.addHook('onRequest', ({ raw: request }, reply, next) => {
      const basePath = hosted.placeOf(request, mount)
      if (basePath === undefined) return next()
      const asked = new NodeRequest({ req: request, res: reply.raw })
      hosted.fetch(request, asked, basePath).then((answer) => send(answer, reply), next)
    })
    // Inside of another plugin hooks run for its routes alone, and paths of the app are none.
    if (host.prefix !== '') {
      for (const path of [prefix || '/', `${prefix}/*`]) {
        host.all(path, (_request, reply) => reply.callNotFound())
      }
    }
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

/** Sends an answer by Fastify's own means, for its headers and hooks. */
function send({ status, headers, body }: Response, reply: FastifyReply): void {
  reply.code(status)
  for (const [name, value] of headers) reply.header(name, value)
  reply.send(body === null ? undefined : Readable.fromWeb(body as ReadableStream))
}
