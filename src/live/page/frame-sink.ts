/**
 * Where an instance's frames go: to the window that shows it, or to all windows that share it. A number
 * names the view inside the window.
 */
import type { LiveError } from '../../base/errors.ts'
import type { TemplateSink } from '../../template/diff.ts'
import { withToken } from '../../template/form-post.ts'
import type { PostTarget } from '../../template/form-post.ts'
import type { CommitGate } from '../../window/commit-gate.ts'
import type { MailboxSettings } from '../../window/mailbox.ts'
import type { Receiver } from '../../window/window.ts'
import type { Effect, Json, Ref } from '../../wire/frames.ts'
import type { Closing } from './closing.ts'
import type { ErrorInfo, OnError } from './failure.ts'
import type { LiveRequest, User } from './request.ts'
import type { TemplateEngine } from './template-engine.ts'

/** Whoever sent an event: one of the windows that share a view. */
export interface Asker {
  readonly request: LiveRequest
}

export interface FrameSink extends TemplateSink {
  readonly id: string
  /** True when the browser can't follow: render later. */
  readonly congested: boolean
  /** True when the browser was given another title than the view's. */
  retitled?: boolean
  /** What holds the frames of a durable view until its state is stored. */
  readonly gate?: CommitGate | null
  /** Connected windows that share its view. Left out: it is one window's. */
  readonly windowCount?: number
  /** A number for one more view of the window; the first one is the page's own, 0. */
  allot(receiver: Receiver, kept?: number): number
  /** The number's view is gone. */
  free(view: number): void
  /** Answers events and sends what changed. */
  update(ref: Ref, view: number, patch: Json | undefined): void
  /** The same with all values. */
  values(ref: Ref, view: number, block: Json): void
  title(title: string): void
  effects(view: number, effects: Effect[]): void
  /** Says for whom an effect is; left out: for all who see the view. */
  addressed?(effect: Effect, asker: Asker): void
  /** Who sent an event, where several windows share the view. Left out: the window's visitor. */
  askerOf?(event: number): Asker
  /** What an event's method returned; goes before the event's answer. */
  reply(n: number, value: Json): void
  /** Answers an event with an error; `errorId` finds it in the log. */
  refuse(ref: Ref, error: LiveError, errorId?: string): void
  /** Forgets the templates that were noted since the last update: that patch was never made. */
  discard(): void
}

/** What all instances of an app share. */
export interface Services extends MailboxSettings {
  /** Takes errors of views, handlers and signals, beside the log. */
  readonly onError?: OnError | undefined
  /** Keeps errors for the browser, in development. */
  readonly note?: ((error: unknown, info: ErrorInfo) => void) | undefined
  /** Events must have schemas for their arguments. */
  readonly requireSchemas?: boolean
  /** Counts messages that views could not take. */
  readonly losses?: { messages: number }
  /** Views whose end takes time. */
  readonly closing: Closing
  /** Where views send visitors who must log in. */
  readonly loginUrl: string
  /** What renders views that have a template of another language. */
  readonly templates: TemplateEngine | undefined
  /**
   * Names a page to the server: what a form of it brings along. Left out where nobody answers such posts.
   */
  pageToken?(window: string, request: LiveRequest): string
  /**
   * Reads again who a request's user is, if that was long ago; undefined when there is nothing to wait for.
   * Rejects with what createApp({ user }) throws.
   */
  reread?(request: LiveRequest): Promise<void> | undefined
  /** Bytes that a session may have as JSON; left out where none can be kept. */
  readonly sessionBytes?: number
  /** Says whether a user has a permission. */
  may(user: User & object, permission: string, request: LiveRequest): boolean | Promise<boolean>
}

/** The title that the browser shows; "" when it was given another than the view's. */
export function takeTitle(outlet: FrameSink, title: string): string {
  if (!outlet.retitled) return title
  outlet.retitled = false
  return ''
}

/** Where the forms of a view are posted without a script; undefined: nowhere. */
export function postTarget(
  window: string,
  request: LiveRequest,
  services: Services,
  number: number = 0,
): PostTarget | undefined {
  if (services.pageToken === undefined) return undefined
  let action: string | undefined
  return {
    number,
    get action() {
      const token = (): string => services.pageToken!(window, request)
      return (action ??= withToken(request.url, token()))
    },
  }
}
