/** The gallery by Bun's own server: `bun examples/bun-server.ts`. `server.ts` runs in Bun and Deno as it is. */
import { overwire } from 'overwire/bun'
import type { BunOptions } from 'overwire/bun'
import { app } from './app.ts'

declare const Bun: {
  serve(options: BunOptions & { port: string | number }): { url: URL; stop(): Promise<void> }
}

const server = Bun.serve({ port: process.env['PORT'] ?? 3000, ...overwire(app) })
console.log(`The Overwire gallery is at ${new URL(app.href('/'), server.url).href}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    // First the pages: they get their state, and connect elsewhere.
    await app.stop()
    await server.stop()
    process.exit(0)
  })
}
