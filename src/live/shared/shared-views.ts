/** The shared views of an app, by class and key. */
import { contentHash } from '../../base/ids.ts'
import type { Window } from '../../window/window.ts'
import type { LiveRequest } from '../page/request.ts'
import { ON_ITS_WAY_MS } from '../instance/carried-view.ts'
import type { Services } from '../page/services.ts'
import type { LiveView } from '../view/live-view.ts'
import { SharedInstance } from './shared-instance.ts'
import type { LeftShared } from './shared-instance.ts'
import { SharedViewer } from './shared-viewer.ts'

/** Views that ended which are remembered at once: visitors may name as many as they like. */
const MOST_ENDED = 10_000

export class SharedViews {
  readonly #instances = new Map<new () => LiveView, Map<string, SharedInstance>>()
  /** When views ended here whose events were answered, by the names of their classes and their keys; the last is last. */
  readonly #ended = new Map<string, number>()

  /**
   * Attaches a window; opens the view for the first one.
   * @param visitor `left`: what another process left of the view. Whether the visitor may stay is asked later then.
   * @returns the window's viewer, or where its visitor is sent instead.
   * @throws what the view's methods throw.
   */
  async attach(
    View: new () => LiveView,
    key: string,
    visitor: {
      window: Window
      request: LiveRequest
      services: Services
      left?: LeftShared | undefined
    },
  ): Promise<SharedViewer | string> {
    const { window, request, services } = visitor
    const left = this.#isOlder(View, key, visitor.left) ? undefined : visitor.left
    const instances = this.#instancesOf(View)
    const known = instances.get(key)
    const closed = (): void => {
      instances.delete(key)
      if (instance.isUsed) this.#note(View, key, services.clock.now())
    }
    const instance: SharedInstance =
      known ?? new SharedInstance(new View(), request, { services, key, left, closed })
    if (known === undefined) instances.set(key, instance)
    try {
      const redirectTo = await instance.ready
      if (redirectTo !== undefined && known === undefined) {
        instance.abandon()
        return redirectTo
      }
      // The first visitor was sent elsewhere; this one may come in.
      if (redirectTo !== undefined) return await this.attach(View, key, visitor)
    } catch (error) {
      if (known === undefined) instance.abandon()
      throw error
    }
    // The last window may have left meanwhile.
    if (instance.instance.closed) return this.attach(View, key, visitor)
    const viewer = new SharedViewer(instance, window, request, services)
    if (known !== undefined && left !== undefined) instance.meet(left)
    if (known === undefined || left !== undefined) return viewer
    try {
      const redirectTo = await viewer.admit()
      if (redirectTo === undefined) return viewer
      viewer.leave()
      return redirectTo
    } catch (error) {
      viewer.leave()
      throw error
    }
  }

  /** It went on here since then: what it left elsewhere would bring old things back. */
  #isOlder(View: new () => LiveView, key: string, left: LeftShared | undefined): boolean {
    return left !== undefined && left.at <= (this.#ended.get(nameOf(View, key)) ?? -Infinity)
  }

  #note(View: new () => LiveView, key: string, now: number): void {
    for (const [name, at] of this.#ended) {
      if (now - at < ON_ITS_WAY_MS && this.#ended.size < MOST_ENDED) break
      this.#ended.delete(name)
    }
    const name = nameOf(View, key)
    this.#ended.delete(name)
    this.#ended.set(name, now)
  }

  #instancesOf(View: new () => LiveView): Map<string, SharedInstance> {
    let instances = this.#instances.get(View)
    if (instances === undefined) this.#instances.set(View, (instances = new Map()))
    return instances
  }
}

/** As short for a long key. */
const nameOf = (View: new () => LiveView, key: string): string => contentHash(`${View.name} ${key}`)
