/** live-appear and live-disappear: an element comes into view, and goes out of it. */
import type { Host } from '../../client/host.ts'
import { runBinding } from './run-binding.ts'
import { elements } from '../dom/elements.ts'
import { unshadowed } from '../dom/unshadowed.ts'

export class Visibility {
  readonly #host: Host
  /** Elements that are watched, and whether they are in view. */
  readonly #watched = new Map<Element, boolean>()
  readonly #observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) this.#moved(target, isIntersecting)
  })

  constructor(host: Host) {
    this.#host = host
  }

  readonly scan: () => void = elements('[live-appear], [live-disappear]', {
    added: (element) => {
      this.#watched.set(element, false)
      this.#observer.observe(element)
    },
    removed: (element) => {
      this.#observer.unobserve(element)
      this.#watched.delete(element)
    },
  })

  #moved(element: Element, inView: boolean): void {
    if (this.#watched.get(element) !== !inView) return
    this.#watched.set(element, inView)
    const name = inView ? 'appear' : 'disappear'
    if (unshadowed(element).hasAttribute(`live-${name}`)) runBinding(this.#host, element, name)
  }
}
