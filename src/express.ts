/** The door for Express 5. */
export { expressMiddleware as overwire } from './adapters/express.ts'
export type { ExpressMiddleware } from './adapters/express.ts'
