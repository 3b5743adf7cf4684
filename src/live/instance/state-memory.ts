/** How much memory a state takes when it is read: what is short as text may be large as objects. */
import { fail } from '../../base/errors.ts'
import { heapBytes } from '../../base/heap-size.ts'
import type { CarriedView } from '../children/carried.ts'
import type { Services } from '../page/services.ts'

/**
 * The most bytes for a character of a text: `{"999":0}`, and the reference to it, for an object with 1,500 places. What is
 * shorter than such a part of what may be needs no look.
 */
const MOST_FOR_ONE = 2000

/** All texts of a view, without those of views inside. */
function textsOf({ fields, components, streams, timers }: CarriedView): string[] {
  const texts = [fields]
  for (const [, , text] of components) texts.push(text)
  if (streams !== undefined) texts.push(streams)
  if (timers !== undefined) texts.push(timers)
  return texts
}

function lengthOf(state: CarriedView): number {
  let length = 0
  for (const text of textsOf(state)) length += text.length
  for (const [, , inside] of state.views ?? []) length += lengthOf(inside)
  return length
}

/** Estimated bytes of all that `read` makes of a state's texts, those of views inside too. */
export function stateMemory(state: CarriedView): number {
  const { views = [] } = state
  const texts = textsOf(state)
  let bytes = 0
  for (const text of texts) bytes += heapBytes(text)
  for (const [, , inside] of views) bytes += stateMemory(inside)
  return bytes
}

/** @throws LiveError E_STATE_MEMORY for a state that takes more than a window may have. */
export function checkMemory(state: CarriedView, { windowBytes = Infinity }: Services): void {
  if (lengthOf(state) * MOST_FOR_ONE < windowBytes) return
  const bytes = stateMemory(state)
  if (bytes > windowBytes) throw fail('E_STATE_MEMORY', state.name, bytes, windowBytes)
}
