/**
 * The tab's history: each entry carries `{ overwire: [page, entry, place] }` in its state. Entries of one
 * page are addresses of one view; where an entry was scrolled to is kept by its name, across loads too;
 * places count from entry to entry.
 */
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

/** Window first, then the `live-keep-scroll` containers by name: `{ "": [0, 120], list: [0, 40] }`. */
type Positions = Record<string, [left: number, top: number]>

/** Milliseconds without a step after which the browser has come to rest. */
const STAY_MS = 50
/** Entries whose positions are kept, the latest ones. */
const MOST = 100
const STORE = 'overwire-scroll'

const newName = (): string => Math.random().toString(36).slice(2)

/** Path and query of the address bar. */
export const currentPath = (): string => location.pathname + location.search

export class Entries {
  readonly #positions: Map<string, Positions>
  /** What the page shows; the address bar may be ahead of it. */
  #page: string
  #entry: string
  #place: number
  #staying: ReturnType<typeof setTimeout> | undefined
  #path = currentPath()

  constructor() {
    const stored = JSON.parse(sessionStorage.getItem(STORE) ?? '[]') as [string, Positions][]
    this.#positions = new Map(stored)
    const known = namesOf(history.state)
    ;[this.#page, this.#entry, this.#place] = known ?? [newName(), newName(), 0]
    history.scrollRestoration = 'manual'
    if (known) this.restore()
    else this.#write('replaceState', location.href)
    // An entry that is never scrolled is one to come back to all the same.
    this.note()
    addEventListener('scroll', () => this.note(), { capture: true, passive: true })
    addEventListener('pagehide', () => {
      this.note()
      const latest = [...this.#positions].slice(-MOST)
      sessionStorage.setItem(STORE, JSON.stringify(latest))
    })
  }

  /** Path and query of what is shown. */
  get path(): string {
    return this.#path
  }

  /** Notes where the page is scrolled to. */
  note(): void {
    const at: Positions = { '': [scrollX, scrollY] }
    for (const box of this.#boxes()) {
      at[unshadowed(box).getAttribute('live-keep-scroll')!] = [
        unshadowed(box).scrollLeft,
        unshadowed(box).scrollTop,
      ]
    }
    this.#positions.delete(this.#entry)
    this.#positions.set(this.#entry, at)
  }

  /** The page shows a new address now. */
  add(url: string, { isNewPage, replace }: { isNewPage: boolean; replace: boolean }): void {
    if (isNewPage) this.#page = newName()
    if (!replace) {
      this.#entry = newName()
      this.#place++
    }
    this.#write(replace ? 'replaceState' : 'pushState', url)
  }

  /** True when an entry that was gone back to is one of the page that is shown. */
  isOfPage(state: unknown): boolean {
    return namesOf(state)?.[0] === this.#page
  }

  /** The page shows the entry that the address bar is at. */
  arrive(): void {
    const known = namesOf(history.state)
    ;[this.#page, this.#entry, this.#place] = known ?? [newName(), newName(), this.#place]
    if (known) this.#path = currentPath()
    else this.#write('replaceState', location.href)
  }

  /** An entry that the browser made for a link to a place in the page. */
  adoptHash(): void {
    this.#entry = newName()
    this.#place++
    this.#write('replaceState', location.href)
    this.note()
  }

  /** How many entries lie between what is shown and one that was gone to; -1 for one without our state. */
  stepsTo(state: unknown): number {
    const known = namesOf(state)
    return known ? known[2] - this.#place : -1
  }

  /**
   * Goes back to the entry of what is shown, when nothing else moves: the browser may be on its way
   * through several entries.
   */
  stay(): void {
    clearTimeout(this.#staying)
    this.#staying = setTimeout(() => {
      const steps = this.stepsTo(history.state)
      // A step of none would load the page again.
      if (steps !== 0) history.go(-steps)
    }, STAY_MS)
  }

  /** True while the browser is to come back to what is shown; `state` is where it has come to. */
  isStaying(state: unknown): boolean {
    if (this.#staying === undefined) return false
    if (this.stepsTo(state) !== 0) this.stay()
    else {
      clearTimeout(this.#staying)
      this.#staying = undefined
    }
    return true
  }

  /** Scrolls to where this entry was; false when it was never left. */
  restore(): boolean {
    const at = this.#positions.get(this.#entry)
    if (at === undefined) return false
    for (const box of this.#boxes()) {
      unshadowed(box).scrollTo(
        ...(at[unshadowed(box).getAttribute('live-keep-scroll')!] ?? ([0, 0] as const)),
      )
    }
    scrollTo({ left: at['']![0], top: at['']![1], behavior: 'instant' })
    return true
  }

  /** Scrolls everything to its beginning, but what stays from page to page. */
  toTop(): void {
    for (const box of this.#boxes())
      if (!unshadowed(box).closest('[live-sticky]')) unshadowed(box).scrollTo(0, 0)
    scrollTo({ left: 0, top: 0, behavior: 'instant' })
  }

  #boxes(): NodeListOf<Element> {
    return doc.querySelectorAll(ours('[live-keep-scroll]'))
  }

  #write(method: 'pushState' | 'replaceState', url: string): void {
    const state = { overwire: [this.#page, this.#entry, this.#place] }
    const others = method === 'replaceState' ? (history.state as object | null) : null
    history[method]({ ...others, ...state }, '', url)
    this.#path = currentPath()
  }
}

function namesOf(state: unknown): [page: string, entry: string, place: number] | undefined {
  return (state as { overwire?: [string, string, number] } | null)?.overwire
}
