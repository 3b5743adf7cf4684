/** Who a visitor is by now: asks the app, once more after a while, and knows who logged out. */
import { fail } from '../base/errors.ts'
import { inTime } from '../base/wait.ts'
import type { Patience } from '../base/wait.ts'
import type { LiveRequest, User } from '../live/page/request.ts'
import type { Services } from '../live/page/services.ts'
import type { Revoked } from './sessions.ts'

/** What asks need of an app's settings. */
interface Asking extends Patience {
  /** createApp({ user }). */
  readonly user:
    | ((request: LiveRequest) => (User & object) | null | Promise<(User & object) | null>)
    | undefined
}

/** Default of `reauthEvery`. */
export const REAUTH_MS = 60_000

/**
 * Asks the app who a request's user is.
 * @throws what createApp({ user }) throws, E_EVENT_TIME when it is late; the next one asks again then.
 */
export async function readUser(request: LiveRequest, settings: Asking): Promise<void> {
  const { user, clock } = settings
  if (user === undefined) return
  const { identity } = request
  const before = identity.readAt
  // At once, so that events that come meanwhile do not ask too.
  identity.readAt = clock.now()
  try {
    identity.user = await inTime(user(request), settings)
  } catch (error) {
    identity.readAt = before
    throw error
  }
}

/**
 * Asks before each event, call and visit of a window: whether its visitor logged out meanwhile, and again who
 * they are, when that was last asked so many ms ago.
 */
export function rereads(
  settings: Asking & { readonly revoked: Revoked },
  reauthEvery: number,
): NonNullable<Services['reread']> {
  const { user, clock, revoked } = settings
  return (request) => {
    const { identity, session } = request
    if (identity.isLoggedOut || revoked.has(session.id)) {
      return Promise.reject(fail('E_LOGGED_OUT'))
    }
    if (user === undefined) return undefined
    return clock.now() - identity.readAt < reauthEvery ? undefined : readUser(request, settings)
  }
}
