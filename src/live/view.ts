/**
 * The class users extend. Its public fields are the state; what the user sees is a function of them.
 */
import type { Block } from '../template/html.ts'
import type { InsertOptions, Stream, StreamSource } from '../template/stream.ts'
import type { TextStream } from '../template/text-stream.ts'
import type { LiveRequest } from './request.ts'
import {
  appendText,
  deleteFrom,
  fillStream,
  insertInto,
  namedStreams,
  namedTexts,
} from './streams.ts'
import type { NamedStreamOptions, NamedStreams } from './streams.ts'

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
  /** Fields that get a copy of these values after each render, for lists with `append`. */
  static temporaryAssigns?: Record<string, unknown>

  /** The document's title; when it changes, so does the open page's. Default: the layout's. */
  pageTitle?: string

  /**
   * Sets up the state. Runs once per page load, before the first render.
   * @param request the page's request: session, user, query, headers.
   * @param params the route's parameters: `{ id }` for `/users/:id`.
   */
  mount?(request: LiveRequest, params: Readonly<Record<string, string>>): void | Promise<void>

  /** What the page shows now: html`…`, computed from fields alone. */
  abstract render(): Block

  /** The streams that `stream` and `streamInsert` made, by name. */
  get streams(): Readonly<NamedStreams> {
    return namedStreams(this)
  }

  /** The texts that `streamText` made, by name. */
  get texts(): Readonly<Record<string, TextStream>> {
    return namedTexts(this)
  }

  /**
   * A stream by name; makes it at the first call. `items` are added; with `reset` they replace what is
   * there. Options that say what the stream is (`key`, `limit`) count at the first call.
   */
  stream<T>(
    name: string,
    items: StreamSource<T> = [],
    options: NamedStreamOptions<T> = {},
  ): Stream<T> {
    return fillStream(this, name, items, options)
  }

  /** Adds a row to a stream by name, now or whenever it comes; see `Stream.insert`. */
  streamInsert<T>(name: string, item: T, options: InsertOptions = {}): void {
    insertInto(this, name, item, options)
  }

  /** Removes a row of a stream by name, by its item or key. */
  streamDelete(name: string, itemOrKey: unknown): void {
    deleteFrom(this, name, itemOrKey)
  }

  /**
   * Appends to a text by name and renders, also when nothing else runs: from a callback that outlives
   * its event, for example. Chunks keep their order.
   */
  streamText(name: string, chunk: string): void {
    appendText(this, name, chunk)
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
