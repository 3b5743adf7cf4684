/**
 * live-viewport-top and live-viewport-bottom: the first or last child of a list comes into view, so that
 * the page can load more. Once for each such child.
 */
import type { Host } from '../../client/host.ts'
import { runBinding } from './run-binding.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

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

  scan(): void {
    for (const end of Object.keys(childAt) as End[]) {
      const armed = this.#armed[end]
      const lists = new Set(doc.querySelectorAll(ours(`[live-${end}]`)))
      for (const [list, { observer }] of armed) {
        if (lists.has(list)) continue
        observer.disconnect()
        armed.delete(list)
      }
      for (const list of lists) this.#arm(end, list)
    }
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
