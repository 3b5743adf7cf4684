/** `data-liveview-intersect-…`: handlers that are called when an element comes into view, or leaves it. */
import type { Calls } from './calls.ts'
import { unshadowed } from '../dom/unshadowed.ts'

const APPEAR = 'data-liveview-intersect-appear'
const DISAPPEAR = 'data-liveview-intersect-disappear'
const THRESHOLD = 'data-liveview-intersect-threshold'
/** Elements that are watched. */
export const WATCHED: string = `[${APPEAR}], [${DISAPPEAR}]`

export class Intersections {
  readonly #calls: Calls
  /** One observer for each distance. */
  readonly #observers = new Map<number, IntersectionObserver>()
  readonly #watched = new WeakMap<Element, IntersectionObserver>()
  readonly #visible = new WeakSet<Element>()

  constructor(calls: Calls) {
    this.#calls = calls
  }

  /** Watches an element, at the distance that its attributes say. */
  watch(element: Element): void {
    const margin = Number(unshadowed(element).getAttribute(THRESHOLD)) || 0
    const observer = this.#observer(margin)
    const known = this.#watched.get(element)
    if (known === observer) return
    known?.unobserve(element)
    this.#watched.set(element, observer)
    observer.observe(element)
  }

  #observer(margin: number): IntersectionObserver {
    let observer = this.#observers.get(margin)
    if (observer === undefined) {
      observer = new IntersectionObserver((entries) => this.#saw(entries), {
        rootMargin: `${margin}px`,
      })
      this.#observers.set(margin, observer)
    }
    return observer
  }

  #saw(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      // What starts outside has not left.
      if (isIntersecting === this.#visible.has(target)) continue
      if (!unshadowed(target).isConnected && !isIntersecting) continue
      if (isIntersecting) this.#visible.add(target)
      else this.#visible.delete(target)
      const name = unshadowed(target).getAttribute(isIntersecting ? APPEAR : DISAPPEAR)
      if (name) this.#calls.call(target, name)
    }
  }
}
