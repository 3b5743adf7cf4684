/**
 * What forms can do beside sending their fields: keep them when the server lost the view, count once
 * until they are answered, wait for a connection or not, set fields of their view, be submitted by the browser when the server says so,
 * and take Enter for what it is elsewhere.
 */
import type { Effects, Host } from '../client/host.ts'
import { bindModels } from './forms/model.ts'
import { bringOwnedFields } from './forms/owned-fields.ts'
import { recoverForms } from './forms/recovery.ts'
import { holdRepeats } from './forms/repeats.ts'
import { chooseWhileOffline } from './forms/offline.ts'
import { triggerActions } from './forms/trigger-action.ts'
import { doc, unshadowed } from './dom/unshadowed.ts'
import { ours } from './dom/untrusted.ts'

/** Starts the part. */
export function start(host: Host): Effects {
  recoverForms(host)
  chooseWhileOffline(host)
  holdRepeats(host)
  bindModels(host)
  bringOwnedFields(host)
  triggerActions(host)
  doc.addEventListener('keydown', (event) => holdEnter(event as KeyboardEvent))
  return {}
}

/** live-no-submit="enter": Enter in a field of one line submits nothing. */
function holdEnter(event: KeyboardEvent): void {
  const field = event.target as Element
  if (event.key !== 'Enter' || event.isComposing || !unshadowed(field).matches('input, select'))
    return
  if (unshadowed(field).matches('[type=submit], [type=image], [type=button], [type=reset]')) return
  if (unshadowed(field).closest(ours('[live-no-submit~=enter]'))) event.preventDefault()
}
