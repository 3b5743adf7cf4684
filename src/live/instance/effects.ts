/**
 * What a view does in its browser beside showing: messages, events of hooks, commands, other addresses,
 * metadata. Effects wait for the render, so that they find what it brought.
 */
import { fail } from '../../base/errors.ts'
import type { Effect } from '../../wire/effects.ts'
import { outliving } from '../page/flash-container.ts'
import { changedMeta } from '../page/page-meta.ts'
import type { Asker, FrameSink } from '../page/frame-sink.ts'
import type { LiveView } from '../view/live-view.ts'

type Meta = Readonly<Record<string, string>>

/** Characters of effects that wait for a browser which can't follow; older ones are dropped. */
const MOST_WAITING = 1024 * 1024

/** Whose effects they are. */
export interface EffectsOwner {
  readonly view: LiveView
  readonly number: number
  readonly sink: FrameSink
  report(what: string, error: unknown): void
}

export class Effects {
  readonly #owner: EffectsOwner
  #waiting: Effect[] | null = null
  /** Characters of those that wait for a browser which can't follow. */
  #size = 0
  /** How many were dropped. */
  #dropped = 0
  /** The metadata that the browser has. */
  #meta: Meta | undefined
  /** The browser was told that the view has something unsaved. */
  #isUnsaved = false

  constructor(owner: EffectsOwner) {
    this.#owner = owner
  }

  /** How many wait; see {@link Effects.undo}. */
  get count(): number {
    return this.#dropped + (this.#waiting?.length ?? 0)
  }

  /** See base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    return [this.#waiting]
  }

  /** @param asker whose event it comes from, in a view that windows share. */
  add(effect: Effect, asker: Asker | undefined): void {
    if (asker) this.#owner.sink.addressed?.(effect, asker)
    this.#waiting ??= []
    this.#waiting.push(effect)
    if (this.#owner.sink.congested) this.#bound(this.#waiting, effect)
  }

  /** Makes room for an effect among those that wait. */
  #bound(waiting: Effect[], effect: Effect): void {
    this.#size += sizeOf(effect)
    let gone = 0
    while (this.#size > MOST_WAITING && gone < waiting.length - 1) {
      this.#size -= sizeOf(waiting[gone++]!)
    }
    if (gone === 0) return
    waiting.splice(0, gone)
    // One line for an outage, not one for each.
    if (this.#dropped === 0) this.#owner.report('effects', fail('E_EFFECTS', MOST_WAITING))
    this.#dropped += gone
  }

  /** Drops those after the first `count`: what they come from failed. */
  undo(count: number): void {
    const kept = Math.max(0, count - this.#dropped)
    if (this.#waiting !== null && this.#waiting.length > kept) this.#waiting.length = kept
  }

  /** @param options `isMoving`: they wait for what a new address will show. */
  send({ isMoving }: { isMoving: boolean }): void {
    const { sink, number, view } = this.#owner
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
    this.#size = 0
    // What a page says goodbye with must be seen on the next one.
    const leaves = effects.some(([name]) => name === 'navigate' || name === 'load')
    try {
      sink.effects(number, leaves ? effects.map(outliving) : effects)
    } catch (error) {
      // Not JSON: what the browser shows is as it should be without it.
      this.#owner.report('effects', error)
    }
  }

  /** The browser gets all values anew: it may have missed what the view said of itself. */
  retell(): void {
    this.#isUnsaved = false
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

const sizeOf = (effect: Effect): number => JSON.stringify(effect).length
