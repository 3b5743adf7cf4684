/**
 * Whether an open page may stay: asked when its window comes back, and when somebody's rights changed.
 */
import { inTime } from '../base/wait.ts'
import { stays } from '../live/page/reopening.ts'
import { askGuards } from './route-guards.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'

/**
 * Asks guards, declarations, hooks and objects once more, and renders what depends on the user. Views
 * inside that may not stay are replaced by their fallback.
 * @returns false when the visitor has to go: a load of the page shows where, or why.
 * @throws what the app's functions throw; E_EVENT_TIME when they are late.
 */
export async function mayStay({ instance }: Page, settings: Settings): Promise<boolean> {
  const asking = askGuards(settings, instance.request).then(
    (redirectTo) => redirectTo ?? inTime(instance.reopen(), settings),
  )
  return stays(asking)
}
