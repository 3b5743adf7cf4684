/**
 * live-viewport-top and live-viewport-bottom: the first or last child of a list comes into view, so that
 * the page can load more. Once for each such child.
 */
import type { Host } from '../../client/host.ts'
import { runBinding } from './run-binding.ts'
import { elements } from '../dom/elements.ts'
import { unshadowed } from '../dom/unshadowed.ts'

type End = 'viewport-top' | 'viewport-bottom'

const childAt: Record<End, (list: Element) => Element | null> = {
  'viewport-top': (list) => unshadowed(list).firstElementChild,
  'viewport-bottom': (list) => unshadowed(list).lastElementChild,
}

/** What an end of a list waits for. */
interface Armed {
  child: Element | null
  observer: IntersectionObserver
}

export class ViewportEdges {
  readonly #host: Host
  readonly #armed: Record<End, Map<Element, Armed>> = {
    'viewport-top': new Map(),
    'viewport-bottom': new Map(),
  }

  constructor(host: Host) {
    this.#host = host
  }

  readonly #scans = (Object.keys(childAt) as End[]).map((end) =>
    elements(`[live-${end}]`, {
      added: (list) => this.#arm(end, list),
      // It may have other children.
      kept: (list) => this.#arm(end, list),
      removed: (list) => {
        this.#armed[end].get(list)?.observer.disconnect()
        this.#armed[end].delete(list)
      },
    }),
  )

  scan(): void {
    for (const scan of this.#scans) scan()
  }

  #arm(end: End, list: Element): void {
    const before = this.#armed[end].get(list)
    const child = childAt[end](list)
    if (before?.child === child) return
    before?.observer.disconnect()
    // It tells at once when the child is in view already.
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return
      observer.disconnect()
      runBinding(this.#host, list, end)
    })
    if (child) observer.observe(child)
    this.#armed[end].set(list, { child, observer })
  }
}
