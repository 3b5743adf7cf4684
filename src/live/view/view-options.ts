/** What a view class declares, as static fields. */
import { UploadingView } from './view-uploads.ts'
import type { ExternalAddress } from '../../base/destination.ts'
import type { Permissions } from './event.ts'
import type { MountHook } from './mount-hook.ts'
import type { LiveRequest, Params } from '../page/request.ts'

/** The class of views with its options: `static override loginRequired = true`. */
export abstract class ConfiguredView extends UploadingView {
  /** Sends visitors who are not logged in to {@link loginUrl}. Default false. */
  static readonly loginRequired?: boolean
  /** Where to log in. Default: createApp({ loginUrl }). */
  static readonly loginUrl?: string | ExternalAddress
  /** Permissions that the user needs; implies `loginRequired`. */
  static readonly permissionRequired?: Permissions
  /** Functions that run before mount, those of parent classes first. */
  static readonly onMount?: readonly MountHook<never>[]
  /** Milliseconds between two calls of `handleTick`, while the browser is there. */
  static readonly tickInterval?: number
  /** Fields that get a fresh copy of the given default after each render. */
  static readonly temporaryAssigns?: Readonly<Record<string, unknown>>
  /** Fields that `live-model` may set. */
  static readonly model?: readonly string[]
  /**
   * Windows for which this gives the same key share one instance: one state, one render, the same bytes
   * for all. `null`: an instance of its own.
   */
  static readonly shared?: (request: LiveRequest, params: Params) => string | null
  /** False: the state is not handed to the next process when the server stops. Default true. */
  static readonly carry?: boolean
  /** Number of the state’s shape: one of another is migrated, or mounted anew. Default 0. */
  static readonly version?: number
  /**
   * Makes the fields of an older or newer version into this one's. Without it, and when it throws, the page
   * is mounted anew.
   */
  static readonly migrate?: (
    old: Record<string, unknown>,
    fromVersion: number,
  ) => Record<string, unknown>
  /** How values of own classes are stored: by name, what gives their parts, and false for other values. */
  static readonly serialize?: Readonly<Record<string, (value: unknown) => unknown>>
  /** How they are made again from their parts, by the same names. */
  static readonly revive?: Readonly<Record<string, (parts: never) => unknown>>
  /**
   * True: each event is answered when its state is stored, so that the page goes on where it was also after
   * a crash. See createApp({ store }). Default false.
   */
  static readonly durable?: boolean
  /**
   * Runs the instances in other threads, so that work which takes all of a processor delays no other
   * view. Needs {@link module}. Default false.
   */
  static readonly useActors?: boolean
  /** The file that exports the class: `static module = import.meta.url`. */
  static readonly module?: string
  /** The template of the view: a string in the language of createApp({ templates }). */
  static readonly template?: string
  /** The file with the view's template, below the engine's root: `'counter.liquid'`. */
  static readonly templateName?: string
}

/** The options, as a class has them. */
export type ViewOptionsOfClass = Omit<typeof ConfiguredView, 'prototype'>
