/** The end of what has begun, as far as it does not wait for anything. */

/** Promises one behind the other before an event or a handler has run, at most. */
const HOPS = 20

/** Calls `run` when what has begun has run up to what takes time: its promises have each had their turn. */
export function afterPromises(run: () => void, hops: number = HOPS): void {
  queueMicrotask(hops === 0 ? run : () => afterPromises(run, hops - 1))
}
