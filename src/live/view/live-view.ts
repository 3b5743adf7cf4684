/**
 * The class users extend. Its public fields are the state; what the user sees is a function of them.
 */
import { commandsOf } from '../../template/binding.ts'
import type { Block } from '../../template/html.ts'
import type { InsertOptions, Stream, StreamSource } from '../../template/stream.ts'
import type { TextStream } from '../../template/text-stream.ts'
import {
  appendText,
  deleteFrom,
  fillStream,
  insertInto,
  namedStreams,
  namedTexts,
} from './named-streams.ts'
import type { NamedStreamOptions, NamedStreams } from './named-streams.ts'
import type { Commands } from '../../wire/commands.ts'
import type { PushedName, PushedPayload, ViewEnds } from '../../wire/view-ends.ts'
import type { AsyncResult } from './async-result.ts'
import type { Context } from './context.ts'
import { findHandle, handleOf } from './view-handle.ts'
import type { PageMeta } from '../page/page-meta.ts'
import type { PatchTo } from '../page/address.ts'
import type { LiveRequest, Params } from '../page/request.ts'
import type { Outcome, TaskContext } from './async-tasks.ts'
import { ConfiguredView } from './view-options.ts'
import type { ViewOptionsOfClass } from './view-options.ts'
import { contextDataOf, renderTemplate } from './view-template.ts'

/** What can serve a view class over HTTP; an app is one. */
export interface PageServer {
  answerWith(view: LiveViewClass, request: Request): Promise<Response>
}

/** A class that extends {@link LiveView}. */
export type LiveViewClass<V extends LiveView = LiveView> = (new () => V) &
  ViewOptionsOfClass & { readonly name: string; readonly prototype: LiveView }

/**
 * A live page. One instance for each time the page is open in a window.
 * @typeParam Pushed what {@link pushEvent} sends to hooks, by its name; hooks of this view (`Hook<Chart>`) take the
 * types from here. Default: any names and JSON values.
 */
export abstract class LiveView<Pushed extends object = object> extends ConfiguredView {
  /** Only in types: what a hook reads off the class. */
  declare readonly '~ends'?: ViewEnds<Pushed, keyof LiveView>

  /** The document's title; when it changes, so does the open page's. Default: the layout's. */
  pageTitle?: string
  /**
   * Metadata for the document's head: `{ description: '…', 'og:title': '…' }`. Replace the object to
   * change it; names that are gone are removed from the page.
   */
  declare pageMeta?: PageMeta
  /**
   * True while the page has something unsaved: the user is asked before they leave it. Default: undefined, so
   * only forms with `live-confirm-leave` ask.
   */
  declare unsaved?: boolean
  /** Set to true in a method, it leaves out the render that would follow it, once. */
  declare _skipRender?: boolean

  /**
   * Sets up the state. Runs once per page load, before the first render.
   * @param request the page's request: session, user, query, headers.
   * @param params the route's parameters: `{ id }` for `/users/:id`.
   */
  mount?(request: LiveRequest, params: Params): void | Promise<void>

  /**
   * The view goes on in another process, with its fields: opens again what can't be stored (`_private` fields,
   * tasks). Messages of `sendAfter` are on their way again. Runs in place of mount, after hooks and permissions
   * were asked.
   */
  restored?(request: LiveRequest): void | Promise<void>

  /**
   * Takes the address: after mount, after `livePatch`, and when the user follows a `live-patch` link or
   * goes back or forward to one.
   * @param params the query; of repeated names the last.
   * @param url path and query.
   */
  handleParams?(params: Params, url: string): void | Promise<void>

  /** Takes messages of topics, timers and `sendUpdate`. */
  handleInfo?(event: string, data: unknown): void | Promise<void>

  /**
   * Messages of topics or pushes may have been lost, because the server of the channel layer was unreachable
   * or too many waited: read the data again. Runs once for all topics; a render follows.
   */
  handleGap?(): void | Promise<void>

  /** Runs every `static tickInterval` milliseconds; one call at a time, late ones are left out. */
  handleTick?(): void | Promise<void>

  /** Takes what a task brought: `{ result }` or `{ error }`. Without it, failures are logged. */
  handleAsyncResult?(name: string, outcome: Outcome): void | Promise<void>

  /** Whether this request may have the view at all, beside what the class declares. */
  checkPermissions?(request: LiveRequest): boolean | Promise<boolean>

  /** The object the page is about, from the database; null: there is none (404). */
  getObject?(request: LiveRequest): unknown

