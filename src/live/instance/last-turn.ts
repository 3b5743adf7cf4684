/** What an instance does last: `disconnect`, and the end of what its view has beside its fields. */
import type { Turn } from '../../window/mailbox.ts'
import type { Services } from '../page/services.ts'
import { closeStreams } from '../view/named-streams.ts'
import { closeHandle } from '../view/view-handle.ts'
import { closeUploads } from '../view/view-uploads.ts'
import type { LiveView } from '../view/live-view.ts'

/**
 * Its server waits for it from now on.
 * @param disconnect runs the view's; undefined for one that never was open.
 */
export function lastTurn(
  { view, services }: { view: LiveView; services: Services },
  disconnect: (() => void | Promise<void>) | undefined,
): Turn {
  const { closing, logger } = services
  closing.begin()
  return () => {
    closeStreams(view)
    const close = (): void => {
      closeHandle(view)
      closeUploads(view, logger)
      closing.end()
    }
    const done = disconnect?.()
    return done ? done.then(close) : close()
  }
}
