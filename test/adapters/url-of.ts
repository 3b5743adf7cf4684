/** Where a host's server is reached; it ends with its test. */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import type { App } from 'overwire'

export async function urlOf(t: TestContext, app: App, server: Server): Promise<string> {
  if (!server.listening) await once(server, 'listening')
  t.after(async () => {
    server.close()
    await app.stop()
    server.closeAllConnections()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}
