/** An app beside the routes of Hono, in Node (`@hono/node-server`), Bun and Deno. */
import type { IncomingMessage } from 'node:http'
import { BunPeer } from './bun.ts'
import type { BunServer } from './bun.ts'
import { DenoPeer, isDenoInfo } from './deno.ts'
import { HostedApp } from './hosted-app.ts'
import { fail } from '../base/errors.ts'
import type { App } from '../server/app.ts'
import { WebApp } from './web-app.ts'
import type { WebPeer } from './web-app.ts'

/** What is used of Hono's context. */
export interface HonoContext {
  req: {
    raw: Request
    path: string
    /** The pattern that led here: `*`, `/team/*`. */
    routePath: string
  }
  /** What `@hono/node-server` puts there, Bun's server, or what `Deno.serve` says. */
  env: unknown
  /** An answer with the headers that were said before. */
  newResponse(body: ReadableStream | null, answer: Response): Response
}

/** A function for `server.use`. */
export type HonoMiddleware = (
  context: HonoContext,
  next: () => Promise<void>,
) => Promise<Response | undefined>

/**
 * Serves an app beside the routes of Hono: `server.use(overwire(app))`, or below a path:
 * `server.use('/team/*', overwire(app))`, `server.route('/team', inner)`. Hono goes on with its next route
 * for all paths and methods that the app does not serve. Pages connect through the server of
 * `@hono/node-server`. The app's answers keep the headers that `context.header` has set.
 */
export function honoMiddleware(app: App): HonoMiddleware {
  const hosted = new HostedApp(app)
  const inWeb = new WebApp(app)
  const { logger } = inWeb.server.settings
  let isTold = false
  return async (context, next) => {
    const { env, req } = context
    if (!isTold && !req.routePath.endsWith('*')) {
      isTold = true
      logger.warn({}, narrow(req.routePath))
    }
    const { incoming } = (env ?? {}) as { incoming?: IncomingMessage }
    if (!incoming) return answerInWeb(inWeb, context, next)
    const basePath = hosted.placeOf(incoming, mountOf(req))
    if (basePath !== undefined) {
      const answer = await hosted.fetch(incoming, req.raw, basePath)
      return context.newResponse(answer.body, answer)
    }
    await next()
    return undefined
  }
}

/** The prefix below which the app is: what the pattern has before its `*`, as this request has it. */
function mountOf({ path, routePath }: HonoContext['req']): string {
  const parts = routePath.replace(/\/?\*$/, '').split('/').length
  return path.split('/').slice(0, parts).join('/')
}

/** What is wrong with a pattern without a `*`. */
function narrow(routePath: string): string {
  return (
    `Hono asks the app for "${routePath}" alone, and nothing below it: its files, sockets and pages are missing. ` +
    `Write server.use('${routePath.replace(/\/$/, '')}/*', overwire(app)).`
  )
}

/** @throws LiveError E_HONO for a request that came by way of no server. */
function peerOf(request: Request, env: unknown): WebPeer {
  const beside = (env ?? {}) as object
  if ('upgrade' in beside) return new BunPeer(request, beside as BunServer)
  if (isDenoInfo(beside)) return new DenoPeer(request, beside)
  throw fail('E_HONO')
}

async function answerInWeb(
  app: WebApp,
  context: HonoContext,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const { req, env } = context
  const peer = peerOf(req.raw, env)
  const basePath = app.placeOf(req.raw, mountOf(req))
  if (basePath !== undefined) {
    const answer = await app.answer(req.raw, peer, basePath)
    // Hono wants one, also where Bun has answered already; of a socket that Deno opens, that very one.
    if (!answer || answer.status === 101) return answer ?? new Response(null)
    return context.newResponse(answer.body, answer)
  }
  await next()
  return undefined
}
