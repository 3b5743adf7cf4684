/** The door for Hono. */
export { honoMiddleware as overwire } from './adapters/hono.ts'
export type { HonoContext, HonoMiddleware } from './adapters/hono.ts'
