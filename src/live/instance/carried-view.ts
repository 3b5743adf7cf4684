/**
 * A view's state for another process: its fields and those of its components, as a server stops or after
 * each turn of a durable view. Only what is all there is can be carried: a view with streams, tasks or views
 * inside is mounted anew.
 */
import { parse, stringify } from 'devalue'
import { describe, fail } from '../../base/errors.ts'
import { ASSIGN } from '../view/assign-async.ts'
import { Upload } from '../../uploads/upload.ts'
import { carriedUploads, restoreUploads } from '../view/view-uploads.ts'
import { AsyncResult } from '../view/async-result.ts'
import { LiveComponent } from '../children/live-component.ts'
import type { ViewRuntime } from './view-runtime.ts'
import { Stream } from '../../template/stream.ts'
import { TextStream } from '../../template/text-stream.ts'
import { logFailure } from '../page/failure.ts'
import type { Instance } from './instance.ts'
import type { Services } from '../page/services.ts'
import { carriedStreams, restoreStreams } from '../view/carried-streams.ts'
import { readsStreams } from '../view/named-streams.ts'
import { LiveView } from '../view/live-view.ts'
import type { LiveViewClass } from '../view/live-view.ts'

/** Private fields in a class's text, also as esbuild, TypeScript and SWC write them for older targets. */
const PRIVATE = /\bthis\.#|\b__private|class_?private/i

/** What is carried; texts are devalue's. */
export interface CarriedView {
  /** The name of its class. */
  name: string
  /** `static version` of its class. */
  version: number
  fields: string
  /** Components, by class and id, with their numbers in the window. */
  components: [key: string, number: number, fields: string][]
  /** Topics that it listens to. */
  topics: string[]
  /** Streams and texts of the view, then of its components, by class and id. Left out: none. */
  streams?: string
  /** What it sends itself later: a list of event, data, and when, in milliseconds since 1970. Left out: nothing. */
  timers?: string
  /** Files that it waits for, or has not taken, by the names of its uploads. Left out: none. */
  uploads?: [name: string, entries: readonly object[]][]
  /** Tasks that run, each with the number of the event that began it. Left out: none. */
  tasks?: [name: string, event: number][]
}

