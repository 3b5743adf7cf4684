/** Values that go along with work through each `await`: AsyncLocalStorage of Node, Deno and Bun. */

export interface AsyncStorage<T> {
  run<R>(value: T, work: () => R): R
  getStore(): T | undefined
}

interface Runtime {
  process?: {
    getBuiltinModule?(name: string): { AsyncLocalStorage: new <T>() => AsyncStorage<T> } | undefined
  }
}

/** It has a price at each promise: make one when it is needed. @returns null where the runtime has none. */
export function asyncStorage<T>(): AsyncStorage<T> | null {
  const hooks = (globalThis as Runtime).process?.getBuiltinModule?.('node:async_hooks')
  return hooks === undefined ? null : new hooks.AsyncLocalStorage<T>()
}
