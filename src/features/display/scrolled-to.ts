/** live-scroll-into-view: scrolls to an element once, when it is there. */
import { classNames, isStill } from '../dom/motion.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

export class ScrolledTo {
  readonly #seen = new WeakSet<Element>()

  patched(): void {
    for (const element of doc.querySelectorAll(ours('[live-scroll-into-view]'))) {
      if (this.#seen.has(element)) continue
      this.#seen.add(element)
      const words = classNames(unshadowed(element).getAttribute('live-scroll-into-view'))
      const smooth = words.includes('smooth') && !isStill()
      const block = words.find((word) => /^(start|center|end|nearest)$/.test(word)) ?? 'nearest'
      unshadowed(element).scrollIntoView({
        behavior: smooth ? 'smooth' : 'instant',
        block: block as ScrollLogicalPosition,
      })
    }
  }
}
