/**
 * What comes into view and goes out of it: live-appear, live-disappear, and the ends of a list
 * (live-viewport-top, live-viewport-bottom) for pages that load more while they are scrolled.
 */
import type { Host } from '../../client/host.ts'
import { trigger } from './trigger.ts'

const ends = {
  'viewport-top': (list: Element) => list.firstElementChild,
  'viewport-bottom': (list: Element) => list.lastElementChild,
}

export class Views {
  readonly #host: Host
  /** Elements that are watched, and whether they are in view. */
  readonly #watched = new Map<Element, boolean>()
  /** The child that each end of a list waits for, or waited for last. */
  readonly #ends = new Map<Element, Record<string, Element | null>>()
  readonly #seen = new IntersectionObserver((entries) => entries.forEach((one) => this.#moved(one)))
  readonly #reached = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) this.#end(target)
  })

  constructor(host: Host) {
    this.#host = host
  }

  scan(): void {
    const { root } = this.#host
    const wanted = new Set(root.querySelectorAll('[live-appear], [live-disappear]'))
    for (const element of this.#watched.keys()) {
      if (wanted.has(element)) continue
      this.#seen.unobserve(element)
      this.#watched.delete(element)
    }
    for (const element of wanted) {
      if (this.#watched.has(element)) continue
      this.#watched.set(element, false)
      this.#seen.observe(element)
    }
    for (const list of this.#ends.keys()) if (!list.isConnected) this.#ends.delete(list)
    for (const [name, childOf] of Object.entries(ends)) {
      for (const list of root.querySelectorAll(`[live-${name}]`)) this.#arm(list, name, childOf(list))
    }
  }

  /** Waits for a list's end, if it is another child than before. */
  #arm(list: Element, name: string, child: Element | null): void {
    const armed = this.#ends.get(list) ?? {}
    this.#ends.set(list, armed)
    const before = armed[name]
    if (before === child) return
    armed[name] = child
    if (before && !Object.values(armed).includes(before)) this.#reached.unobserve(before)
    if (!child) return
    // Observed anew: the observer tells at once where it is.
    this.#reached.unobserve(child)
    this.#reached.observe(child)
    this.#waiting(list).add(name)
  }

  readonly #open = new WeakMap<Element, Set<string>>()

  /** Ends of a list that were not reached since they were armed. */
  #waiting(list: Element): Set<string> {
    const open = this.#open.get(list) ?? new Set<string>()
    this.#open.set(list, open)
    return open
  }

  #end(child: Element): void {
    this.#reached.unobserve(child)
    const list = child.parentElement
    const armed = list && this.#ends.get(list)
    if (!armed) return
    for (const name of Object.keys(ends)) {
      if (armed[name] !== child || !this.#waiting(list).delete(name)) continue
      trigger(this.#host, list, name)
    }
  }

  #moved({ target, isIntersecting }: IntersectionObserverEntry): void {
    if (this.#watched.get(target) === isIntersecting || !this.#watched.has(target)) return
    this.#watched.set(target, isIntersecting)
    const name = isIntersecting ? 'appear' : 'disappear'
    if (target.hasAttribute(`live-${name}`)) trigger(this.#host, target, name)
  }
}
