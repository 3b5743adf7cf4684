/** Hooks that run before a mount. */
import type { LiveRequest, Params } from '../page/request.ts'

/**
 * Runs before a view's mount, and each time its window comes back after a lost connection. An address that
 * it returns ends the mount, or the page: the visitor is sent there.
 */
export type MountHook<V = unknown> = (
  view: V,
  request: LiveRequest,
  params: Params,
) => string | void | null | Promise<string | void | null>

/**
 * Marks a function as a hook: `const needsSetUp = onMount((view, request) => …)`, for
 * `static onMount = [needsSetUp]`. It is returned as it is.
 */
export function onMount<H extends MountHook<never>>(hook: H): H {
  return hook
}
