/**
 * A page's own view, as the server sees it: an instance of its own, a viewer of a shared one, or an
 * instance in another thread.
 */
import type { Effect } from '../../wire/effects.ts'
import type { Receiver } from '../../window/receiver.ts'
import type { PageMeta } from './page-meta.ts'
import type { Reopening } from './reopening.ts'
import type { LiveRequest } from './request.ts'

/** The HTML of a view, and what it needs. */
export interface PrintedView {
  /** UTF-8, until `release`. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Names of DOM events that it listens to. */
  readonly events: Iterable<string>
  /** Frees the memory of `bytes`. */
  release(): void
}

/** What a view shows outside of its own place. */
export interface PageHead {
  readonly title: string
  readonly meta: PageMeta | undefined
}

export interface PageView extends Receiver, PageHead, Reopening {
  readonly request: LiveRequest
  /** What `static shared` gave when it was opened; left out by an instance of its own. */
  readonly sharedKey?: string
  readonly closed: boolean
  /** True when a later {@link PageView.print} shows all of it. */
  readonly canPrintAgain: boolean
  /** Renders to HTML. */
  print(): PrintedView | Promise<PrintedView>
  /** The page is open: pushes may come. */
  opened(): void
  /** Queues something for the browser to do. */
  effect(effect: Effect): void
  /** Takes another address of the same view. */
  visit(n: number, request: LiveRequest): void
  /** Takes the page's place from another view, and answers event `n` with all values. */
  takeOver(from: PageHead, n: number): void
  /** Resolves when what was taken is done and its answers are sent, but for tasks that go on. */
  drained(): Promise<void>
  /** The window shows another view from now on. */
  leave(): void
}
