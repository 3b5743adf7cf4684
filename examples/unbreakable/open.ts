/** The way from the gallery to the example's own server, which has another port. */
import type { App } from 'overwire'
import { Supervisor } from './supervisor.ts'

export function addUnbreakable(app: App): void {
  const supervisor = new Supervisor()
  app.http('GET /unbreakable/open', async ({ url }) => {
    const address = new URL('/', url)
    address.port = String(await supervisor.port())
    return Response.redirect(address, 303)
  })
}
