/** What is stored of a durable window, and what this process knows of that. */
import type { PageView } from '../live/page/page-view.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import type { Window } from '../window/window.ts'
import type { CarriedWindow } from './carrier.ts'

/** A page, as far as it is kept. */
export interface KeptPage {
  readonly window: Window
  readonly instance: PageView
  readonly route: { readonly view: LiveViewClass }
}

/** What is stored of a window beside the number of its last event. */
export interface KeptWindow extends Omit<CarriedWindow, 'window' | 'lastEvent'> {
  /** What the browser names its window by. */
  key: string
}

/** A window that another process, or an earlier run of this one, has left. */
export interface LeftWindow extends CarriedWindow {
  /** Of one that was stored; so is `epoch`. */
  key?: string
  epoch?: number
  revision?: number
}

/** Where a window stands in the store. */
export interface Standing {
  /** The epoch of this process's copy. */
  epoch: number
  /** The epoch that is stored; 0: nothing is. */
  stored: number
  /** Of the last state that was read, or stored from here. */
  revision: number
  /** Of the last state that was stored from here: see left-states.ts. */
  size: number
}
