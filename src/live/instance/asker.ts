/**
 * Who asked for work of a view that windows share. It goes along through each `await`, so that what an event
 * does later is still for its window, while the view handles the events of others. Used by instance.ts and
 * view-runtime.ts.
 */
import type { ViewEvent } from '../children/child.ts'

/** A piece of work: the view's runtime that runs it, and the event that it comes from; null: none. */
interface Work {
  readonly runtime: object
  readonly call: ViewEvent | null
}

/** AsyncLocalStorage of Node, Deno and Bun. */
interface Storage {
  run<T>(work: Work, run: () => T): T
  getStore(): Work | undefined
}

interface Runtime {
  process?: {
    getBuiltinModule?(name: string): { AsyncLocalStorage: new () => Storage } | undefined
  }
}

/** Made for the first shared view, since it has a price at each promise; null: the runtime has none. */
let storage: Storage | null | undefined

function makeStorage(): Storage | null {
  const hooks = (globalThis as Runtime).process?.getBuiltinModule?.('node:async_hooks')
  return hooks === undefined ? null : new hooks.AsyncLocalStorage()
}

/** Runs work of a shared view for whoever sent an event; null: for nobody in particular. */
export function runFor<T>(runtime: object, call: ViewEvent | null, run: () => T): T {
  storage ??= makeStorage()
  return storage === null ? run() : storage.run({ runtime, call }, run)
}

/** Whose work of this runtime runs; null: nobody's; undefined where nothing goes along with work. */
export function carriedCall(runtime: object): ViewEvent | null | undefined {
  if (!storage) return undefined
  const work = storage.getStore()
  return work?.runtime === runtime ? work.call : null
}
