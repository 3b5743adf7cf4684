/**
 * Who asked for work of a view that windows share. It goes along through each `await`, so that what an event
 * does later is still for its window, while the view handles the events of others. Used by instance.ts and
 * view-runtime.ts.
 */
import { asyncStorage } from '../../base/async-storage.ts'
import type { AsyncStorage } from '../../base/async-storage.ts'
import type { ViewEvent } from '../children/child.ts'

/** A piece of work: the view's runtime that runs it, and the event that it comes from; null: none. */
interface Work {
  readonly runtime: object
  readonly call: ViewEvent | null
}

/** Made for the first shared view, since it has a price at each promise; null: the runtime has none. */
let storage: AsyncStorage<Work> | null | undefined

/** Runs work of a shared view for the window that sent an event; null: for none of them. */
export function runFor<T>(runtime: object, call: ViewEvent | null, run: () => T): T {
  storage ??= asyncStorage<Work>()
  return storage === null ? run() : storage.run({ runtime, call }, run)
}

/** The window whose work of this runtime runs; null: none; undefined where nothing goes along with work. */
export function carriedCall(runtime: object): ViewEvent | null | undefined {
  if (!storage) return undefined
  const work = storage.getStore()
  return work?.runtime === runtime ? work.call : null
}
