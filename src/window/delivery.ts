/** What reaches windows from elsewhere: from other windows, tasks, other processes. */
import { encode } from '../wire/codec.ts'
import { FromServer } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'

/** A message to audiences; it crosses processes as JSON. */
export interface Delivery {
  /** Set when it goes out on several ways, so that a window takes it once. */
  id?: string
  /** Audiences, by their keys; see audience/address.ts. */
  to: string[]
  effects: Effect[]
  /** Id of a window that is left out. */
  except?: string
  /** They run JavaScript of the app's. */
  script?: boolean
}

/** Frames by message: a process encodes once for all of its windows. */
const frames = new WeakMap<Delivery, string>()

/** The frame that brings it. */
export function frameOf(delivery: Delivery): string {
  let text = frames.get(delivery)
  if (text === undefined) {
    text = encode([FromServer.EFFECTS, 0, ...delivery.effects])
    frames.set(delivery, text)
  }
  return text
}
