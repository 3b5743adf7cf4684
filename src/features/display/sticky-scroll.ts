/** live-sticky-scroll: stays at the end while content comes, unless the user scrolled up. */
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

/** Pixels; scroll positions are rounded. */
const TOLERANCE = 1

export class StickyScroll {
  /** How far each element was scrolled when it was at its end last; null: the user left the end. */
  readonly #tops = new WeakMap<Element, number | null>()
  #isMeasured = false

  constructor() {
    // Pictures make the content grow when they are loaded.
    doc.addEventListener('load', () => this.patched(), true)
  }

  /** A patch begins: is the user at the end? */
  beforeWrite(): void {
    if (this.#isMeasured) return
    this.#isMeasured = true
    for (const element of this.#found()) {
      if (this.#tops.has(element)) this.#note(element)
    }
  }

  patched(): void {
    this.#isMeasured = false
    for (const element of this.#found()) {
      if (this.#tops.has(element) && !this.#isKept(element)) continue
      unshadowed(element).scrollTo({ top: unshadowed(element).scrollHeight, behavior: 'instant' })
      this.#tops.set(element, unshadowed(element).scrollTop)
    }
  }

  #note(element: Element): void {
    this.#tops.set(element, this.#isKept(element) ? unshadowed(element).scrollTop : null)
  }

  /** True at the end, and where content came under an element that was there. */
  #isKept(element: Element): boolean {
    const { scrollHeight, clientHeight, scrollTop } = unshadowed(element)
    if (scrollHeight - clientHeight - scrollTop <= TOLERANCE) return true
    const top = this.#tops.get(element) ?? null
    return top !== null && scrollTop >= top - TOLERANCE
  }

  #found(): NodeListOf<Element> {
    return doc.querySelectorAll(ours('[live-sticky-scroll]'))
  }
}
