/**
 * Whether an open page may stay: asked when its window comes back, and when somebody's rights changed.
 */
import { fail } from '../base/errors.ts'
import { inTime } from '../base/wait.ts'
import { awake } from '../live/instance/hibernate.ts'
import type { PageView } from '../live/page/page-view.ts'
import { stays } from '../live/page/reopening.ts'
import { sharedKey } from '../live/shared/shared-key.ts'
import { askGuards } from './route-guards.ts'
import type { Settings } from './settings.ts'
import type { Page } from './page.ts'

/**
 * Asks guards, declarations, hooks and objects once more, and renders what depends on the user. Views
 * inside that may not stay are replaced by their fallback.
 * @returns false when the visitor has to go: a load of the page shows where, or why.
 * @throws what the app's functions throw; E_EVENT_TIME when they are late.
 */
export async function mayStay({ instance, route }: Page, settings: Settings): Promise<boolean> {
  // Another key is another instance: of another team, for example.
  if (sharedKey(route.view, instance.request) !== (instance.sharedKey ?? null)) return false
  const asking = askGuards(settings, instance.request).then(
    (redirectTo) => redirectTo ?? inTime(reopened(instance, settings), settings),
  )
  return stays(asking)
}

/** What is asked may read the view's fields. */
async function reopened(instance: PageView, { durability }: Settings): Promise<string | undefined> {
  if (await awake(instance)) return instance.reopen()
  throw fail('E_STORE', durability.store.name)
}
