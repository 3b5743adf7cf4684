/**
 * What a view does in its browser beside showing: messages, events of hooks, commands, other addresses,
 * metadata. Effects wait for the render, so that they find what it brought.
 */
import type { Effect } from '../wire/frames.ts'
import { outliving } from './flash.ts'
import { changedMeta } from './meta.ts'
import type { Outlet } from './outlet.ts'
import type { LiveView } from './view.ts'

type Meta = Readonly<Record<string, string>>

/** Whose effects they are. */
export interface Acting {
  readonly view: LiveView
  readonly number: number
  readonly outlet: Outlet
  report(what: string, error: unknown): void
}

export class Effects {
  readonly #owner: Acting
  #waiting: Effect[] | null = null
  /** The metadata that the browser has. */
  #meta: Meta | undefined
  /** The browser was told that the view has something unsaved. */
  #isUnsaved = false

  constructor(owner: Acting) {
    this.#owner = owner
  }

  /** How many wait; see {@link Effects.undo}. */
  get count(): number {
    return this.#waiting?.length ?? 0
  }

  /** @param event number of the event that it comes from; 0: none. */
  add(effect: Effect, event: number): void {
    this.#owner.outlet.addressed?.(effect, event)
    this.#waiting ??= []
    this.#waiting.push(effect)
  }

  /** Drops those after the first `count`: what they come from failed. */
  undo(count: number): void {
    if (this.#waiting !== null && this.#waiting.length > count) this.#waiting.length = count
  }

  /** @param isMoving they wait for what a new address will show. */
  send(isMoving: boolean): void {
    const { outlet, number, view } = this.#owner
    if (number === 0 && view.pageMeta !== this.#meta) {
      const changes = changedMeta(this.#meta, view.pageMeta)
      this.metaIs(view.pageMeta)
      if (changes.length > 0) this.#waiting = [...(this.#waiting ?? []), ['meta', changes]]
    }
    const isUnsaved = view.unsaved === true
    if (isUnsaved !== this.#isUnsaved) {
      this.#isUnsaved = isUnsaved
      this.#waiting = [...(this.#waiting ?? []), ['unsaved', number, isUnsaved ? 1 : 0]]
    }
    const effects = this.#waiting
    if (effects === null || effects.length === 0 || isMoving) return
    this.#waiting = null
    // What a page says goodbye with must be seen on the next one.
    const leaves = effects.some(([name]) => name === 'navigate' || name === 'load')
    try {
      outlet.effects(number, leaves ? effects.map(outliving) : effects)
    } catch (error) {
      // Not JSON: what the browser shows is as it should be without it.
      this.#owner.report('effects', error)
    }
  }

  /** Takes the messages that the next page must show. */
  takeFlashes(): Effect[] {
    const flashes = this.#waiting?.filter(([name]) => name === 'flash') ?? []
    this.#waiting = null
    return flashes
  }

  /** The browser has this metadata: the view's own, or that of the page before. */
  metaIs(meta: Meta | undefined): void {
    this.#meta = meta
  }
}
