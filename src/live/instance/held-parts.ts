/** What a window's views and components keep in memory; see base/held-memory.ts. */
import type { Partitioned } from '../../base/held-memory.ts'
import type { Receiver } from '../../window/receiver.ts'
import type { Window } from '../../window/window.ts'
import { ChildComponent } from '../children/child-component.ts'
import { keptFor } from '../../window/kept.ts'
import { fieldsHeld } from '../view/named-streams.ts'
import { Instance } from './instance.ts'

/**
 * `all`: fields and what is shown; `fields` alone; or a `sample` of the fields, where visitors can choose little of what
 * is in them.
 */
export type Measured = 'all' | 'fields' | 'sample'

/**
 * What is kept for one window: not a shared view, which others show too, and not a view in another thread, which is
 * measured there.
 * @param what of a page that was just printed its HTML stands for what it shows.
 */
export function heldFor(window: Window, what: Measured): Partitioned {
  const shown = what === 'all'
  return {
    heldParts: () => [
      ...window.receivers.map((receiver) => ({ heldParts: () => partsOf(receiver, shown) })),
      ...keptFor(window),
    ],
  }
}

function partsOf(receiver: Receiver, shown: boolean): readonly unknown[] {
  if (receiver instanceof ChildComponent) return receiver.heldParts()
  if (!(receiver instanceof Instance)) return []
  const { view, renderer, runtime } = receiver
  const { effects, inbox } = runtime
  return [fieldsHeld(view), effects, inbox, keptFor(view), shown ? renderer : null]
}
