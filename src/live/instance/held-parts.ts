/** What a window's views and components keep in memory; see base/held-memory.ts. */
import type { Partitioned } from '../../base/held-memory.ts'
import type { Receiver } from '../../window/receiver.ts'
import type { Window } from '../../window/window.ts'
import { ChildComponent } from '../children/child-component.ts'
import { fieldsHeld } from '../view/named-streams.ts'
import { Instance } from './instance.ts'

/**
 * What is kept for one window: not a shared view, which others show too, and not a view in another thread, of which
 * nothing is known here.
 * @param options `shown`: what the page shows counts too; when it was just printed its HTML stands for that.
 */
export function heldFor({ receivers }: Window, { shown }: { shown: boolean }): Partitioned {
  return {
    heldParts: () => receivers.map((receiver) => ({ heldParts: () => partsOf(receiver, shown) })),
  }
}

function partsOf(receiver: Receiver, shown: boolean): readonly unknown[] {
  if (receiver instanceof ChildComponent) return receiver.heldParts()
  if (!(receiver instanceof Instance)) return []
  const { view, renderer, runtime } = receiver
  return [fieldsHeld(view), runtime.effects, shown ? renderer : null]
}
