/**
 * A view's state for another process, as a server stops: its fields and those of its components. Only what
 * is all there is can be carried: a view with streams, tasks, timers or views inside is mounted anew.
 */
import { parse, stringify } from 'devalue'
import { LiveComponent } from './component.ts'
import type { Instance } from './instance.ts'
import { journalsOf } from './streams.ts'
import { LiveView } from './view.ts'
import type { LiveViewClass } from './view.ts'

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
}

/** @returns the state, or why it can't be carried, as a sentence for the log. */
export function carried(instance: Instance): CarriedView | string {
  const { view, desk, screen } = instance
  const View = view.constructor as LiveViewClass
  if (View.carry === false) return 'Its class says carry = false.'
  const { topics } = desk
  if (topics === null) return 'It has tasks, timers or things to close.'
  if (topics.length > 0 && !view.handleGap) return 'It has topics and no handleGap.'
  if (!screen.canPrintAgain) return 'It has forgotten some of what it shows.'
  const { components } = screen
  if (components === null) return 'It has views or unready components inside.'
  // What `mount` began and these end would be begun nowhere.
  if (view.disconnect) return 'It has a disconnect of its own.'
  if (components.some(([, { component }]) => component.unmount)) {
    return 'It has components with an unmount of their own.'
  }
  if ([instance, ...components.map(([, member]) => member)].some(({ provided }) => provided)) {
    return 'It provides values to what is inside.'
  }
  try {
    return {
      name: View.name,
      version: View.version ?? 0,
      fields: fieldsOf(view),
      components: components.map(([key, { component, number }]) => [
        key,
        number,
        fieldsOf(component),
      ]),
      topics,
    }
  } catch (error) {
    return (error as Error).message
  }
}

/**
 * Gives a new view, and the components that it will show, the fields that were carried. What was sent to it
 * meanwhile is lost: it is told of a gap.
 */
export async function takeOver(
  instance: Instance,
  { fields, components, topics }: CarriedView,
): Promise<void> {
  Object.assign(instance.view, parse(fields))
  instance.screen.carried = new Map(
    components.map(([key, number, text]) => [key, { number, fields: parse(text) as object }]),
  )
  await Promise.all(topics.map((topic) => instance.desk.subscribe(topic)))
  instance.desk.missed()
}

/** True for state that a class can take. */
export function fits(View: LiveViewClass, { name, version }: CarriedView): boolean {
  const isOwn = !View.shared && !View.useActors && View.carry !== false
  return isOwn && View.name === name && (View.version ?? 0) === version
}

/** @throws what devalue throws, and for what fields don't show. */
function fieldsOf(target: object): string {
  if (journalsOf(target).length > 0) throw new Error('It has streams.')
  for (let at = target.constructor; isUsers(at); at = Object.getPrototypeOf(at)) {
    // Nobody outside of the class can read them.
    if (PRIVATE.test(Function.prototype.toString.call(at))) {
      throw new Error(`${at.name} has #private fields.`)
    }
  }
  const own = Object.entries(target).filter(([key]) => key !== 'props' && !key.startsWith('_'))
  return stringify(Object.fromEntries(own))
}

const frameworks = new Set<unknown>([LiveComponent, LiveView, Function.prototype])
const isUsers = (at: unknown): at is new () => object =>
  typeof at === 'function' && !frameworks.has(at)
