/**
 * What createApp() takes, with every default in one place.
 */
import { checkBasePath } from '../base/base-path.ts'
import { guardedClock, systemClock } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { environment } from '../base/environment.ts'
import { describe, fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import type { Namespace } from '../base/namespace.ts'
import { defaultLimits } from '../base/limits.ts'
import type { Limits } from '../base/limits.ts'
import { consoleLogger, safeLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'
import type { AuthorizeRoom } from '../handlers/calls.ts'
import type { WorkerPool } from '../live/worker/messages.ts'
import { Closing } from '../live/page/closing.ts'
import { Tally } from '../live/page/tally.ts'
import type { OnError } from '../live/page/failure.ts'
import type { Services } from '../live/page/services.ts'
import { listsPermission } from '../live/instance/authorization.ts'
import { SharedViews } from '../live/shared/shared-views.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import { checkProcesses, enterNamespace } from './app-namespace.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { LiveRequest, User } from '../live/page/request.ts'
import type { TemplateEngine } from '../live/page/template-engine.ts'
import type { UploadStore } from '../uploads/upload-store.ts'
import { uploadServicesOf } from '../uploads/upload-services.ts'
import type { StateStore } from '../stores/store.ts'
import type { TaskQueue } from '../tasks/queue.ts'
import { REAUTH_MS, rereads } from './current-user.ts'
import { Durability } from './durability.ts'
import { Revoked } from './sessions.ts'
import type { SessionRevocations } from './sessions.ts'
import { postFormId, signPageToken } from './tokens.ts'
import { defaultLayout } from './layout.ts'
import { MountLimits } from './mount-limits.ts'
import { UnfinishedBodies } from './unfinished-bodies.ts'
import { ErrorNotes } from './error-notes.ts'
import type { Guard } from './route-guards.ts'
import type { Layout } from './layout.ts'
import type { PageHeaders } from './page-headers.ts'

/** Default name of the session cookie. */
const SESSION_COOKIE = 'overwire_session'
/** Bytes of a cookie's name and value that browsers keep (RFC 6265bis), and of a value's signature. */
const COOKIE_BYTES = 4096
const SIGNATURE_BYTES = 44
/** Bytes of JSON around a session: `[…,1700000000000,1700000000000]`. */
const TIMES_BYTES = 30

/** Bytes of JSON that fit, in base64, into a session cookie of this name. */
function sessionBytes(cookie: string): number {
  return Math.floor(((COOKIE_BYTES - SIGNATURE_BYTES - cookie.length) * 3) / 4) - TIMES_BYTES
}

/** A user object, or null for nobody. */
type Someone = (User & object) | null

/** Options of createApp(); all have defaults. */
export interface AppOptions {
  /**
   * Signs page tokens and session cookies: at least 16 characters that nobody can guess, the same in all
   * processes of the app and across restarts. Default: the environment variable OVERWIRE_SECRET, or a
   * random one, with which pages that are open during a restart load again.
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
  /** Lets `send({ script })` run JavaScript in browsers. Default false. */
  allowScript?: boolean
  /** Where visitors log in; gets `?next=` with the page they wanted. Default "/login". */
  loginUrl?: string
  /** Origins beside the page's own that may connect: `["https://example.com"]`. */
  origins?: readonly string[]
  /** How many proxies in front of the app may be believed about addresses and hosts. Default 0. */
  trustedProxies?: number
  /** Name of the session cookie. Default "overwire_session". */
  sessionCookie?: string
  /**
   * Carries messages to the app's other processes: `redisLayer(url)` of "overwire/redis", `natsLayer(url)`
   * of "overwire/nats". No app closes it. Default: messages stay in the process.
   */
  layer?: ChannelLayer
  /**
   * Keeps its topics, queue, handlers, signals and presence apart from those of other apps of the process.
   * Default: the namespace that apps share, or one of its own when another app has another layer or queue.
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
   * Encrypts the states in `store`: at least 16 characters that nobody can guess, the same in all processes. Of a
   * list the first encrypts, and the others still open what was stored with them. Default: they are stored as they are.
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

export type Settings = Required<
  Omit<
    AppOptions,
    | 'limits'
    | 'basePath'
    | 'user'
    | 'hasPermission'
    | 'templates'
    | 'onError'
    | 'authorizeRoom'
    | 'queue'
    | 'layer'
    | 'namespace'
    | 'secret'
    | 'processes'
    | 'revocations'
    | 'store'
    | 'storeKey'
    | 'uploads'
  >
> & {
  /** Keeps durable views. */
  durability: Durability
  revocations: SessionRevocations | undefined
  /** Sessions that were logged out. */
  revoked: Revoked
  limits: Limits
  /** undefined: its host says where it stands, else at the root. */
  basePath: string | undefined
  /** How often pages may be mounted. */
  mounts: MountLimits
  /** What came of requests' bodies. */
  bodies: UnfinishedBodies
  layer: ChannelLayer | undefined
  processes: number | undefined
  /** False: the secret is a random one, and no other process has it. */
  isSecretSet: boolean
  templates: TemplateEngine | undefined
  user: AppOptions['user']
  authorizeRoom: AuthorizeRoom | undefined
  services: Services
  sharedViews: SharedViews
  /** What is asked before all pages and handlers; see App.use. */
  guards: Guard[]
  /** The latest errors, in development. */
  errorNotes: ErrorNotes
  /** Threads for views with `useActors`; an adapter brings them. */
  workers: WorkerPool | undefined
}

function checkedLimits(given: Partial<Limits> = {}): Limits {
  const limits = { ...defaultLimits, ...given }
  for (const [name, value] of Object.entries(limits)) {
    if (typeof value !== 'number' || !(value >= 0)) {
      throw fail('E_OPTION', `limits.${name}`, 'a number from 0 up', describe(value))
    }
  }
  return limits
}

/** @throws LiveError E_OPTION for what is no number of proxies. */
function checkedProxies(given: unknown = 0): number {
  if (Number.isSafeInteger(given) && (given as number) >= 0) return given as number
  const wanted = 'how many proxies stand in front of the app: a whole number from 0 up'
  throw fail('E_OPTION', 'trustedProxies', wanted, describe(given))
}

/** @throws LiveError E_OPTION for what is less, or no number. */
function atLeast(least: number, option: string, value: number, what: string): void {
  if (!(value >= least)) throw fail('E_OPTION', option, `${what} from ${least} up`, describe(value))
}

/** @throws LiveError E_OPTION for a short one. */
function givenSecret(
  given: string | undefined,
  development: boolean,
  logger: Logger,
): string | undefined {
  if (given !== undefined && given.length < 16) {
    throw fail('E_OPTION', 'secret', 'at least 16 characters', `${given.length}`)
  }
  if (given === undefined && !development) {
    logger.warn(
      {},
      'No secret is set: pages open during a restart will load again. Set OVERWIRE_SECRET.',
    )
  }
  return given
}

/**
 * Fills in the defaults.
 * @throws LiveError E_OPTION for a value that can't be meant, E_LAYER_MEMORY.
 */
export function settingsOf(options: AppOptions): Settings & { secret: string } {
  const development = options.development ?? environment('NODE_ENV') !== 'production'
  const limits = checkedLimits(options.limits)
  const logger = safeLogger(options.logger ?? consoleLogger)
  const given = givenSecret(options.secret ?? environment('OVERWIRE_SECRET'), development, logger)
  const clock = guardedClock(options.clock ?? systemClock, logger)
  const loginUrl = options.loginUrl ?? '/login'
  const reauthEvery = options.reauthEvery ?? REAUTH_MS
  atLeast(0, 'reauthEvery', reauthEvery, 'milliseconds')
  const { templates, onError, requireSchemas = false, layer, processes } = options
  const may = options.hasPermission ?? listsPermission
  atLeast(1, 'processes', processes ?? 1, 'a number')
  const errorNotes = new ErrorNotes()
  const isSecretSet = given !== undefined
  if ((processes ?? 1) > 1) {
    const carrier = layer ?? topicsOf(options.namespace).layer
    checkProcesses({ layer: carrier, isSecretSet }, `processes is ${processes}`)
  }
  const revoked = new Revoked(clock, limits.sessionMs)
  const services: Services = {
    namespace: enterNamespace(options, logger),
    logger,
    onError,
    note: development ? (error, info) => errorNotes.add(error, info) : undefined,
    clock,
    losses: { messages: 0 },
    tally: new Tally(),
    requireSchemas,
    mailboxLimit: limits.mailbox,
    visitorTasks: { tasks: limits.tasksPerVisitor, bytes: limits.taskBytesPerVisitor },
    eventMs: limits.eventMs,
    leaveMs: limits.closeMs / 2,
    closing: new Closing(),
    loginUrl,
    may,
    templates,
    sessionBytes: sessionBytes(options.sessionCookie ?? SESSION_COOKIE),
    pageToken: (window, request) => tokenOf(window, request, clock),
    postForm: (window, { sealer }) => postFormId(sealer, window),
    uploads: uploadServicesOf(options.uploads, limits, clock, logger),
    reread: rereads({ user: options.user, clock, limits, revoked }, reauthEvery),
  }
  return {
    layer,
    processes,
    isSecretSet,
    services,
    durability: new Durability(options, { clock, limits, services }),
    revocations: options.revocations,
    revoked,
    requireSchemas,
    autoNavigate: options.autoNavigate ?? false,
    errorNotes,
    guards: [],
    reauthEvery,
    sharedViews: new SharedViews(),
    workers: undefined,
    loginUrl,
    secret: given ?? randomId(32),
    development,
    layout: options.layout ?? defaultLayout,
    scripts: options.scripts ?? [],
    templates: options.templates,
    headers: options.headers ?? {},
    user: options.user,
    authorizeRoom: options.authorizeRoom,
    basePath: options.basePath === undefined ? undefined : checkBasePath(options.basePath),
    work: options.work ?? [],
    allowScript: options.allowScript ?? false,
    origins: options.origins ?? [],
    trustedProxies: checkedProxies(options.trustedProxies),
    sessionCookie: options.sessionCookie ?? SESSION_COOKIE,
    limits,
    mounts: new MountLimits(limits, clock),
    bodies: new UnfinishedBodies(limits),
    logger,
    clock,
  }
}

function tokenOf(window: string, { url, session, sealer }: LiveRequest, clock: Clock): string {
  return signPageToken(sealer, { window, url, session: session.id }, clock.now())
}
