/**
 * For development: a long list whose rows are all rendered again although few of its items are other objects. `memo: true`
 * would skip the rest; this notices and says so, once for each list in the source.
 */
import type { Block } from './html.ts'
import { mode } from './mode.ts'
import { describePlace } from './source-location.ts'
import { templateOf } from './template.ts'

/** Rows from which rendering them takes noticeable time. */
export const MANY_ROWS = 500
/** The part of them that may be other objects. */
const FEW = 1 / 20
/** How often in a row it has to be so. */
const TIMES = 20

/** How often in a row a list was such a one, by the statics of its rows; Infinity: nothing more is said of it. */
const seen = new WeakMap<readonly string[], number>()

/**
 * Notes one more render of a list.
 * @param before the items of the render before. @param row one of its rows.
 * @param hasChangedInside a row has changed though its item is the same object: `memo` would keep it as it was.
 */
export function noteList(
  before: readonly unknown[],
  items: readonly unknown[],
  row: Block,
  { hasChangedInside }: { hasChangedInside: boolean },
): void {
  const { strings } = row
  const times = seen.get(strings) ?? 0
  if (hasChangedInside) {
    seen.set(strings, Infinity)
    return
  }
  const others = items.reduce<number>((sum, item, i) => sum + (item === before[i] ? 0 : 1), 0)
  const gains = before.length === items.length && others > 0 && others < items.length * FEW
  seen.set(strings, gains ? times + 1 : Math.min(times, 0))
  if (times + 1 !== TIMES || !gains) return
  seen.set(strings, Infinity)
  const { source, site } = templateOf(row)
  mode.warn(
    `A list of ${items.length} rows was rendered ${TIMES} times, and few of its items were other objects. ` +
      'If a row uses nothing but its item, each(items, { key, memo: true }, row) renders only those.\n' +
      describePlace(source, 0, site),
  )
}
