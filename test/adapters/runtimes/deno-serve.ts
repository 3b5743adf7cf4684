/** `Deno.serve` with Hono: at the root, and below a path. Only Deno runs this. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createApp } from 'overwire'
import { adapterSuite } from 'overwire/testing'
import { WebSocket } from 'ws'
import { TOO_BIG } from '../../../src/base/close-codes.ts'
import { SOCKET_PATH } from '../../../src/wire/paths.ts'
import { honoHost } from '../hono-host.ts'

declare const Deno: {
  serve(
    options: { port: number; onListen(): void },
    fetch: (request: Request, info: object) => Response | Promise<Response>,
  ): { addr: { port: number }; shutdown(): Promise<void> }
}

for (const prefix of ['', '/x/y']) {
  adapterSuite(`Hono in Deno.serve${prefix}`, {
    resolvesDots: true,
    async serve(app) {
      const host = honoHost(app, prefix, prefix)
      const options = { port: 0, onListen: () => {} }
      const server = Deno.serve(options, (request, info) => host.fetch(request, info))
      return {
        url: `http://localhost:${server.addr.port}${prefix}`,
        async close() {
          await app.stop()
          await server.shutdown()
        },
      }
    },
  })
}

test('a message that is too long ends its socket', async () => {
  const limits = { frameBytes: 1000, eventBytes: 1000 }
  const logger = { info() {}, warn() {}, error() {} }
  const app = createApp({ secret: 'a secret of this test', logger, limits })
  const host = honoHost(app, '', '')
  const server = Deno.serve({ port: 0, onListen: () => {} }, (request, info) =>
    host.fetch(request, info),
  )
  const origin = `http://localhost:${server.addr.port}`
  const socket = new WebSocket(origin.replace('http', 'ws') + SOCKET_PATH, { origin })
  try {
    await once(socket, 'open')
    socket.send('x'.repeat(300_000))
    const [code] = (await once(socket, 'close')) as [number]
    assert.equal(code, TOO_BIG)
  } finally {
    socket.terminate()
    await app.stop()
    await server.shutdown()
  }
})
