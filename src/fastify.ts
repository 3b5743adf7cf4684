/** The door for Fastify 5. */
export { fastifyPlugin as overwire } from './adapters/fastify.ts'
export type { FastifyHost, FastifyPlugin } from './adapters/fastify.ts'
