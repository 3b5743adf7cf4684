/** A histogram of waiting times in steps of 10 µs: adding one costs next to nothing. */
const STEP_MS = 0.01
const STEPS = 200_000

export class Latency {
  readonly #counts = new Uint32Array(STEPS)
  #total = 0

  add(ms: number): void {
    this.#counts[Math.min(STEPS - 1, Math.floor(ms / STEP_MS))]!++
    this.#total++
  }

  /** `percentile(0.99)`, in milliseconds. */
  percentile(share: number): number {
    let left = this.#total * share
    for (let step = 0; step < STEPS; step++) {
      left -= this.#counts[step]!
      if (left <= 0) return (step + 0.5) * STEP_MS
    }
    return Number.NaN
  }
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
