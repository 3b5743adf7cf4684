/** Which rows of a list can stay where they are when others move around them. */

/** Stands for what was not there before. */
export const NEW = -1

/**
 * Indexes of a longest increasing subsequence, leaving out {@link NEW}. Patience sorting, O(n log n):
 * `ends[k]` is the index whose value ends the best subsequence of length k + 1.
 */
export function longestIncreasing(values: number[]): number[] {
  const ends: number[] = []
  const previous = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if (value === NEW) continue
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (values[ends[middle]!]! < value) low = middle + 1
      else high = middle
    }
    previous[i] = low > 0 ? ends[low - 1]! : -1
    ends[low] = i
  }
  const result: number[] = new Array(ends.length)
  for (let k = ends.length - 1, i = ends[k] ?? -1; k >= 0; k--, i = previous[i]!) result[k] = i
  return result
}