  /** Whether this request may have that object. Asked after mount and before every event. */
  hasObjectPermission?(request: LiveRequest, object: unknown): boolean | Promise<boolean>

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
    return contextDataOf(this, LiveView.prototype)
  }

  /** The streams that `stream` and `streamInsert` made, by name. */
  get streams(): Readonly<NamedStreams> {
    return namedStreams(this)
  }

  /** The texts that `streamText` made, by name. */
  get texts(): Readonly<Record<string, TextStream>> {
    return namedTexts(this)
  }

  /**
   * A stream by name; the first call makes it. `items` are added; with `reset` they replace the present rows.
   * The options `key` and `limit` count at the first call.
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

  /**
   * Cleans up. Runs once for a view that was mounted: its tab was closed or left, or its connection is
   * lost for good.
   */
  disconnect?(): void | Promise<void>

  /** The request of the page: session, user, address, headers. Its `url` follows the address bar. */
  get request(): LiveRequest {
    return handleOf(this).request
  }

  /** The route's parameters, as `mount` got them. */
  get params(): Params {
    return handleOf(this).request.params
  }

  /** The same as {@link params}. */
  get kwargs(): Params {
    return handleOf(this).request.params
  }

  /** Names this open view in every process. */
  get viewId(): string {
    return handleOf(this).id
  }

  /**
   * Connected windows that show this view: 1, or as many as share it. Windows that come and go render
   * nothing; the next render reads it.
   */
  get windowCount(): number {
    return handleOf(this).windowCount
  }

  /** Shows a message for a while. @param level "info", "success", "warning", "error", or your own. */
  putFlash(level: string, message: string): void {
    findHandle(this)?.effect(['flash', level, message])
  }

  /** Removes messages of one level, or all. */
  clearFlash(level?: string): void {
    findHandle(this)?.effect(['unflash', level ?? null])
  }

  /** Sends an event to the page's hooks: `handleEvent(name, (payload) => …)` takes it there. */
  pushEvent<Name extends PushedName<Pushed>>(
    name: Name,
    ...[payload]: PushedPayload<Pushed, Name>
  ): void {
    findHandle(this)?.effect(['event', name, payload ?? null])
  }

  /** Runs commands in the browser; their targets are those of `to`: `js().focus('#name')`. */
  pushCommands(commands: Commands): void {
    findHandle(this)?.effect(['js', commandsOf(commands, 'pushCommands()')])
  }

  /** Changes the address without leaving the view; `handleParams` runs next. "?page=2" stays on the path. */
  livePatch(to: string | PatchTo, { replace = false }: { replace?: boolean } = {}): void {
    findHandle(this)?.livePatch(to, { replace })
  }

  /**
   * Goes to another page of the app over the same connection; in mount, before the first page is sent.
   * @param options `external`: it is outside of the app: a path of its site, or a whole address. Default false.
   * @throws LiveError E_ADDRESS.
   */
  liveRedirect(url: string, options: { replace?: boolean; external?: boolean } = {}): void {
    const { replace = false, external = false } = options
    findHandle(this)?.liveRedirect(url, { replace, external })
  }

  /** Renders soon: for changes from outside of the view's methods. With an event, `handleInfo` runs first. */
  sendUpdate(event?: string, data?: unknown): void {
    findHandle(this)?.sendUpdate(event, data)
  }

  /** Calls `handleInfo(event, data)` after some milliseconds. The result cancels it. */
  sendAfter(ms: number, event: string, data?: unknown): () => void {
    return handleOf(this).sendAfter(ms, event, data)
  }

  /**
   * Listens to a topic until the view is gone; its messages come to `handleInfo`.
   * @returns when messages will arrive: await it before reading what they change. It never rejects.
   */
  subscribe(topic: string): Promise<void> {
    return handleOf(this).subscribe(topic)
  }

  unsubscribe(topic: string): void {
    findHandle(this)?.unsubscribe(topic)
  }

  /**
   * Runs work beside the view's events; its end comes to `handleAsyncResult`. A newer task of the same
   * name takes the older one's place, whose signal is aborted.
   * @returns the task's name.
   */
  startAsync(work: (task: TaskContext) => unknown, { name }: { name?: string } = {}): string {
    return handleOf(this).startAsync(name, work)
  }

  /** Stops a task; false when none of that name runs. */
  cancelAsync(name: string): boolean {
    return findHandle(this)?.cancelAsync(name) ?? false
  }

  /** Loads a field of type AsyncResult beside the view's events; an earlier result stays meanwhile. */
  assignAsync<K extends string, T>(
    this: LiveView & Readonly<Record<K, AsyncResult<T>>>,
    field: K,
    load: (task: TaskContext) => T | Promise<T>,
  ): void {
    handleOf(this).assignAsync(field, load)
  }

  /** How far a task is, from 0 to 1; undefined when none of that name has told. */
  progress(name: string): number | undefined {
    return findHandle(this)?.progress(name)
  }

  /** Stops `handleTick` until {@link resumeTicks}. */
  pauseTicks(): void {
    findHandle(this)?.pauseTicks()
  }

  resumeTicks(): void {
    findHandle(this)?.resumeTicks()
  }

  /** Provides a value to everything inside this view. */
  provide<T>(context: Context<T>, value: T): void {
    handleOf(this).provide(context, value)
  }

  /** What a view around this one provides, or the context's default. */
  consume<T>(context: Context<T>): T {
    return handleOf(this).consume(context)
  }

  /**
   * This view as a web-standard request handler, for a router that is not the app's own.
   * @param app what createApp() returned.
   */
  static asView(
    this: new () => LiveView,
    app: PageServer,
  ): (request: Request) => Promise<Response> {
    return (request) => app.answerWith(this, request)
  }
}
