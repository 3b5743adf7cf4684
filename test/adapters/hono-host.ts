/** A host of Hono with an app, and routes of its own, as the suites of adapters expect it. */
import { Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import type { App } from 'overwire'
import { overwire } from 'overwire/hono'

/** @param mount where the app is put; "": at the root. @param below where the host's own routes are. */
export function honoHost(app: App, mount: string, below: string): Hono {
  const host = new Hono()
  host.use(async (context, next) => {
    context.header('x-host', 'yes')
    setCookie(context, 'host', 'yes')
    await next()
  })
  host.route(mount || '/', new Hono().use(overwire(app)))
  for (const path of ['/host', '/echo']) {
    host.get(below + path, (context) => context.text('host'))
  }
  return host
}
