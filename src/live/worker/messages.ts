/** What goes to and comes from the threads that views run in. */
import type { Effect } from '../../wire/effects.ts'
import type { Json } from '../../wire/frames.ts'
import type { PageMeta } from '../page/page-meta.ts'
import type { Params, Session, User } from '../page/request.ts'

/** A request, as it can be sent. */
export interface SentRequest {
  url: string
  params: Params
  session: Session
  address: string
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

/** To the thread: something for one of its views. */
export type ToWorker =
  | {
      id: number
      open: { module: string; name: string; window: string; request: SentRequest; title: string }
    }
  | { id: number; print: true }
  | {
      id: number
      receive: ReceivedByWorker
    }
  | { id: number; resend: number }
  | { id: number; free: boolean }
  | { id: number; present: boolean }
  | { id: number; opened: true }
  | { id: number; effect: Effect }
  | { id: number; visit: [n: number, request: SentRequest] }
  | { id: number; takeOver: [n: number, title: string, meta: PageMeta | undefined] }
  | { id: number; leave: true }
  /** Who its visitor is by now. */
  | { id: number; user: User | null }
  /** Asks again whether its visitor may see it. */
  | { id: number; reopen: true }
  /** Answers what {@link FromWorker} asks of a permission. */
  | { id: number; may: [n: number, allowed: boolean] }
  | { topic: string; message: Json }
  /** Messages may have been lost. */
  | { gap: true }

/** What a view shows beside its page. */
export interface WorkerViewState {
  title: string
  meta: PageMeta | undefined
  session: Session
}

/** From the thread. */
export type FromWorker =
  | { id: number; state: WorkerViewState; redirectTo?: string | undefined; flashes?: Effect[] }
  | {
      id: number
      printed: { bytes: Uint8Array<ArrayBuffer>; events: string[] }
      state: WorkerViewState
    }
  | { id: number; failed: { code: string; message: string } }
  | { id: number; frame: string }
  | { id: number; reopened: string | null }
  /** Has its visitor this permission? The app's function is in the thread that has the sockets. */
  | { id: number; may: [n: number, permission: string] }
  | { publish: { topic: string; message: Json } }
  | { subscribe: string; on: boolean }
  | { log: { level: 'info' | 'warn' | 'error'; fields: object; sentence: string } }

/** A thread that views run in. */
export interface ViewThread {
  send(message: ToWorker): void
  /** Takes what comes back for a view; it is told when the thread ends. Returns its id. */
  attach(worker: { hear(message: FromWorker): void; ended(): void }): number
  detach(id: number): void
}

/** Gives each new view a thread. */
export interface WorkerPool {
  next(): ViewThread
  close(): void
}
