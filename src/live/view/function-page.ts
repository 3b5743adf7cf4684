/**
 * Pages without a class: a function gives their HTML, and handlers change it afterwards. For the window it
 * is a view like others, whose whole content is one piece.
 */
import type { PostTarget } from '../../template/form-post.ts'
import { Block, html } from '../../template/html.ts'
import { printText } from '../../template/print.ts'
import { Raw, raw } from '../../template/raw.ts'
import { describe, fail } from '../../base/errors.ts'
import { postTarget } from '../page/frame-sink.ts'
import { handleOf } from './view-handle.ts'
import type { LiveRequest } from '../page/request.ts'
import { LiveView } from './live-view.ts'
import type { LiveViewClass } from './live-view.ts'

/**
 * The HTML of a page: html`…`, or trusted HTML of another template language as `raw(text)`.
 * @param request who asks, with the route's parameters, and on its way back and forward the new address.
 * @param page for what stands around it: `page.pageTitle`, `page.pageMeta`, `page.putFlash(…)`,
 * `page.liveRedirect(…)`.
 * @returns null when there is no such page: the answer is a 404.
 */
export type RenderPage = (
  request: LiveRequest,
  page: LiveView,
) => PageContent | null | Promise<PageContent | null>

/** What a page shows. */
export type PageContent = Block | Raw

/** The class of a page without one. `name` is for logs. */
export function plainPage(name: string, render: RenderPage): LiveViewClass {
  class PlainPage extends LiveView {
    _content: Raw = raw('')

    async mount(request: LiveRequest): Promise<void> {
      const content = await render(request, this)
      const { window } = request
      const posts = window ? postTarget(window.id, request, handleOf(this).services) : undefined
      this._content = contentOf(content, name, posts)
    }

    /** Another process goes on with the window: its content is no state, but made anew. */
    override restored(request: LiveRequest): Promise<void> {
      return this.mount(request)
    }

    /** Back and forward: what handlers changed meanwhile is written over. */
    async handleParams(): Promise<void> {
      const handle = handleOf(this)
      if (!handle.isOpen) return
      await this.mount(this.request)
      handle.showAll()
    }

    override render(): Block {
      return html`${this._content}`
    }
  }
  Object.defineProperty(PlainPage, 'name', { value: name })
  plainPages.add(PlainPage)
  return PlainPage
}

/** Classes of pages without one. */
const plainPages = new WeakSet<object>()

/** True for the view of a page without a class: it is made anew when its address is visited again. */
export function isPlainPage(view: object): boolean {
  return plainPages.has(view.constructor)
}

function contentOf(content: PageContent | null, name: string, posts: PostTarget | undefined): Raw {
  if (content === null) throw fail('E_NOT_FOUND')
  if (content instanceof Raw) return content
  if (!(content instanceof Block)) throw fail('E_NO_RENDER', name, describe(content))
  const { html: text, events } = printText(content, posts)
  return new Raw(text, events)
}
