/** Visitors of tests who are somebody, whatever the app's own `user` would say of them. */
import type { LiveRequest, User } from '../../live/page/request.ts'
import type { AppServer } from '../../server/app-server.ts'
import { rereads } from '../../server/current-user.ts'

/** Who somebody acts as, by the session. */
const acting = new Map<string, User & object>()
const asked = new WeakSet<AppServer>()

/** From now on the visitor of this session is this user, in every app that {@link askActing} prepared. */
export function actAs(session: string, user: User & object): void {
  acting.set(session, user)
}

/** Lets an app ask for such visitors first. */
export function askActing(server: AppServer): void {
  const { settings } = server
  if (asked.has(server)) return
  asked.add(server)
  const { user: own } = settings
  settings.user = (request: LiveRequest) => acting.get(request.session.id) ?? own?.(request) ?? null
  settings.services.reread = rereads(settings, settings.reauthEvery)
}
