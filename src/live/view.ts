/**
 * The class users extend. Its public fields are the state; what the user sees is a function of them.
 */
import type { Block } from '../template/html.ts'
import type { LiveRequest } from './request.ts'
import { contextOf, renderTemplate } from './view-template.ts'

/** What can serve a view class over HTTP; an app is one. */
export interface PageServer {
  page(view: LiveViewClass, request: Request): Promise<Response>
}

/** A class that extends {@link LiveView}. */
export type LiveViewClass<V extends LiveView = LiveView> = (new () => V) & {
  readonly name: string
}

/** A live page. One instance for each time the page is open in a window. */
export abstract class LiveView {
  /** The template of the view: a string in the language of createApp({ templates }). */
  static readonly template?: string
  /** The file with the view's template, below the engine's root: `'counter.liquid'`. */
  static readonly templateName?: string

  /** The document's title; when it changes, so does the open page's. Default: the layout's. */
  pageTitle?: string

  /**
   * Sets up the state. Runs once per page load, before the first render.
   * @param request the page's request: session, user, query, headers.
   * @param params the route's parameters: `{ id }` for `/users/:id`.
   */
  mount?(request: LiveRequest, params: Readonly<Record<string, string>>): void | Promise<void>

  /**
   * What the page shows now, computed from fields alone: html`…`. Default: the view's template with
   * {@link getContextData}.
   * @throws LiveError E_NO_TEMPLATE when there is none.
   */
  render(): Block {
    return renderTemplate(this, () => this.getContextData())
  }

  /**
   * The variables of the view's template. Default: all public fields and getters (no leading `_`), and
   * `viewId`, the name of the window. To add some: `return { ...super.getContextData(), more }`.
   * Functions are called when the template reads them.
   */
  getContextData(): Record<string, unknown> {
    return contextOf(this, LiveView.prototype)
  }

  /** Cleans up. Runs once: the tab was closed or left, or its connection is lost for good. */
  disconnect?(): void | Promise<void>

  /**
   * This view as a web-standard request handler, for a router that is not the app's own.
   * @param app what createApp() returned.
   */
  static asView(
    this: new () => LiveView,
    app: PageServer,
  ): (request: Request) => Promise<Response> {
    return (request) => app.page(this, request)
  }
}
