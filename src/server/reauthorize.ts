/**
 * Whether an open page may stay: asked when its window comes back, and when somebody's rights changed.
 */
import { LiveError } from '../base/errors.ts'
import { inTime } from '../base/wait.ts'
import { remountView } from '../live/instance/mount.ts'
import type { LiveView } from '../live/view/live-view.ts'
import { askGuards } from './route-guards.ts'
import type { Settings } from './options.ts'
import type { Page } from './page.ts'

/** A page's view: one that is here, or one in another thread. */
interface Here {
  view?: LiveView
  changed?: () => void
  reopen?: () => Promise<string | undefined>
}

/**
 * Asks guards, declarations, hooks and object once more, and renders what depends on the user.
 * @returns false when the visitor has to go: a load of the page shows where, or why.
 * @throws what the app's functions throw; E_EVENT_TIME when they are late.
 */
export async function mayStay({ instance }: Page, settings: Settings): Promise<boolean> {
  const { request } = instance
  const here = instance as Here
  try {
    let redirectTo = await askGuards(settings, request)
    if (here.reopen) redirectTo ??= await here.reopen()
    else if (here.view)
      redirectTo ??= await inTime(remountView(here.view, request, settings.services), settings)
    if (redirectTo !== undefined) return false
  } catch (error) {
    const code = error instanceof LiveError ? error.code : ''
    if (code === 'E_FORBIDDEN' || code === 'E_NOT_FOUND') return false
    throw error
  }
  here.changed?.()
  return true
}
