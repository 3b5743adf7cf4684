/** How much memory a state takes when it is read: what is short as text may be large as objects. */
import { fail } from '../../base/errors.ts'
import { heapBytes } from '../../base/heap-size.ts'
import type { CarriedView } from '../children/carried.ts'
import type { Services } from '../page/services.ts'

/** Estimated bytes of all that `read` makes of a state's texts, those of views inside too. */
export function stateMemory({
  fields,
  components,
  streams,
  timers,
  views = [],
}: CarriedView): number {
  const texts = [fields, ...components.map(([, , text]) => text), streams ?? '', timers ?? '']
  let bytes = 0
  for (const text of texts) bytes += heapBytes(text)
  for (const [, , inside] of views) bytes += stateMemory(inside)
  return bytes
}

/** @throws LiveError E_STATE_MEMORY for a state that takes more than a window may have. */
export function checkMemory(state: CarriedView, { windowBytes = Infinity }: Services): void {
  const bytes = stateMemory(state)
  if (bytes > windowBytes) throw fail('E_STATE_MEMORY', state.name, bytes, windowBytes)
}
