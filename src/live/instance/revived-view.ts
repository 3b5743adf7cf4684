/** A view that goes on with what another process carried, and the components and views inside of it. */
import { fail } from '../../base/errors.ts'
import { Wait } from '../../base/wait.ts'
import { VIEW } from '../children/carried.ts'
import type { FirstRender } from '../../template/stream.ts'
import type { CarriedStreams, CarriedView, KeptComponent, KeptView } from '../children/carried.ts'
import type { ChildInstance } from '../children/child.ts'
import { giveFields } from '../form/carried-form.ts'
import { logFailure } from '../page/failure.ts'
import { stays } from '../page/reopening.ts'
import type { Services } from '../page/services.ts'
import { ASSIGN } from '../view/assign-async.ts'
import { restoreStreams } from '../view/carried-streams.ts'
import type { LiveViewClass } from '../view/live-view.ts'
import { restoreUploads } from '../view/view-uploads.ts'
import type { Instance } from './instance.ts'
import { remountView } from './mount.ts'
import { checkMemory } from './state-memory.ts'
import { read } from './state-text.ts'
import type { ViewRuntime } from './view-runtime.ts'

/**
 * The fields of a state, as this version of the class has them.
 * @returns undefined for state that the class can't take; what its `migrate` throws is reported.
 */
export function revived(
  View: LiveViewClass,
  state: CarriedView,
  services: Services,
): object | undefined {
  const { name, version, fields } = state
  const isCarried = !View.useActors && View.carry !== false
  if (!isCarried || View.name !== name) return undefined
  const own = View.version ?? 0
  const isSame = own === version
  // No version knows the fields of a newer one.
  if (!isSame && (version > own || !View.migrate)) return undefined
  try {
    checkMemory(state, services)
    const old = read(fields, View.revive) as Record<string, unknown>
    return isSame ? old : View.migrate!(old, version)
  } catch (error) {
    logFailure(services, name, 'migrate', error)
    return undefined
  }
}

/**
 * Gives a new view, and what it will show inside, the fields that were carried.
 * @param fields of {@link revived}.
 * @param lastFrame the last one of the other process that the browser has.
 * @returns what tells it of what was sent to it meanwhile and is lost, and of tasks that have ended: once it is restored.
 */
export async function takeOver(
  instance: Instance,
  fields: object,
  state: CarriedView,
  lastFrame: number,
): Promise<() => void> {
  giveFields(instance.view, fields)
  const { view, runtime, services, renderer } = instance
  const { revive } = view.constructor as LiveViewClass
  const { topics, timers, streams, uploads = [], tasks = [] } = state
  const journals = streams === undefined ? {} : (read(streams, revive) as CarriedStreams)
  const first: FirstRender = { lastFrame, isOver: false }
  renderer.first = first
  restoreStreams(view, journals[VIEW] ?? [], first)
  renderer.carried = {
    from: state,
    components: componentsOf(state, journals, first),
    views: viewsOf(state, services, lastFrame),
  }
  restoreUploads(view, uploads, runtime)
  await Promise.all(topics.map((topic) => runtime.subscribe(topic)))
  const later = timers === undefined ? [] : (read(timers, revive) as [string, unknown, number][])
  for (const [event, data, due] of later) {
    runtime.sendAfter(Math.max(0, due - services.clock.now()), event, data)
  }
  return () => {
    runtime.missed()
    for (const [name, event] of tasks) interrupt(runtime, name, event)
  }
}

/** Gives an open view, and its components, the fields that were carried. */
export function replaceFields(
  { view, renderer }: Instance,
  fields: object,
  { components }: CarriedView,
): void {
  giveFields(view, fields)
  const texts = new Map(components.map(([key, , text]) => [key, text]))
  for (const [key, child] of renderer.components) {
    const text = texts.get(key)
    if (text === undefined) continue
    giveFields(child.component, read(text))
    child.dirty = true
  }
}

function componentsOf(
  { components }: CarriedView,
  journals: CarriedStreams,
  first: FirstRender,
): Map<string, KeptComponent> {
  return new Map(
    components.map(([key, number, text]) => {
      const restore = (component: object): void =>
        restoreStreams(component, journals[key] ?? [], first)
      return [key, { number, fields: read(text), restore }]
    }),
  )
}

/** Those whose classes can take their state; others are mounted anew. */
function viewsOf(
  { views = [] }: CarriedView,
  services: Services,
  lastFrame: number,
): Map<string, KeptView> {
  return new Map(
    views.map(([key, number, state]) => {
      const open = (inside: ChildInstance): Promise<boolean> | undefined => {
        const instance = inside as Instance
        const fields = revived(instance.view.constructor as LiveViewClass, state, services)
        if (fields === undefined) return undefined
        return goOn(instance, () => takeOver(instance, fields, state, lastFrame))
      }
      return [key, { number, state, open }]
    }),
  )
}

/**
 * Opens a view inside with its state. Its events wait until that is done.
 * @returns whether its visitor may stay.
 * @throws what its methods throw, E_EVENT_TIME when they take too long.
 */
function goOn(instance: Instance, give: () => Promise<() => void>): Promise<boolean> {
  const { view, request, services } = instance
  const open = async (): Promise<boolean> => {
    const tell = await give()
    if (!(await stays(remountView(instance)))) return false
    instance.opened()
    await view.restored?.(request)
    tell()
    return true
  }
  return new Promise((resolve, reject) => {
    const turn = (): Promise<void> =>
      new Wait(open(), services.clock, services.eventMs).over.then(resolve, reject)
    if (!instance.postAlways('restored', turn)) resolve(false)
  })
}

/** A task ended with its process: the view is told, and the event that waits for it answered. */
function interrupt(runtime: ViewRuntime, name: string, event: number): void {
  const answer = (failure?: unknown): void => void (event > 0 && runtime.released(event, failure))
  // The field that it would have set says so itself.
  if (name.startsWith(ASSIGN)) answer()
  else runtime.ended(name, { error: fail('E_INTERRUPTED', name) }, event, answer)
}
