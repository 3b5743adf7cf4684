/**
 * Two evaluations of a keyed list to the fewest operations: rows that keep their relative order stay
 * where they are, found as the longest increasing subsequence of old positions
 * (Fredman 1975, "On computing the length of longest increasing subsequences"). Lists of streams have no two
 * evaluations: stream-rows.ts does it for them.
 */
import { AT_END, ListOp } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import type { List } from './each.ts'
import type { Block } from './html.ts'
import { noteList } from './list-hint.ts'
import { longestIncreasing, NEW } from './longest-increasing.ts'
import { sameTemplate } from './template.ts'

/** What a list needs to know about comparing single rows. */
export interface RowDiffer {
  patch(before: Block, after: Block): Json[] | undefined
  whole(block: Block): Json[]
}

/** `[0, op…]`, `[null, firstId, row…]` when no row stays, or undefined when nothing changed. */
export function diffList(before: List, after: List, differ: RowDiffer): Json[] | undefined {
  if (before === after) return undefined
  after.evaluate(before)
  after.nextId = before.nextId
  const ops: Json[] = []
  if (sameKeys(before.keys, after.keys)) {
    after.ids = before.ids
    for (let i = 0; i < after.rows.length; i++) patchRow(before, i, after, i, ops, differ)
    if (after.hinted !== null && before.hinted !== null) hint(before.hinted, after, ops)
  } else {
    const origins = findOrigins(before, after)
    if (before.rows.length > 0 && origins.every((origin) => origin === NEW)) {
      return replaceAll(before, after, differ)
    }
    rearrange(before, after, origins, ops, differ)
  }
  if (ops.length === 0) return undefined
  ops.unshift(0)
  return ops
}

/** In development. */
function hint(old: readonly unknown[], { hinted, rows, ids }: List, ops: Json[]): void {
  const items = hinted!
  const at = new Map(ids.map((id, i) => [id, i]))
  // Of rows that stay where they are there are patches alone.
  const hasChangedInside = ops.some((op) => {
    const i = at.get((op as number[])[0]!)
    return i !== undefined && items[i] === old[i]
  })
  noteList(old, items, rows[0]!, { hasChangedInside })
}

function sameKeys(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

function replaceAll(before: List, after: List, differ: RowDiffer): Json[] {
  after.nameRows(before.nextId)
  const whole: Json[] = [null, before.nextId]
  for (const row of after.rows) whole.push(differ.whole(row))
  return whole
}

/** For each new row the position it had, or {@link NEW}. Equal ends are found without a map. */
function findOrigins(before: List, after: List): number[] {
  const { keys: a } = before
  const { keys: b } = after
  const origins = new Array<number>(b.length).fill(NEW)
  let start = 0
  let oldEnd = a.length
  let newEnd = b.length
  while (start < oldEnd && start < newEnd && a[start] === b[start]) origins[start] = start++
  while (oldEnd > start && newEnd > start && a[oldEnd - 1] === b[newEnd - 1]) {
    origins[--newEnd] = --oldEnd
  }
  const positions = new Map<unknown, number>()
  for (let i = start; i < oldEnd; i++) positions.set(a[i], i)
  for (let i = start; i < newEnd; i++) {
    const origin = positions.get(b[i])
    if (origin === undefined) continue
    origins[i] = origin
    // A second row with the same key counts as new.
    positions.delete(b[i])
  }
  return origins
}

function rearrange(
  before: List,
  after: List,
  origins: number[],
  ops: Json[],
  differ: RowDiffer,
): void {
  const kept = new Uint8Array(before.rows.length)
  for (const origin of origins) if (origin !== NEW) kept[origin] = 1
  const removed = before.ids.filter((_, i) => kept[i] === 0)
  if (removed.length > 0) ops.push([ListOp.REMOVE, ...removed])

  after.ids = origins.map((origin) => (origin === NEW ? after.nextId++ : before.ids[origin]!))
  emitMovesAndInserts(after, origins, ops, differ)
  origins.forEach((origin, i) => {
    if (origin !== NEW) patchRow(before, origin, after, i, ops, differ)
  })
}

/** Inserts and moves, from the end to the start, so that the row after each is in its place already. */
function emitMovesAndInserts(after: List, origins: number[], ops: Json[], differ: RowDiffer): void {
  const stays = longestIncreasing(origins)
  let stay = stays.length - 1
  for (let i = origins.length - 1; i >= 0; i--) {
    if (stays[stay] === i) {
      stay--
      continue
    }
    const next = after.ids[i + 1] ?? AT_END
    if (origins[i] !== NEW) {
      const last = ops.at(-1) as Json[] | undefined
      if (last?.[0] === ListOp.MOVE) last.push(after.ids[i]!, next)
      else ops.push([ListOp.MOVE, after.ids[i]!, next])
      continue
    }
    let first = i
    while (first > 0 && origins[first - 1] === NEW) first--
    const insert: Json[] = [ListOp.INSERT, next, after.ids[first]!]
    for (let k = first; k <= i; k++) insert.push(differ.whole(after.rows[k]!))
    ops.push(insert)
    i = first
  }
}

function patchRow(
  before: List,
  from: number,
  after: List,
  to: number,
  ops: Json[],
  differ: RowDiffer,
): void {
  const old = before.rows[from]!
  const row = after.rows[to]!
  if (old === row) return
  if (!sameTemplate(old, row)) {
    ops.push([ListOp.REPLACE, after.ids[to]!, differ.whole(row)])
    return
  }
  const patch = differ.patch(old, row)
  if (patch === undefined) return
  patch.unshift(after.ids[to]!)
  ops.push(patch)
}
