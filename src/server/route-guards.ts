/** What an app asks before any of its pages and handlers: see App.use. */
import { destinationOf } from '../base/destination.ts'
import type { ExternalAddress } from '../base/destination.ts'
import { describe, fail, LiveError } from '../base/errors.ts'
import { inTime } from '../base/wait.ts'
import type { Patience } from '../base/wait.ts'
import type { LiveRequest } from '../live/page/request.ts'
import { isErrorStatus } from './error-page.ts'

/**
 * Says whether a request may go on: an address of the app sends its visitor there, `{ url, external: true }`
 * to a page outside of it: a path of the site, or a whole address that no visitor wrote. `false` is status 403, a number
 * from 400 to 599 another status. Nothing, or `true`, goes on. Anything else refuses the request: E_GUARD.
 */
export type Guard = (request: LiveRequest) => GuardAnswer | Promise<GuardAnswer>

/** What a guard says. */
type GuardAnswer = string | ExternalAddress | number | boolean | void | null

/** An app's guards, and how long each may take. */
interface Guarded extends Patience {
  readonly guards: readonly Guard[]
}

/**
 * Asks guards in their order.
 * @returns where the visitor is sent; undefined to go on.
 * @throws LiveError E_FORBIDDEN, with `status` when a guard named one; E_GUARD for what says neither yes nor
 * no; E_ADDRESS for another site; E_EVENT_TIME for one that is late; what guards throw.
 */
export async function askGuards(
  settings: Guarded,
  request: LiveRequest,
): Promise<string | undefined> {
  for (const guard of settings.guards) {
    const said: unknown = await inTime(guard(request), settings)
    const elsewhere = destinationOf(said, request.url)
    if (elsewhere !== undefined) return elsewhere
    if (said === undefined || said === null || said === true) continue
    if (said === false) throw fail('E_FORBIDDEN')
    if (!isErrorStatus(said)) throw fail('E_GUARD', describe(said))
    throw Object.assign(fail('E_FORBIDDEN'), { status: said })
  }
}

/** True when no guard has anything against it. */
export async function passes(settings: Guarded, request: LiveRequest): Promise<boolean> {
  try {
    return (await askGuards(settings, request)) === undefined
  } catch (error) {
    if (error instanceof LiveError && error.code === 'E_FORBIDDEN') return false
    throw error
  }
}
