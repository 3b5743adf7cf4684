/** The options of an app with every default filled in. */
import { checkSecret, weaknessOf } from '../base/secrets.ts'
import type { SecretUse } from '../base/secrets.ts'
import { externalUrl, outerAddress, ownAddress } from '../base/destination.ts'
import type { ExternalAddress } from '../base/destination.ts'
import { checkBasePath } from '../base/base-path.ts'
import { environment } from '../base/environment.ts'
import { guardedClock, systemClock } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { describe, fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { defaultLimits } from '../base/limits.ts'
import type { Limits } from '../base/limits.ts'
import { consoleLogger, safeLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'
import type { AuthorizeRoom } from '../handlers/calls.ts'
import type { WorkerPool } from '../live/worker/messages.ts'
import { Closing } from '../live/page/closing.ts'
import { Tally } from '../live/page/tally.ts'
import type { Services } from '../live/page/services.ts'
import { listsPermission } from '../live/instance/authorization.ts'
import { SharedViews } from '../live/shared/shared-views.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import { checkProcesses, enterNamespace } from './app-namespace.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { LiveRequest } from '../live/page/request.ts'
import type { TemplateEngine } from '../live/page/template-engine.ts'
import { useUploads } from '../signals/task-uploads.ts'
import { uploadServicesOf } from '../uploads/upload-services.ts'
import { REAUTH_MS, rereads } from './current-user.ts'
import { bannerOf } from './connection-banner.ts'
import { DevLog } from './dev-log.ts'
import { Durability } from './durability.ts'
import { Revoked } from './sessions.ts'
import type { SessionRevocations } from './sessions.ts'
import { postFormId, signPageToken } from './tokens.ts'
import { defaultLayout } from './layout.ts'
import { MountLimits } from './mount-limits.ts'
import { TrustedProxies } from './trusted-proxies.ts'
import { UnfinishedBodies } from './unfinished-bodies.ts'
import { ErrorNotes } from './error-notes.ts'
import { HeapGuard } from './heap-guard.ts'
import type { Guard } from './route-guards.ts'
import type { AppOptions } from './options.ts'
import { TimeSlices } from '../window/time-slices.ts'

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
    | 'connectionBanner'
    | 'trustedProxies'
  >
> & {
  /** How many proxies are believed. */
  trustedProxies: number
  /** Which; null: by their number alone. */
  proxies: TrustedProxies | null
  /** An attribute of pages' roots. */
  banner: string
  /** Under `overwire dev`: pages show that it started anew, and take changed stylesheets. */
  isDeveloped: boolean
  devLog: DevLog | undefined
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
  /** Counts the bodies of requests that are still arriving. */
  bodies: UnfinishedBodies
  /** What happens when the process's heap is nearly full. */
  heap: HeapGuard
  layer: ChannelLayer | undefined
  processes: number | undefined
  /** False: the secret is a random one, and no other process has it. */
  isSecretSet: boolean
  /** Why production refuses the secret, in words that do not show it; undefined: it does not. */
  secretWeakness: string | undefined
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
function trustOf(given: unknown = 0, logger: Logger): Pick<Settings, 'trustedProxies' | 'proxies'> {
  if (Number.isSafeInteger(given) && (given as number) >= 0)
    return { trustedProxies: given as number, proxies: null }
  // What is left of the headers is as one proxy says it.
  if (Array.isArray(given)) return { trustedProxies: 1, proxies: new TrustedProxies(given, logger) }
  const wanted =
    'how many proxies stand in front of the app, a whole number from 0 up, or a list of their addresses'
  throw fail('E_OPTION', 'trustedProxies', wanted, describe(given))
}

/** @throws LiveError E_OPTION for what visitors can't be sent to. */
function checkedLoginUrl(given: string | ExternalAddress = '/login'): string | ExternalAddress {
  try {
    const outside = externalUrl(given)
    if (outside === undefined) ownAddress(given as string)
    else outerAddress(outside)
    return given
  } catch (error) {
    const wanted = 'a path of the app such as "/login", a whole address, or { url, external: true }'
    throw Object.assign(fail('E_OPTION', 'loginUrl', wanted, describe(given)), { cause: error })
  }
}

/** The value. @throws LiveError E_OPTION for what is less, or no number. */
function atLeast(least: number, option: string, value: number, what: string): number {
  if (!(value >= least)) throw fail('E_OPTION', option, `${what} from ${least} up`, describe(value))
  return value
}

/** @throws LiveError E_OPTION, E_ENVIRONMENT for a weak one. */
function givenSecret(secret: string | undefined, use: SecretUse): string | undefined {
  const given = secret ?? environment('OVERWIRE_SECRET')
  if (given !== undefined)
    checkSecret(secret === undefined ? 'OVERWIRE_SECRET' : 'secret', given, use)
  else if (!use.development) {
    use.logger.warn(
      {},
      'No secret is set: pages open during a restart will load again. Set OVERWIRE_SECRET.',
    )
  }
  return given
}

/** What `overwire dev` says to the process that it starts. */
function devOf(development: boolean, clock: Clock): Pick<Settings, 'isDeveloped' | 'devLog'> {
  const dev = development ? environment('OVERWIRE_DEV') : undefined
  return { isDeveloped: dev !== undefined, devLog: dev === 'on' ? new DevLog(clock) : undefined }
}

/** What looks after the process's memory. */
function memoryOf(limits: Limits, clock: Clock, logger: Logger): Pick<Settings, 'bodies' | 'heap'> {
  const heap = new HeapGuard(logger, clock)
  return { heap, bodies: new UnfinishedBodies(limits, clock, heap) }
}

/**
 * Fills in the defaults.
 * @throws LiveError E_OPTION for an invalid value, E_LAYER_MEMORY.
 */
export function settingsOf(options: AppOptions): Settings & { secret: string } {
  const development = options.development ?? environment('NODE_ENV') !== 'production'
  const limits = checkedLimits(options.limits)
  const logger = safeLogger(options.logger ?? consoleLogger)
  const given = givenSecret(options.secret, { development, logger })
  const clock = guardedClock(options.clock ?? systemClock, logger)
  const loginUrl = checkedLoginUrl(options.loginUrl)
  const reauthEvery = atLeast(0, 'reauthEvery', options.reauthEvery ?? REAUTH_MS, 'milliseconds')
  const { templates, onError, requireSchemas = false, layer, processes } = options
  const errorNotes = new ErrorNotes()
  checkNumber(options, given !== undefined)
  const revoked = new Revoked(clock, limits.sessionMs)
  const dev = devOf(development, clock)
  const services: Services = {
    namespace: enterNamespace(options, logger),
    logger,
    onError,
    note: development ? (error, info) => errorNotes.add(error, info) : undefined,
    ...timeOf(clock),
    losses: { messages: 0 },
    tally: new Tally(),
    devLog: dev.devLog,
    requireSchemas,
    mailboxLimit: limits.mailbox,
    waitingBytes: limits,
    windowBytes: limits.windowBytes,
    visitorTasks: { tasks: limits.tasksPerVisitor, bytes: limits.taskBytesPerVisitor },
    eventMs: limits.eventMs,
    leaveMs: limits.closeMs / 2,
    closing: new Closing(),
    loginUrl,
    may: options.hasPermission ?? listsPermission,
    templates,
    sessionBytes: sessionBytes(options.sessionCookie ?? SESSION_COOKIE),
    pageToken: (window, request) => tokenOf(window, request, clock),
    postForm: (window, { sealer }) => postFormId(sealer, window),
    uploads: uploadServicesOf(options.uploads, limits, clock, logger),
    reread: rereads({ user: options.user, clock, limits, revoked }, reauthEvery),
  }
  useUploads(services.uploads, services.namespace)
  return {
    layer,
    processes,
    isSecretSet: given !== undefined,
    secretWeakness: given && weaknessOf(given),
    services,
    durability: new Durability(options, { clock, limits, services, development }),
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
    banner: bannerOf(options),
    ...dev,
    allowScript: options.allowScript ?? false,
    origins: options.origins ?? [],
    ...trustOf(options.trustedProxies, logger),
    sessionCookie: options.sessionCookie ?? SESSION_COOKIE,
    limits,
    mounts: new MountLimits(limits, clock),
    ...memoryOf(limits, clock, logger),
    logger,
    clock,
  }
}

/** @throws LiveError E_OPTION, and where several processes lack what they share. */
function checkNumber({ processes = 1, layer, namespace }: AppOptions, isSecretSet: boolean): void {
  atLeast(1, 'processes', processes, 'a number')
  if (processes === 1) return
  const carrier = layer ?? topicsOf(namespace).layer
  checkProcesses({ layer: carrier, isSecretSet }, `processes is ${processes}`)
}

function timeOf(clock: Clock): Pick<Services, 'clock' | 'slices'> {
  return { clock, slices: new TimeSlices(clock) }
}

function tokenOf(window: string, { url, session, sealer }: LiveRequest, clock: Clock): string {
  return signPageToken(sealer, { window, url, session: session.id }, clock.now())
}
