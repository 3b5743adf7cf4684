/**
 * A view's state for another process: its fields and streams, and those of what is inside, as a server stops or
 * after each turn of a durable view. Only what is all there is can be carried. revived-view.ts takes it.
 */
import { fail } from '../../base/errors.ts'
import { VIEW } from '../children/carried.ts'
import type { CarriedStreams, CarriedView } from '../children/carried.ts'
import { carriedStreams } from '../view/carried-streams.ts'
import type { LiveViewClass } from '../view/live-view.ts'
import { readsStreams } from '../view/named-streams.ts'
import { carriedUploads } from '../view/view-uploads.ts'
import { Instance } from './instance.ts'
import { checkMemory } from './state-memory.ts'
import { read, written } from './state-text.ts'
import { storedFields } from './storable-fields.ts'

export type { CarriedView }

/** How long a state may be on its way to another process, in milliseconds. */
export const ON_ITS_WAY_MS = 300_000

/** @returns the state, or why it can't be carried, as a sentence for the log. */
export function carried(instance: Instance): CarriedView | string {
  try {
    const reason = obstacle(instance)
    if (reason !== undefined) return reason
    const state = stateOf(instance)
    checkMemory(state, instance.services)
    return state
  } catch (error) {
    return (error as Error).message
  }
}

/** Why another process can't go on with a view, or with one inside of it; undefined: its state says it all. */
function obstacle(instance: Instance): string | undefined {
  const { view, runtime } = instance
  const View = view.constructor as LiveViewClass
  if (View.carry === false) return 'Its class says carry = false.'
  // What `mount` began would be begun nowhere.
  if (runtime.isTied && !view.restored) return 'It has tasks or things to close.'
  if (readsStreams(view) && !view.restored) return 'It has a stream that still reads its source.'
  if (view.disconnect && !view.restored) return 'It has a disconnect and no restored.'
  for (const inside of openViews(instance)) {
    const reason = obstacle(inside)
    if (reason !== undefined) return `The view ${inside.name} is inside of it. ${reason}`
  }
}

/** A view and those that are open inside of it. */
export function withInside(instance: Instance): Instance[] {
  return [instance, ...openViews(instance).flatMap(withInside)]
}

function openViews({ renderer }: Instance): Instance[] {
  return renderer.views.flatMap(([, { instance: inside }]) =>
    inside instanceof Instance && inside.state === 'open' ? [inside] : [],
  )
}

/**
 * The state of a view as it is between two of its turns.
 * @throws LiveError E_STATE for what can't be written or would be lost.
 */
export function stateOf(instance: Instance): CarriedView {
  const { view, runtime } = instance
  const View = view.constructor as LiveViewClass
  checkWhole(instance)
  const { topics = [], timers = [] } = runtime.inbox ?? {}
  const state: CarriedView = {
    name: View.name,
    version: View.version ?? 0,
    fields: storedFields(view),
    components: componentsOf(instance),
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
  const views = viewsOf(instance)
  if (views.length > 0) state.views = views
  return state
}

/** @throws LiveError E_STATE for what no state shows. */
function checkWhole({ view, runtime, renderer, provided, isStored }: Instance): void {
  const { name } = view.constructor
  const components = renderer.components.map(([, one]) => one)
  const { topics = [] } = runtime.inbox ?? {}
  if (topics.length > 0 && !view.handleGap) throw fail('E_STATE', name, 'topics and no handleGap')
  if (!renderer.canBeCarried) throw fail('E_STATE', name, 'temporary fields or append lists')
  if (components.some(({ component }) => component.unmount)) {
    throw fail('E_STATE', name, 'components with an unmount()')
  }
  if (components.some(({ component }) => readsStreams(component))) {
    throw fail('E_STATE', name, 'components with a stream that still reads its source')
  }
  if (provided || components.some((one) => one.provided)) {
    throw fail('E_STATE', name, 'values of provide()')
  }
  // They take turns of their own when they come from another page.
  if (isStored && renderer.views.some(([, { isSticky }]) => isSticky)) {
    throw fail('E_STATE', name, 'sticky views inside')
  }
}

/** Those that are shown, and those that another process showed and this one has not shown yet. */
function componentsOf({ renderer }: Instance): CarriedView['components'] {
  const shown = renderer.components.map(
    ([key, { component, number }]): CarriedView['components'][0] => [
      key,
      number,
      storedFields(component),
    ],
  )
  const { carried } = renderer
  const waiting = carried?.from.components.filter(([key]) => carried.components.has(key)) ?? []
  return [...shown, ...waiting]
}

function viewsOf({ renderer }: Instance): NonNullable<CarriedView['views']> {
  const views: NonNullable<CarriedView['views']> = []
  for (const [key, { number, instance: inside, kept }] of renderer.views) {
    if (kept !== undefined) views.push([key, number, kept.state])
    else if (inside instanceof Instance && inside.state === 'open') {
      views.push([key, number, stateOf(inside)])
    }
  }
  const { carried } = renderer
  const waiting = carried?.from.views?.filter(([key]) => carried.views.has(key)) ?? []
  return [...views, ...waiting]
}

/** @throws LiveError E_STATE for streams that can't be carried. */
function streamsOf({ view, sink, renderer }: Instance): string | undefined {
  const View = view.constructor as LiveViewClass
  const acknowledged = sink.gate?.acknowledged ?? Infinity
  const all: CarriedStreams = {}
  const { carried } = renderer
  if (carried?.from.streams !== undefined && carried.components.size > 0) {
    const before = read(carried.from.streams, View.revive) as CarriedStreams
    for (const key of carried.components.keys()) if (before[key]) all[key] = before[key]
  }
  const components = renderer.components.map(
    ([key, { component }]) => [key, component as object] as const,
  )
  for (const [key, target] of [[VIEW, view] as const, ...components]) {
    const streams = carriedStreams(target, acknowledged)
    if (streams.length > 0) all[key] = streams
  }
  if (Object.keys(all).length === 0) return undefined
  return written(View, all, (path) => `streams, at ${path}`)
}
