/** An app beside the routes of Express 5, and of hosts that take the same functions (connect, Polka, restana). */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { cutOff, HostedApp } from './hosted-app.ts'
import type { App } from '../server/app.ts'

/** A function for `server.use`. */
export type ExpressMiddleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Serves an app beside the routes of Express: `server.use(overwire(app))`, or below a path:
 * `server.use('/team', overwire(app))`. Put it before body parsers. Express goes on with its next route for
 * all paths and methods that the app does not serve. Pages connect through the server with which Express
 * listens.
 */
export function expressMiddleware(app: App): ExpressMiddleware {
  const hosted = new HostedApp(app)
  return (request, response, next) => {
    const basePath = hosted.placeOf(request, cutOff(request))
    if (basePath === undefined) return next()
    hosted.answer(request, response, basePath).catch(next)
  }
}
