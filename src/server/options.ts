/**
 * What createApp() takes, with every default in one place.
 */
import type { Clock } from '../base/clock.ts'
import type { ExternalAddress } from '../base/destination.ts'
import type { Namespace } from '../base/namespace.ts'
import type { Limits } from '../base/limits.ts'
import type { Logger } from '../base/logger.ts'
import type { AuthorizeRoom } from '../handlers/calls.ts'
import type { OnError } from '../live/page/failure.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import type { LiveRequest, User } from '../live/page/request.ts'
import type { TemplateEngine } from '../live/page/template-engine.ts'
import type { UploadStore } from '../uploads/upload-store.ts'
import type { StateStore } from '../stores/store.ts'
import type { TaskQueue } from '../tasks/queue.ts'
import type { ConnectionWords } from '../wire/connection-words.ts'
import type { SessionRevocations } from './sessions.ts'
import type { Layout } from './layout.ts'
import type { PageHeaders } from './page-headers.ts'

/** A user object, or null for a visitor who is not logged in. */
type Someone = (User & object) | null

/** Options of createApp(); all have defaults. */
export interface AppOptions {
  /**
   * Signs page tokens and session cookies: at least 16 characters that can't be guessed, the same in all
   * processes of the app and across restarts. Default: the environment variable OVERWIRE_SECRET, or a random
   * one, with which pages that are open during a restart load again.
   */
  secret?: string
  /**
   * Where the app stands on its site: `/team`. Pages, files, sockets and cookies are below it; the app's own routes and
   * addresses are written without it, and `request.href('/todos')` makes links. Default: the root, or where a host has
   * it (`server.use('/team', overwire(app))`).
   */
  basePath?: string
  /** Checks templates and shows errors in full. Default: NODE_ENV is not "production". */
  development?: boolean
  /** The HTML around every page. */
  layout?: Layout
  /** Modules of the page's own, such as hooks: their addresses, on every page behind the client. */
  scripts?: readonly string[]
  /** Renders views that have a template: `liquid({ root: 'views' })` from "overwire/liquid". */
  templates?: TemplateEngine
  /** Headers of every page, for example a Content-Security-Policy; a function gets a nonce for it. */
  headers?: PageHeaders
  /** Says who a request comes from. Runs once per page load and once when a page is mounted anew. */
  user?: (request: LiveRequest) => Someone | Promise<Someone>
  /**
   * Milliseconds after which an event reads its user anew, with the function above, so that rights that were
   * taken away end. 0: at each event; Infinity: never. Default 60000.
   */
  reauthEvery?: number
  /** Says whether a user has a permission. Default: `user.permissions` lists it, or `user.isSuperuser`. */
  hasPermission?: (
    user: User & object,
    permission: string,
    request: LiveRequest,
  ) => boolean | Promise<boolean>
  /** Holds the tasks of signals: `bullmqQueue(…)` for several processes. Default: in memory. */
  queue?: TaskQueue
  /**
   * Queues whose tasks this process runs when the queue is a shared one. Default: none, workers do
   * (`overwire worker`). A queue in memory is worked in any case.
   */
  work?: readonly string[]
  /** Takes errors of views, handlers and signals, beside the log: for an error tracker. */
  onError?: OnError
  /** Says whether a window may enter a room whose id can be guessed; signed ones are open. Default: no. */
  authorizeRoom?: AuthorizeRoom
  /**
   * Refuses events that take arguments without a schema, at app.live. Default false: in development a
   * warning names the event when it first gets arguments.
   */
  requireSchemas?: boolean
  /**
   * Links to the app's own pages need no attribute: they are visited over the socket. A link with
   * `data-live-reload`, a `target`, `download` or modifier key loads, and so does what no view has.
   * Default false.
   */
  autoNavigate?: boolean
  /**
   * The banner of a page after two seconds without its connection, with a button that tries at once. False:
   * none, for pages with their own banner; an object: other words. Default true.
   */
  connectionBanner?: boolean | ConnectionWords
  /** Lets `send({ script })` run JavaScript in browsers. Default false. */
  allowScript?: boolean
  /**
   * Where visitors log in; gets `?next=` with the page they wanted. A page outside of the app, as a host's own login, is
   * `{ url: '/login', external: true }`, or a whole address: its `next` is a path of the site. Default "/login".
   */
  loginUrl?: string | ExternalAddress
  /** Origins beside the page's own that may connect: `["https://example.com"]`. */
  origins?: readonly string[]
  /**
   * The proxies in front of the app that are believed about addresses, hosts and encryption: how many, or a list of
   * addresses, networks (`10.0.0.0/8`) and names (`loopback`, `linklocal`, `uniquelocal`). Default 0.
   */
  trustedProxies?: number | readonly string[]
  /** Name of the session cookie. Default "overwire_session". */
  sessionCookie?: string
  /**
   * Carries messages to the app's other processes: `redisLayer(url)` of "overwire/redis", `natsLayer(url)`
   * of "overwire/nats". No app closes it. Default: messages stay in the process.
   */
  layer?: ChannelLayer
  /**
   * Keeps its topics, queue, handlers, signals and presence apart from those of other apps of the process.
   * Default: the namespace that apps share, or a new one when another app has another layer or queue.
   */
  namespace?: Namespace
  /**
   * How many processes run the app. More than one need `layer` and `secret`, which is checked at start.
   * Default: unknown; then `listen` takes workers of `node:cluster`, and instances of a process manager
   * whose NODE_APP_INSTANCE is more than 0, for some of several.
   */
  processes?: number
  /** Changes single limits; see {@link Limits} for units and defaults. */
  limits?: Partial<Limits>
  /** Takes what operators should know; a pino logger fits. Default: the console. */
  logger?: Logger
  /**
   * Keeps which sessions were logged out, for processes that start later: `redisRevocations(client)` of
   * "overwire/redis". Default: processes that run remember it.
   */
  revocations?: SessionRevocations
  /**
   * Keeps views with `static durable = true`: `lmdbStore(path)` or `redisStore(url)`; the app does not close it.
   * Default: `lmdbStore('.overwire/state')` where `listen` serves such views, elsewhere `memoryStore()`.
   */
  store?: StateStore
  /**
   * Encrypts the states in `store`: at least 16 characters that can't be guessed, the same in all processes.
   * Of a list the first encrypts, and the others still open states that they encrypted; "" opens unencrypted
   * ones. Default: states are stored unencrypted.
   */
  storeKey?: string | readonly string[]
  /**
   * Where uploaded files wait until their views take them: `diskUploads(folder)` of "overwire/node". Default: a folder
   * of the system's for temporary files, where an adapter for Node serves the app.
   */
  uploads?: UploadStore
  /** Source of time, for tests. */
  clock?: Clock
}
