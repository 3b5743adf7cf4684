/** The views of a page by their numbers: the page's own is 0, views inside it stand in `live-view` elements. */
import type { Json } from '../wire/frames.ts'
import { settleFields } from './fields.ts'
import { unlocked } from './disabled-buttons.ts'
import { ChildPart } from './parts.ts'
import type { Templates } from './lists.ts'
import { Desync, asFramework } from './foreign-nodes.ts'
import { doc } from './unshadowed.ts'

export const PAGE_VIEW = 0

interface ViewPart {
  host: Element
  content: ChildPart
}

/** Applies values: the page is then what the server says, and waiting buttons and fields are their users'. */
function applying(apply: () => void): void {
  asFramework(() =>
    unlocked(() => {
      apply()
      settleFields()
    }),
  )
}

export class Views {
  readonly #root: Element
  readonly #templates: Templates
  readonly #visible = new Map<number, ViewPart>()
  /** Views whose values were asked for again; patches for them come too early. */
  readonly healing: Set<number> = new Set<number>()

  constructor(root: Element, templates: Templates) {
    this.#root = root
    this.#templates = templates
  }

  /** Applies a patch. Returns the view whose values are needed when the page is not as it was left. */
  patch(view: number, value: Json): number | undefined {
    try {
      applying(() => this.#content(view).write(value, this.#templates))
      return undefined
    } catch (error) {
      // Until the values come patches are tried all the same: they may bring what comes only once.
      if (this.healing.has(view) || this.healing.has(PAGE_VIEW)) return undefined
      if (!(error instanceof Desync)) console.error(error)
      // A view whose place is gone comes back with the page around it.
      if (!this.#host(view)) view = PAGE_VIEW
      this.healing.add(view)
      return view
    }
  }

  /** Shows a view's whole values; nothing when its place has gone meanwhile. */
  show(view: number, value: Json): void {
    this.healing.delete(view)
    if (this.#host(view)) applying(() => this.#content(view).reconcile(value, this.#templates))
  }

  #content(view: number): ChildPart {
    const host = this.#host(view)
    if (!host) throw new Desync()
    const shown = this.#visible.get(view)
    if (shown?.host === host) return shown.content
    const content = new ChildPart({ host, marker: null, end: null })
    this.#visible.set(view, { host, content })
    return content
  }

  #host(view: number): Element | null {
    if (view === PAGE_VIEW) return this.#root
    // Portals may have brought it out of the root.
    const place = `html [live-view="${view}"]:not([live-untrusted] *)`
    const shown = this.#visible.get(view)
    return shown?.host.matches(place) ? shown.host : doc.querySelector(place)
  }
}
