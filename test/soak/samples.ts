/** What the server of a soak run holds, sample by sample, and whether it grows. */

/** What can be planted to see a run fail. */
export type Leak = 'memory' | 'buffer' | 'timer'

export interface Sample {
  /** Bytes of live objects, and of their buffers outside of the heap, after a collection. */
  held: number
  /** Bytes of the process. */
  rss: number
  /** Open handles and timers, counted by name. */
  handles: Record<string, number>
  /** Windows by their state, connections without a window, bytes that wait. */
  tables: Record<string, number>
  /** Errors that were logged since the sample before. */
  errors: string[]
}

/** A figure at the begin and at the end of the time after warm-up. */
export interface Growth {
  first: number
  last: number
  /** Of `first`: 0.05 is 5 % more at the end. */
  by: number
}

/** Compares the last quarter of samples with the first, by what is typical of each. */
export function growth(values: number[], typical: (quarter: number[]) => number): Growth {
  const quarter = Math.max(1, values.length >> 2)
  const first = typical(values.slice(0, quarter))
  const last = typical(values.slice(-quarter))
  return { first, last, by: last / first - 1 }
}

/** The value of which `part` are below. */
export function quantile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}

export const median = (values: number[]): number => quantile(values, 0.5)

/** Handles of which there are more than at the begin. */
export function leftover(
  before: Record<string, number>,
  now: Record<string, number>,
): Record<string, number> {
  const more = Object.entries(now).filter(([name, count]) => count > (before[name] ?? 0))
  return Object.fromEntries(more.map(([name, count]) => [name, count - (before[name] ?? 0)]))
}
