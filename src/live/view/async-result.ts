/** A value that is being loaded, as a template sees it. Never changed: each state is a new one. */

export class AsyncResult<T> {
  /** True from the start of loading until it ends. */
  readonly loading: boolean
  /** The last value that was loaded; stays while a newer one is loading or has failed. */
  readonly result: T | undefined
  /** Why the last loading failed. */
  readonly error: unknown
  /** True when {@link result} is there. */
  readonly ok: boolean

  constructor(state: { loading?: boolean; result?: T | undefined; ok?: boolean; error?: unknown }) {
    this.loading = state.loading ?? false
    this.result = state.result
    this.ok = state.ok ?? false
    this.error = state.error
  }

  /** True when the last loading failed. */
  get failed(): boolean {
    return this.error !== undefined
  }
}

/** A field for `assignAsync`: nothing is loaded yet. */
export function asyncResult<T>(): AsyncResult<T> {
  return new AsyncResult<T>({})
}
