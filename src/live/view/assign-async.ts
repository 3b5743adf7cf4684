/** Values that load beside the page: what `assignAsync` starts, and what the field shows meanwhile. */
import type { Logger } from '../../base/logger.ts'
import { AsyncResult } from './async-result.ts'
import type { TaskContext } from './async-tasks.ts'
import type { LiveView } from './live-view.ts'

/** Begins the names of tasks that load a field. */
export const ASSIGN = 'assign '

/** Shows that the field loads. @returns the task, whose result sets the field in the view's turn. */
export function loadInto(
  view: LiveView,
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
