/** An app beside the routes of Hono, in Node (`@hono/node-server`) and in Bun. */
import type { IncomingMessage } from 'node:http'
import { BunApp } from './bun.ts'
import type { BunServer } from './bun.ts'
import { HostedApp } from './hosted-app.ts'
import { fail } from '../base/errors.ts'
import type { App } from '../server/app.ts'

/** What is used of Hono's context. */
export interface HonoContext {
  req: {
    raw: Request
    path: string
    /** The pattern that led here: `*`, `/team/*`. */
    routePath: string
  }
  /** What `@hono/node-server` puts there, or Bun's server. */
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
 * Serves an app beside the routes of Hono: `server.use(overwire(app))`, or below a path of its own:
 * `server.use('/team/*', overwire(app))`, `server.route('/team', inner)`. What the app has no page or handler for goes on to the next route. Its pages connect through the server of `@hono/node-server`. Its answers have
 * what `context.header` said before.
 */
export function honoMiddleware(app: App): HonoMiddleware {
  const hosted = new HostedApp(app)
  const inBun = new BunApp(app)
  return async (context, next) => {
    const { env, req } = context
    const { incoming, upgrade } = (env ?? {}) as { incoming?: IncomingMessage; upgrade?: unknown }
    if (typeof upgrade === 'function') return answerInBun(inBun, context, next)
    if (!incoming) throw fail('E_HONO', '@hono/node-server or Bun.serve')
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

async function answerInBun(
  app: BunApp,
  context: HonoContext,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  const { raw } = context.req
  const basePath = app.placeOf(raw, mountOf(context.req))
  if (basePath !== undefined) {
    const answer = await app.answer(raw, context.env as BunServer, basePath)
    // Hono wants one, also where Bun has answered already.
    return answer ? context.newResponse(answer.body, answer) : new Response(null)
  }
  await next()
  return undefined
}
