/**
 * States of durable views that this process stored and whose windows are gone: how much there is of each
 * visitor, and which are deleted for the next one. What other processes stored they count themselves.
 */
import type { Limits } from '../base/limits.ts'

/** A window's state in the store. */
export interface KeptState {
  window: string
  /** The epoch that is stored. */
  epoch: number
  /** Characters. */
  size: number
  /** The visitor it counts for: see visitorOf. */
  visitor: string
  /** Of a visitor without a user. */
  isAnonymous: boolean
}

/** What a small state counts for, in characters. */
const LEAST = 2048

/** States, oldest first. */
class Share {
  readonly #states = new Map<string, KeptState>()
  size = 0

  add(state: KeptState): void {
    this.#states.set(state.window, state)
    this.size += state.size
  }

  remove({ window }: KeptState): void {
    const state = this.#states.get(window)
    if (state === undefined) return
    this.#states.delete(window)
    this.size -= state.size
  }

  get oldest(): KeptState | undefined {
    return this.#states.values().next().value
  }

  get isEmpty(): boolean {
    return this.#states.size === 0
  }
}

export class LeftStates {
  readonly #limits: Pick<Limits, 'leftStatesPerVisitor' | 'leftStates'>
  readonly #left = new Map<string, KeptState>()
  readonly #shares = new Map<string, Share>()
  readonly #anonymous = new Share()

  constructor(limits: Pick<Limits, 'leftStatesPerVisitor' | 'leftStates'>) {
    this.#limits = limits
  }

  /** A window is gone, its state is stored. */
  add(state: KeptState): void {
    this.take(state.window)
    this.#left.set(state.window, state)
    const share = this.#shares.get(state.visitor) ?? new Share()
    this.#shares.set(state.visitor, share)
    share.add(state)
    if (state.isAnonymous) this.#anonymous.add(state)
  }

  /** A window goes on, or its state is deleted. */
  take(window: string): void {
    const state = this.#left.get(window)
    if (state === undefined) return
    this.#left.delete(window)
    this.#anonymous.remove(state)
    const share = this.#shares.get(state.visitor)
    share?.remove(state)
    if (share?.isEmpty) this.#shares.delete(state.visitor)
  }

  /** What a state counts for: its characters, and not less than its name takes. */
  static sizeOf(state: string): number {
    return Math.max(LEAST, state.length)
  }

  /** Another state of this visitor is stored: takes out what is too much by then, oldest first. */
  *excess(visitor: string): Generator<KeptState> {
    const { leftStatesPerVisitor, leftStates } = this.#limits
    const own = this.#shares.get(visitor)
    while (own?.oldest && own.size > leftStatesPerVisitor) yield this.#out(own.oldest)
    const all = this.#anonymous
    while (all.oldest && all.size > leftStates) yield this.#out(all.oldest)
  }

  #out(state: KeptState): KeptState {
    this.take(state.window)
    return state
  }
}
