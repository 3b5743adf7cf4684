/** The door for `Bun.serve`; `overwire/node` runs in Bun and Deno too. */
export { bunOptions as overwire } from './adapters/bun.ts'
export type { BunOptions, BunServer, BunSocket, BunSocketData } from './adapters/bun.ts'
