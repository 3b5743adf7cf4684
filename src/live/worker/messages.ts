/** What goes to and comes from the threads that views run in. */
import type { Effect } from '../../wire/effects.ts'
import type { Json } from '../../wire/frames.ts'
import type { ErrorInfo } from '../page/failure.ts'
import type { PageMeta } from '../page/page-meta.ts'
import type { LiveRequest, Params, Session, User } from '../page/request.ts'
import type { SentError } from './sent-error.ts'

/** A request, as it can be sent. */
export interface SentRequest {
  url: string
  params: Params
  session: Session
  address: string
  basePath: string
  lang: string
  headers: string
  user: User | null
  csrf: string
}

/** An event of a view in a thread, or of what is inside. */
export type ReceivedByWorker = [
  view: number,
  n: number,
  name: string,
  args: Record<string, unknown> | undefined,
  wantsReply: boolean,
]

/** To the thread, for one of its views. */
export type ToHostedView = { id: number } & (
  | {
      kind: 'open'
      module: string
      name: string
      window: string
      request: SentRequest
      title: string
    }
  | { kind: 'print' }
  | { kind: 'receive'; event: ReceivedByWorker }
  /** All values of the view with this number, or of one inside. */
  | { kind: 'resend'; view: number }
  /** Whether the browser can follow: a thread does not render for one that can't. */
  | { kind: 'free'; free: boolean }
  /** Whether a browser is connected. */
  | { kind: 'present'; here: boolean }
  | { kind: 'opened' }
  | { kind: 'effect'; effect: Effect }
  | { kind: 'visit'; n: number; request: SentRequest }
  | { kind: 'takeOver'; n: number; title: string; meta: PageMeta | undefined }
  /** The view is left for another one, or its window is gone: then what waits for its turn is not run any more. */
  | { kind: 'leave'; isGone: boolean }
  /** Who its visitor is by now. */
  | { kind: 'user'; user: User | null }
  /** Asks again whether its visitor may see it. */
  | { kind: 'reopen' }
  /** How much memory it takes. */
  | { kind: 'measure' }
)

/** To the thread. */
export type ToWorker =
  | ToHostedView
  /** Answers what {@link FromHostedView} asks of a permission. */
  | { kind: 'may'; id: number; n: number; allowed: boolean }
  | { kind: 'message'; topic: string; message: Json }
  /** Messages may have been lost. */
  | { kind: 'gap' }

/** What a view shows beside its page. */
export interface WorkerViewState {
  title: string
  meta: PageMeta | undefined
  session: Session
}

/** From one of the thread's views. */
export type FromHostedView = { id: number } & (
  | {
      kind: 'opened'
      state: WorkerViewState
      /** Where its visitor is sent instead, with these messages. */
      redirectTo: string | undefined
      flashes: Effect[]
    }
  | {
      kind: 'printed'
      bytes: Uint8Array<ArrayBuffer>
      events: string[]
      state: WorkerViewState
    }
  /** What was asked for last failed. */
  | { kind: 'failed'; code: string; message: string }
  /** For the browser, as it is sent. */
  | { kind: 'frame'; frame: string }
  | { kind: 'reopened'; redirectTo: string | undefined }
  /** In estimated bytes, apart from what other views of the thread hold too. */
  | { kind: 'measured'; bytes: number }
  /** Has its visitor this permission? The app's function is in the thread that has the sockets. */
  | { kind: 'may'; n: number; permission: string }
)

/** From the thread. */
export type FromWorker =
  | FromHostedView
  | { kind: 'publish'; topic: string; message: Json }
  | { kind: 'subscribe'; topic: string; on: boolean }
  /** For the app's `onError`; of a view, or of what the thread was left to itself with. */
  | { kind: 'error'; view: number | undefined; error: SentError; info: ErrorInfo }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; fields: object; sentence: string }

/** A view of a thread, in the thread that has its socket. */
export interface AttachedView {
  readonly request: LiveRequest
  hear(message: FromHostedView): void
  ended(): void
}

/** A thread that views run in. */
export interface ViewThread {
  send(message: ToWorker): void
  /** Takes what comes back for a view; it is told when the thread ends. Returns its id. */
  attach(view: AttachedView): number
  detach(id: number): void
}

/** Gives each new view a thread. */
export interface WorkerPool {
  next(): ViewThread
  close(): void
}
