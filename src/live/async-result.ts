/** A value that is being loaded, as a template sees it. Never changed: each state is a new one. */
import type { Logger } from '../base/logger.ts'
import type { TaskContext } from './tasks.ts'

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

/**
 * Shows that a field loads, and gives the work that does it.
 * @returns a task whose result puts the outcome into the field, in the view's turn.
 */
export function loading(
  view: object,
  field: string,
  load: (task: TaskContext) => unknown,
  logger: Logger,
): (task: TaskContext) => Promise<() => void> {
  const earlier: unknown = Reflect.get(view, field)
  const { result, ok } = earlier instanceof AsyncResult ? earlier : { result: undefined, ok: false }
  const set = (state: ConstructorParameters<typeof AsyncResult>[0]): void =>
    void Reflect.set(view, field, new AsyncResult(state))
  set({ loading: true, result, ok })
  return async (task) => {
    try {
      const loaded = await load(task)
      return () => set({ result: loaded, ok: true })
    } catch (error) {
      logger.error({ view: view.constructor.name, field, error }, 'loading failed')
      return () => set({ result, ok, error })
    }
  }
}
