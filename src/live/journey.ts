/** Addresses that a view goes to by itself: the same view with other parameters, or another page. */
import { LoopGuard } from './loop-guard.ts'
import { foreignAddress, ownAddress } from '../base/destination.ts'
import { withQuery } from './navigation.ts'
import type { PatchTo } from './navigation.ts'
import type { Json } from '../wire/frames.ts'
import type { LiveRequest } from './request.ts'

/** What travels; desk.ts is the one. */
export interface Traveller {
  readonly request: LiveRequest
  /** True once the view was mounted. */
  readonly isOpen: boolean
  /** Where the visitor is sent while the view is being opened. */
  sentTo: string | undefined
  effect(name: string, ...args: Json[]): void
  postAlways(what: string, run: () => unknown): boolean
  /** Takes another address of the same view. */
  moved(url: string): unknown
}

export class Journey {
  readonly #traveller: Traveller
  readonly #loops = new LoopGuard()
  /** Addresses that `handleParams` has not taken yet. */
  #patching = 0
  /** Addresses so far. */
  patches = 0
  /** Those that came of events that failed, until their turn. */
  #undone: Set<number> | null = null

  constructor(traveller: Traveller) {
    this.#traveller = traveller
  }

  /** True while an address waits for `handleParams`. */
  get isUnderWay(): boolean {
    return this.#patching > 0
  }

  patch(to: string | PatchTo, replace: boolean): void {
    const traveller = this.#traveller
    const { request } = traveller
    const patch = typeof to === 'string' ? { url: to, replace } : { url: '', ...to }
    const wanted = 'params' in patch ? withQuery(request.url, patch.params) : patch.url
    const url = ownAddress(wanted, request.url)
    if (!traveller.isOpen) {
      if (url !== request.url) traveller.sentTo = url
      return
    }
    this.#loops.count(url)
    traveller.effect('url', url, patch.replace ? 1 : 0)
    this.#patching++
    const n = ++this.patches
    const posted = traveller.postAlways('livePatch', () => {
      this.#patching--
      return this.#undone?.delete(n) ? undefined : traveller.moved(url)
    })
    if (!posted) this.#patching--
  }

  redirect(url: string, { replace, external }: { replace: boolean; external: boolean }): void {
    const traveller = this.#traveller
    const target = external ? foreignAddress(url) : ownAddress(url, traveller.request.url)
    if (!traveller.isOpen) {
      traveller.sentTo = target
      return
    }
    if (external) return traveller.effect('load', target)
    this.#loops.count(target)
    traveller.effect('navigate', target, replace ? 1 : 0)
  }

  /** Addresses after the first `count` are not gone to: their event failed. */
  undo(count: number): void {
    for (let n = count + 1; n <= this.patches; n++) (this.#undone ??= new Set()).add(n)
  }

  /** Somebody did something: what follows is no loop. */
  eventCame(): void {
    this.#loops.reset()
  }
}
