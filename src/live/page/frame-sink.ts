/**
 * Where an instance's frames go: to the window that shows it, or to all windows that share it. A number
 * names the view inside the window.
 */
import type { LiveError } from '../../base/errors.ts'
import type { TemplateSink } from '../../template/diff.ts'
import { withToken } from '../../template/form-post.ts'
import type { PostTarget } from '../../template/form-post.ts'
import type { Account } from '../../window/account.ts'
import type { CommitGate } from '../../window/commit-gate.ts'
import type { Pausing } from '../../window/mailbox.ts'
import type { Receiver } from '../../window/receiver.ts'
import type { Effect } from '../../wire/effects.ts'
import type { Json, Ref } from '../../wire/frames.ts'
import type { LiveRequest } from './request.ts'
import type { Services } from './services.ts'

/** The window that sent an event, in a view that windows share. */
export interface Asker {
  readonly request: LiveRequest
  /** Its visitor belongs to another view by now: `static shared` gives another key. Left out: no. */
  readonly belongsElsewhere?: boolean
}

export interface FrameSink extends TemplateSink, Pausing {
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
  /** The process was busy for these events, for so many milliseconds. Left out: it is not counted. */
  spent?(ref: Ref, ms: number): void
  /** The account that counts what waits for it; null, or left out: not counted. */
  readonly account?: Account | null
  /** A task of an event begins. @returns what to call when it has ended. Left out: what it keeps is not counted. */
  works?(event: number): (() => void) | undefined
  /** Forgets the templates that were noted since the last update: that patch was never made. */
  discard(): void
}

/** Counts an event's data until its work ends, also when no caller waits for the work any more. */
export function counted<T>(sink: FrameSink, event: number, work: Promise<T>): Promise<T> {
  const over = event === 0 ? undefined : sink.works?.(event)
  if (over !== undefined) void work.then(over, over)
  return work
}

/** The title that the browser shows; "" when it was given another than the view's. */
export function takeTitle(sink: FrameSink, title: string): string {
  if (!sink.retitled) return title
  sink.retitled = false
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
  let form: string | undefined
  return {
    number,
    get form() {
      return (form ??= services.postForm!(window, request))
    },
    get action() {
      const token = (): string => services.pageToken!(window, request)
      return (action ??= withToken(request.href(request.url), token()))
    },
  }
}
