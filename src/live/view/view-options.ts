/** What a view class declares, as static fields. */
import type { ExternalAddress } from '../../base/destination.ts'
import type { Permissions } from './event.ts'
import type { MountHook } from './mount-hook.ts'
import type { LiveRequest, Params } from '../page/request.ts'

/** What a view class declares; all may be left out. */
export interface ViewOptionsOfClass {
  /** Sends visitors who are nobody to {@link loginUrl}. Default false. */
  readonly loginRequired?: boolean
  /** Where to log in. Default: createApp({ loginUrl }). */
  readonly loginUrl?: string | ExternalAddress
  /** Permissions that the user needs; implies `loginRequired`. */
  readonly permissionRequired?: Permissions
  /** Functions that run before mount, those of parent classes first. */
  readonly onMount?: readonly MountHook<never>[]
  /** Milliseconds between two calls of `handleTick`, while the browser is there. */
  readonly tickInterval?: number
  /** Fields that get a fresh copy of the given default after each render. */
  readonly temporaryAssigns?: Readonly<Record<string, unknown>>
  /** Fields that `live-model` may set. */
  readonly model?: readonly string[]
  /**
   * Windows for which this gives the same key share one instance: one state, one render, the same bytes
   * for all. `null`: an instance of its own.
   */
  readonly shared?: (request: LiveRequest, params: Params) => string | null
  /** False: the state is not handed to the next process when the server stops. Default true. */
  readonly carry?: boolean
  /** Number of the state’s shape: one of another is migrated, or mounted anew. Default 0. */
  readonly version?: number
  /**
   * Makes the fields of an older or newer version into this one's. Without it, and when it throws, the page
   * is mounted anew.
   */
  readonly migrate?: (old: Record<string, unknown>, fromVersion: number) => Record<string, unknown>
  /** How values of own classes are stored: by name, what gives their parts, and false for other values. */
  readonly serialize?: Readonly<Record<string, (value: unknown) => unknown>>
  /** How they are made again from their parts, by the same names. */
  readonly revive?: Readonly<Record<string, (parts: never) => unknown>>
  /**
   * True: each event is answered when its state is stored, so that the page goes on where it was also after
   * a crash. See createApp({ store }). Default false.
   */
  readonly durable?: boolean
  /**
   * Runs the instances in other threads, so that work which takes all of a processor delays no other
   * view. Needs {@link module}. Default false.
   */
  readonly useActors?: boolean
  /** The file that exports the class: `static module = import.meta.url`. */
  readonly module?: string
}