/** @returns the state, or why it can't be carried, as a sentence for the log. */
export function carried(instance: Instance): CarriedView | string {
  const { view, runtime } = instance
  const View = view.constructor as LiveViewClass
  if (View.carry === false) return 'Its class says carry = false.'
  // What `mount` began would be begun nowhere.
  if (runtime.isTied && !view.restored) return 'It has tasks or things to close.'
  if (readsStreams(view) && !view.restored) return 'It has a stream that still reads its source.'
  if (view.disconnect && !view.restored) return 'It has a disconnect and no restored.'
  try {
    return stateOf(instance)
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * The state of a view as it is between two of its turns.
 * @throws LiveError E_STATE for what can't be written or would be lost.
 */
export function stateOf(instance: Instance): CarriedView {
  const { view, runtime, renderer } = instance
  const View = view.constructor as LiveViewClass
  const { name } = View
  const { topics = [], timers = [] } = runtime.inbox ?? {}
  if (topics.length > 0 && !view.handleGap) throw fail('E_STATE', name, 'topics and no handleGap')
  if (!renderer.canBeCarried) throw fail('E_STATE', name, 'temporary fields or append lists')
  const { components } = renderer
  if (components === null) throw fail('E_STATE', name, 'views or unready components inside')
  if (components.some(([, { component }]) => component.unmount)) {
    throw fail('E_STATE', name, 'components with an unmount of their own')
  }
  if (components.some(([, { component }]) => readsStreams(component))) {
    throw fail('E_STATE', name, 'components with a stream that still reads its source')
  }
  if (instance.provided || components.some(([, { provided }]) => provided)) {
    throw fail('E_STATE', name, 'values that it provides to what is inside')
  }
  const state: CarriedView = {
    name,
    version: View.version ?? 0,
    fields: fieldsOf(view),
    components: components.map(([key, { component, number }]) => [
      key,
      number,
      fieldsOf(component),
    ]),
    topics,
  }
  if (timers.length > 0) {
    const later = timers.map(({ event, data, due }) => [event, data, due])
    state.timers = written(View, later, (path) => `sendAfter, at ${path}`)
  }
  const streams = streamsOf(instance)
  if (streams !== undefined) state.streams = streams
  const uploads = carriedUploads(view)
  if (uploads.length > 0) state.uploads = uploads
  if (runtime.tasks?.idle === false) state.tasks = runtime.tasks.underWay
  return state
}

/**
 * Gives a new view, and the components that it will show, the fields that were carried. What was sent to it
 * meanwhile is lost: it is told of a gap.
 * @param fields of {@link revived}.
 * @param lastFrame the last one of the other process that the browser has.
 */
export async function takeOver(
  instance: Instance,
  fields: object,
  { components, topics, timers, streams, uploads = [], tasks = [] }: CarriedView,
  lastFrame: number,
): Promise<void> {
  Object.assign(instance.view, fields)
  const { view, runtime, services, renderer } = instance
  const { revive } = view.constructor as LiveViewClass
  const journals = streams === undefined ? {} : (read(streams, revive) as CarriedStreams)
  const restore = (key: string, target: object): void =>
    restoreStreams(target, journals[key] ?? [], renderer.first)
  renderer.first.lastFrame = lastFrame
  restore(VIEW, view)
  renderer.carried = new Map(
    components.map(([key, number, text]) => [
      key,
      { number, fields: read(text), restore: (component) => restore(key, component) },
    ]),
  )
  restoreUploads(view, uploads, runtime)
  await Promise.all(topics.map((topic) => runtime.subscribe(topic)))
  const later = timers === undefined ? [] : (read(timers, revive) as [string, unknown, number][])
  for (const [event, data, due] of later) {
    runtime.sendAfter(Math.max(0, due - services.clock.now()), event, data)
  }
  runtime.missed()
  for (const [name, event] of tasks) interrupt(runtime, name, event)
}

/** A task ended with its process: the view is told, and the event that waits for it answered. */
function interrupt(runtime: ViewRuntime, name: string, event: number): void {
  const answer = (failure?: unknown): void => void (event > 0 && runtime.released(event, failure))
  // The field that it would have set says so itself.
  if (name.startsWith(ASSIGN)) answer()
  else runtime.ended(name, { error: fail('E_INTERRUPTED', name) }, event, answer)
}

/**
 * The fields of a state, as this version of the class has them.
 * @returns undefined for state that the class can't take; what its `migrate` throws is reported.
 */
export function revived(
  View: LiveViewClass,
  { name, version, fields }: CarriedView,
  services: Services,
): object | undefined {
  const isOwn = !View.shared && !View.useActors && View.carry !== false
  if (!isOwn || View.name !== name) return undefined
  const isSame = (View.version ?? 0) === version
  if (!isSame && !View.migrate) return undefined
  try {
    const old = read(fields, View.revive) as Record<string, unknown>
    return isSame ? old : View.migrate!(old, version)
  } catch (error) {
    logFailure(services, name, 'migrate', error)
    return undefined
  }
}

/**
 * Whether a view class is durable.
 * @throws LiveError E_STATE for one that can't be.
 */
export function checkDurable(View: LiveViewClass): boolean {
  if (!View.durable) return false
  if (View.shared) throw fail('E_STATE', View.name, 'static shared')
  if (View.useActors) throw fail('E_STATE', View.name, 'static useActors')
  const hidden = hiding(View)
  if (hidden !== undefined) throw fail('E_STATE', hidden, '#private fields')
  return true
}

/** Classes that were looked at. */
const checked = new WeakSet<object>()

/**
 * Looks once at the fields of a class's view that was just opened: values that can't be carried are a warning.
 * @throws LiveError E_STATE in a durable view.
 */
export function checkFields(
  view: LiveView,
  { logger }: Services,
  { development }: { development: boolean },
): void {
  const View = view.constructor as LiveViewClass
  if (View.durable) {
    fieldsOf(view)
    return
  }
  if (!development || View.carry === false || checked.has(View)) return
  checked.add(View)
  try {
    if (hiding(View) === undefined) fieldsOf(view)
  } catch (error) {
    const reason = (error as Error).message
    logger.warn({ view: View.name, reason }, 'a view is mounted anew when its server stops')
  }
}

/** Names that begin with `_`, props, uploads and streams are carried otherwise, or not at all. */
function isKept(key: string, value: unknown): boolean {
  if (key === 'props' || key.startsWith('_')) return false
  return !(value instanceof Upload || value instanceof Stream || value instanceof TextStream)
}

/** What {@link CarriedView.streams} holds, by the component's class and id. */
type CarriedStreams = Record<string, ReturnType<typeof carriedStreams>>
/** The view's own. */
const VIEW = ''

/** @throws LiveError E_STATE for streams that can't be carried. */
function streamsOf({ view, sink, renderer }: Instance): string | undefined {
  const acknowledged = sink.gate?.acknowledged ?? Infinity
  const all: CarriedStreams = {}
  const targets: [string, object][] = (renderer.components ?? []).map(([key, { component }]) => [
    key,
    component,
  ])
  for (const [key, target] of [[VIEW, view] as const, ...targets]) {
    const carried = carriedStreams(target, acknowledged)
    if (carried.length > 0) all[key] = carried
  }
  if (Object.keys(all).length === 0) return undefined
  return written(view.constructor as LiveViewClass, all, (path) => `streams, at ${path}`)
}

/** @throws LiveError E_STATE for what devalue can't write, and for what fields don't show. */
function fieldsOf(target: object): string {
  const hidden = hiding(target.constructor)
  if (hidden !== undefined) throw fail('E_STATE', hidden, '#private fields')
  const fields: Record<string, unknown> = {}
  for (const key of Object.keys(target)) {
    const value = (target as typeof fields)[key]
    if (isKept(key, value)) fields[key] = value
  }
  return written(target.constructor as LiveViewClass, fields, (path) => `the field ${path}`)
}

/** @throws LiveError E_STATE for what devalue can't write, `where` it is. */
function written(View: LiveViewClass, value: unknown, where: (path: string) => string): string {
  try {
    return write(value, View.serialize)
  } catch (error) {
    const { path = '', value: odd } = error as { path?: string; value?: unknown }
    throw fail('E_STATE', View.name, `${describe(odd)} in ${where(path.replace(/^\./, ''))}`)
  }
}

/** The field of a view or its components that takes most characters: `Cart.items`, and how many. */
export function largestField({ view, renderer }: Instance): [field: string, size: number] {
  const inside = (renderer.components ?? []).map(([, { component }]) => component as object)
  const sizes = [view, ...inside].flatMap((target) =>
    Object.keys(target).map((key): [string, number] => {
      const { name } = target.constructor
      const { serialize } = target.constructor as LiveViewClass
      const value = (target as Record<string, unknown>)[key]
      return [`${name}.${key}`, isKept(key, value) ? write(value, serialize).length : 0]
    }),
  )
  return sizes.reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0])
}

