/** What goes from one process to another of a view and what is inside: carried-view.ts makes it of a view. */
import type { carriedStreams } from '../view/carried-streams.ts'
import type { ChildInstance } from './child.ts'

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
  /** Views inside, by class and id, with their numbers in the window. Left out: none. */
  views?: [key: string, number: number, state: CarriedView][]
}

/** Its streams, and those of its components by class and id. */
export type CarriedStreams = Record<string, ReturnType<typeof carriedStreams>>
/** Where its own stand among them. */
export const VIEW = ''

/** A component as it was in another process. */
export interface KeptComponent {
  /** Its number in the window: the browser shows it under that. */
  number: number
  fields: object
  /** Gives it its streams. */
  restore(component: object): void
}

/** A view inside as it was in another process. */
export interface KeptView {
  readonly number: number
  readonly state: CarriedView
  /**
   * Opens it with its state.
   * @returns whether its visitor may stay; undefined when its class can't take the state.
   */
  open(inside: ChildInstance): Promise<boolean> | undefined
}

/** What another process showed inside a view, by class and id, until it is shown here. */
export interface Carried {
  readonly from: CarriedView
  readonly components: Map<string, KeptComponent>
  readonly views: Map<string, KeptView>
}
