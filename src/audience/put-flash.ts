/** putFlash(): shows a message in all windows of an audience, from any code on the server. */
import type { Address } from './address.ts'
import { deliver } from './deliver.ts'
import type { Namespace } from '../base/namespace.ts'

/**
 * Shows a message for a while in all windows of an audience: `putFlash(user(7), 'info', 'Your report is
 * ready')`. From anywhere: a task, a script, another process. In views there is `this.putFlash`.
 * @param level "info", "success", "warning", "error", or your own.
 * @param options `namespace`: the app's. Default: the one that apps share.
 */
export function putFlash(
  to: Address | readonly Address[],
  level: string,
  message: string,
  { namespace }: { namespace?: Namespace } = {},
): Promise<void> {
  return deliver([to].flat() as Address[], [['flash', level, message]], { namespace })
}
