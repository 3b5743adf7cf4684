/** What an app gives to all of its instances. */
import type { ByteLimits } from '../../window/held-events.ts'
import type { ExternalAddress } from '../../base/destination.ts'
import type { Namespace } from '../../base/namespace.ts'
import type { UploadServices } from '../../uploads/upload-services.ts'
import type { MailboxSettings } from '../../window/mailbox.ts'
import type { Closing } from './closing.ts'
import type { ErrorInfo, OnError } from './failure.ts'
import type { LiveRequest, User } from './request.ts'
import type { Tally } from './tally.ts'
import type { TemplateEngine } from './template-engine.ts'

/** Is told of each event that was handled. */
interface EventLog {
  event(name: string, how: { ms: number; failed: boolean }): void
}

export interface Services extends MailboxSettings {
  /** Where the app's topics, handlers and signals are. */
  readonly namespace: Namespace
  /** Takes errors of views, handlers and signals, beside the log. */
  readonly onError?: OnError | undefined
  /** Keeps errors for the browser, in development. */
  readonly note?: ((error: unknown, info: ErrorInfo) => void) | undefined
  /** Events must have schemas for their arguments. */
  readonly requireSchemas?: boolean
  /** What tasks of one visitor may take that wait or run: `limits.tasksPerVisitor`, `taskBytesPerVisitor`. Left out: anything. */
  readonly visitorTasks?: { readonly tasks: number; readonly bytes: number }
  /** Memory that a window may hold, in bytes: `limits.windowBytes`. Left out: any. */
  readonly windowBytes?: number
  /** What large messages may take that wait: `limits.mailboxBytes`, `addressBytes`, `userBytes`. Left out: anything. */
  readonly waitingBytes?: ByteLimits
  /** Counts what was done. */
  readonly tally?: Tally
  /** Shows handled events in the terminal of `overwire dev`. */
  readonly devLog?: EventLog | undefined
  /** Counts messages that views could not take. */
  readonly losses?: { messages: number }
  /** Views whose end takes time. */
  readonly closing: Closing
  /** Where views send visitors who must log in. */
  readonly loginUrl: string | ExternalAddress
  /** What renders views that have a template of another language. */
  readonly templates: TemplateEngine | undefined
  /**
   * The token by which a page's forms name the page to the server. Left out where such posts are not answered.
   */
  pageToken?(window: string, request: LiveRequest): string
  /** The id of the form that posts a page's buttons; there where `pageToken` is. */
  postForm?(window: string, request: LiveRequest): string
  /**
   * Reads again who a request's user is, if that was long ago; undefined when there is nothing to wait for.
   * Rejects with what createApp({ user }) throws.
   */
  reread?(request: LiveRequest): Promise<void> | undefined
  /** Bytes that a session may have as JSON; left out where none can be kept. */
  readonly sessionBytes?: number
  /** Where files are kept that visitors send; left out where none can be. */
  readonly uploads?: UploadServices
  /** Says whether a user has a permission. */
  may(user: User & object, permission: string, request: LiveRequest): boolean | Promise<boolean>
}
