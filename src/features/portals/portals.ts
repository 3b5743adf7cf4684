/** The portals of a page: their places, and the elements that hold their content in the targets. */
import type { Host } from '../../client/host.ts'
import { link } from '../dom/ownership.ts'
import { moveAll, moveInto } from '../dom/moving.ts'
import { report } from '../dom/report.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

/** What only plays its leave is gone: which part looks first does not matter. */
const LEAVING = '[live-leaving]'
const STAYING = ours(`[live-portal]:not(${LEAVING}, ${LEAVING} *)`)
const isLeaving = (place: Element): boolean => unshadowed(place).closest(LEAVING) !== null

interface Closed {
  holder: Element
  nodes: Node[]
  /** Leaves the holder where it is. */
  keep(): void
}

export class Portals {
  readonly #host: Host
  /** What holds the content of each place. */
  readonly #holders = new Map<Element, Element>()
  /** What was in portals whose place went: a place that is put back has its content again. */
  readonly #closed = new WeakMap<Element, Closed>()
  /** Selectors of places whose target is missing, as they were told. */
  readonly #missing = new WeakMap<Element, string>()

  constructor(host: Host) {
    this.#host = host
  }

  /** Closes portals that went, opens those that came, and moves those with another target. */
  arrange(): void {
    this.#close()
    // Those in the content of others are found where it is now, so look until there is none.
    for (let last = -1; last !== this.#holders.size;) {
      last = this.#holders.size
      for (const place of doc.querySelectorAll(STAYING)) this.#show(place)
    }
  }

  #close(): void {
    for (const [place, holder] of this.#holders) {
      if (unshadowed(place).isConnected && !isLeaving(place)) continue
      this.#holders.delete(place)
      link(place, null)
      const nodes = [...unshadowed(holder).childNodes]
      // Elements may play their leave in it.
      this.#host.own(() => unshadowed(holder).replaceChildren())
      this.#closed.set(place, { holder, nodes, keep: removeEmpty(holder) })
      // Places inside of it went too.
      return this.#close()
    }
  }

  #show(place: Element): void {
    const selector = unshadowed(place).getAttribute('live-portal')!
    const holder = this.#holders.get(place)
    const target = targetOf(selector)
    if (holder) this.#mark(place, holder)
    if (holder && unshadowed(holder).parentNode === target) return
    if (target === null || place.contains(target) || holder?.contains(target)) {
      return this.#miss(place, selector)
    }
    this.#missing.delete(place)
    // The holder is a foreign node: patches of the HTML around it step over it.
    if (holder) moveInto(target, holder)
    else this.#open(place, target)
  }

  #open(place: Element, target: Element): void {
    const closed = this.#closed.get(place)
    this.#closed.delete(place)
    closed?.keep()
    const holder = closed?.holder ?? doc.createElement(place.localName)
    target.append(holder)
    this.#host.own(() => {
      if (closed) unshadowed(holder).replaceChildren(...closed.nodes)
      moveAll(place, holder)
    })
    this.#holders.set(place, holder)
    link(place, holder)
    this.#host.portal(place, holder)
    this.#mark(place, holder)
  }

  /** Events in it are those of the place's view. */
  #mark(place: Element, holder: Element): void {
    const view = unshadowed(place).closest('[live-view]')?.getAttribute('live-view') ?? '0'
    // The space keeps it apart from the element of that view itself.
    unshadowed(holder).setAttribute('live-view', `${Number(view)} `)
    this.#host.own(() => ((place as HTMLElement).hidden = true))
  }

  /** Without a target the content stays, or comes back, where it stands in its view. */
  #miss(place: Element, selector: string): void {
    const holder = this.#holders.get(place)
    // What it was in is gone, or is none any more.
    if (holder && holder.previousElementSibling !== place) unshadowed(place).after(holder)
    if (this.#missing.get(place) === selector) return
    this.#missing.set(place, selector)
    report(
      'E_PORTAL',
      `No element matches the portal target "${selector}" outside of the portal itself. ` +
        'Write the selector of an element of the page, such as "#dialogs" in the layout.',
    )
  }
}

/** The first element that a selector matches; null for one that is no selector, too. */
function targetOf(selector: string): Element | null {
  try {
    return doc.querySelector(selector)
  } catch {
    return null
  }
}

/** Removes a holder as soon as nothing is in it. @returns what prevents that. */
function removeEmpty(holder: Element): () => void {
  let isKept = false
  const observer = new MutationObserver(() => check())
  const check = (): void => {
    if (isKept || holder.hasChildNodes()) return
    observer.disconnect()
    holder.remove()
  }
  observer.observe(holder, { childList: true })
  // By then what leaves slowly is back in it.
  queueMicrotask(check)
  return () => {
    isKept = true
    observer.disconnect()
  }
}
