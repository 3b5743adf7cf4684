/** Hooks that run before a mount. */
import type { ExternalAddress } from '../../base/destination.ts'
import type { LiveRequest, Params } from '../page/request.ts'

/**
 * Runs before a view's mount, and each time its window comes back after a lost connection. An address that
 * it returns ends the mount, or the page: the visitor is sent there, and with `{ url, external: true }` out of the app.
 */
export type MountHook<V = unknown> = (
  view: V,
  request: LiveRequest,
  params: Params,
) => HookAnswer | Promise<HookAnswer>

/** What a hook says. */
type HookAnswer = string | ExternalAddress | void | null

/**
 * Marks a function as a hook: `const needsSetUp = onMount((view, request) => …)`, for
 * `static onMount = [needsSetUp]`. It is returned as it is.
 */
export function onMount<H extends MountHook<never>>(hook: H): H {
  return hook
}
