/**
 * What a view's own methods (`this.putFlash(…)`, `this.startAsync(…)`) reach: its instance, from the
 * moment before mount until disconnect has run.
 */
import { fail } from '../../base/errors.ts'
import type { Effect } from '../../wire/effects.ts'
import type { Services } from '../page/services.ts'
import type { Context } from './context.ts'
import type { PatchTo } from '../page/address.ts'
import type { LiveRequest } from '../page/request.ts'
import type { TemplateEngine } from '../page/template-engine.ts'
import type { TaskContext } from './async-tasks.ts'

export interface ViewHandle {
  readonly id: string
  /** True once the view was mounted and rendered. */
  readonly isOpen: boolean
  /** Runs something in turn with the view's events; false: it is closed, or too much waits. */
  post(what: string, run: () => unknown): boolean
  /** Hands the view a message; one for which there is no room is reported as lost. @param value what it brings. */
  tell(what: string, run: () => unknown, value?: unknown): void
  /** Logs a failure of work that is not awaited. */
  failed(what: string, error: unknown): void
  readonly request: LiveRequest
  /** The event of a shared view whose work runs; null: none, or the view is one window's. */
  readonly asker: { readonly context: { readonly request: LiveRequest } } | null
  readonly windowCount: number
  /** Its app's. */
  readonly services: Services
  /** Runs once the browser has the view: at once, or when its socket comes. */
  onArrival(run: () => void): void
  /** Runs when the view is closed. */
  onClose(run: () => void): void
  /** Sends all values with the next render: the page may differ from what was sent. */
  showAll(): void
  readonly templates: TemplateEngine | undefined
  /** Queues something for the browser to do. */
  effect(effect: Effect): void
  sendUpdate(event: string | undefined, data: unknown): void
  sendAfter(ms: number, event: string, data: unknown): () => void
  subscribe(topic: string): Promise<void>
  unsubscribe(topic: string): void
  startAsync(name: string | undefined, work: (task: TaskContext) => unknown): string
  cancelAsync(name: string): boolean
  assignAsync(field: string, load: (task: TaskContext) => unknown): void
  progress(name: string): number | undefined
  livePatch(to: string | PatchTo, how: { replace: boolean }): void
  liveRedirect(url: string, options: { replace: boolean; external: boolean }): void
  pauseTicks(): void
  resumeTicks(): void
  provide<T>(context: Context<T>, value: T): void
  consume<T>(context: Context<T>): T
}

const handles = new WeakMap<object, ViewHandle>()

export function openHandle(view: object, handle: ViewHandle): void {
  handles.set(view, handle)
}

export function closeHandle(view: object): void {
  handles.delete(view)
}

/** Undefined before mount and after disconnect. */
export function findHandle(view: object): ViewHandle | undefined {
  return handles.get(view)
}

/** @throws LiveError E_NOT_OPEN before mount and after disconnect. */
export function handleOf(view: object): ViewHandle {
  const handle = handles.get(view)
  if (handle === undefined) throw fail('E_NOT_OPEN', view.constructor.name)
  return handle
}