const write = (value: unknown, serialize: LiveViewClass['serialize']): string =>
  stringify(value, { ...writers, ...serialize })

/** The fields of a text; what was loading when it was written has failed. */
function read(text: string, revive?: LiveViewClass['revive']): object {
  return parse(text, { ...readers, ...revive } as Parameters<typeof parse>[1]) as object
}

const writers = {
  AsyncResult: (value: unknown) =>
    value instanceof AsyncResult && [value.result, value.ok, value.loading || value.failed],
}
const readers = {
  AsyncResult: ([result, ok, isOver]: [unknown, boolean, boolean]) =>
    new AsyncResult({ result, ok, error: isOver ? fail('E_INTERRUPTED', 'loading') : undefined }),
}

/** Classes whose text was read, and the one of them or their parents that has #private fields. */
const classes = new WeakMap<object, string | null>()

/** The class that hides fields from all others, by name; undefined: none does. */
function hiding(Class: unknown): string | undefined {
  if (!isUsers(Class)) return undefined
  let name = classes.get(Class)
  if (name === undefined) {
    const isHiding = PRIVATE.test(Function.prototype.toString.call(Class))
    name = isHiding ? Class.name : (hiding(Object.getPrototypeOf(Class)) ?? null)
    classes.set(Class, name)
  }
  return name ?? undefined
}

const frameworks = new Set<unknown>([LiveComponent, LiveView, Function.prototype])
const isUsers = (at: unknown): at is new () => object =>
  typeof at === 'function' && !frameworks.has(at)
