/** Addresses that a view goes to by itself: the same view with other parameters, or another page. */
import { RedirectLimit } from './redirect-limit.ts'
import { outerAddress, ownAddress } from '../../base/destination.ts'
import { withQuery } from '../page/address.ts'
import type { PatchTo } from '../page/address.ts'
import type { Effect } from '../../wire/effects.ts'
import type { LiveRequest } from '../page/request.ts'

/** The view that navigates; view-runtime.ts is the one. */
export interface NavigatorOwner {
  readonly request: LiveRequest
  /** True once the view was mounted. */
  readonly isOpen: boolean
  /** Where the visitor is sent while the view is being opened. */
  redirectTo: string | undefined
  effect(effect: Effect): void
  postAlways(what: string, run: () => unknown): boolean
  /** Takes another address of the same view. */
  moved(url: string): unknown
}

export class Navigator {
  readonly #owner: NavigatorOwner
  readonly #loops = new RedirectLimit()
  /** Addresses that `handleParams` has not taken yet. */
  #patching = 0
  /** Addresses so far. */
  patches = 0
  /** Those that came of events that failed, until their turn. */
  #undone: Set<number> | null = null

  constructor(owner: NavigatorOwner) {
    this.#owner = owner
  }

  /** True while an address waits for `handleParams`. */
  get isUnderWay(): boolean {
    return this.#patching > 0
  }

  patch(to: string | PatchTo, { replace }: { replace: boolean }): void {
    const owner = this.#owner
    const { request } = owner
    const patch = typeof to === 'string' ? { url: to, replace } : { url: '', replace, ...to }
    const wanted = 'params' in patch ? withQuery(request.url, patch.params) : patch.url
    const url = ownAddress(wanted, request.url)
    if (!owner.isOpen) {
      if (url !== request.url) owner.redirectTo = url
      return
    }
    this.#loops.count(url)
    owner.effect(['url', url, patch.replace ? 1 : 0])
    this.#patching++
    const n = ++this.patches
    const posted = owner.postAlways('livePatch', () => {
      this.#patching--
      return this.#undone?.delete(n) ? undefined : owner.moved(url)
    })
    if (!posted) this.#patching--
  }

  redirect(url: string, { replace, external }: { replace: boolean; external: boolean }): void {
    const owner = this.#owner
    const { request } = owner
    const target = external ? outerAddress(url) : ownAddress(url, request.url)
    if (!owner.isOpen) {
      owner.redirectTo = target
      return
    }
    if (external) return owner.effect(['load', target])
    this.#loops.count(target)
    owner.effect(['navigate', target, replace ? 1 : 0])
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
