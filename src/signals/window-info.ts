/**
 * Who a signal comes from: what a task needs to know of a window, as JSON, so that it reaches workers of
 * other processes and is the same there.
 */
import { defaultNamespace, perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { csrfToken } from '../live/page/csrf.ts'
import type { LiveRequest, User } from '../live/page/request.ts'
import { visitorOf } from '../live/view/rate-limit.ts'

/** A window as tasks know it. */
export class WindowInfo {
  /** Names the window; null where there is none, such as for a job. */
  readonly windowKey: string | null
  /** The browser session; null where there is none. */
  readonly sessionId: string | null
  /** The user: those fields of the user object that {@link userFields} names; null without a login. */
  user: (User & Record<string, unknown>) | null
  /** The browser's first language, such as `de-AT`. */
  lang: string
  userAgent: string
  /** For forms that the task renders. */
  csrfToken: string
  /** What middlewares added, by their keys. */
  readonly extra: Record<string, unknown>
  readonly #namespace: Namespace

  constructor(data: WindowInfoData, namespace: Namespace = defaultNamespace) {
    this.#namespace = namespace
    this.windowKey = data.windowKey
    this.sessionId = data.sessionId
    this.user = data.user as WindowInfo['user']
    this.lang = data.lang
    this.userAgent = data.userAgent
    this.csrfToken = data.csrfToken
    this.extra = data.extra
  }

  /** The namespace of the app that it is of. */
  get namespace(): Namespace {
    return this.#namespace
  }

  /** True with a login. */
  get isAuthenticated(): boolean {
    return this.user !== null
  }

  /** The user's permissions, as the user object lists them. */
  get permissions(): readonly string[] {
    const listed = this.user?.['permissions']
    return Array.isArray(listed) ? (listed as string[]) : []
  }

  /** Whether the user has a permission, by what the user object says. */
  hasPerm(permission: string): boolean {
    return this.user?.['isSuperuser'] === true || this.permissions.includes(permission)
  }

  /** What travels. */
  toJSON(): WindowInfoData {
    const { windowKey, sessionId, user, lang, userAgent, csrfToken: csrf, extra } = this
    return { windowKey, sessionId, user, lang, userAgent, csrfToken: csrf, extra }
  }
}

/** Whose tasks come from a window. */
export interface TaskVisitor {
  /** See Task.owner. */
  readonly owner: string
  /** A task asks, not the visitor: how many follow is up to the app's code. */
  readonly isTask: boolean
}

const visitors = new WeakMap<WindowInfo, TaskVisitor>()

/** The visitor for whom a window's tasks count; undefined: not counted. */
export function taskVisitorOf(info: WindowInfo): TaskVisitor | undefined {
  return visitors.get(info)
}

/** A {@link WindowInfo} as JSON. */
export interface WindowInfoData {
  windowKey: string | null
  sessionId: string | null
  user: Record<string, unknown> | null
  lang: string
  userAgent: string
  csrfToken: string
  extra: Record<string, unknown>
}

/** Adds to what tasks know of windows. */
export interface WindowInfoMiddleware {
  /** Unique; where its value stands in `info.extra`. */
  readonly key: string
  /** Returns the data that travels with tasks, as JSON. */
  capture?(request: LiveRequest): unknown
  /** Makes of it what tasks need, such as the whole user of the database; before each task. */
  restore?(info: WindowInfo, captured: unknown): void | Promise<void>
}

/** Fields of user objects that travel; passwords and the like stay where they are. Apps may add some. */
export const userFields: string[] = [
  'id',
  'name',
  'username',
  'email',
  'isStaff',
  'isSuperuser',
  'permissions',
]

const ownMiddlewares = perNamespace((): WindowInfoMiddleware[] => [])

function middlewaresOf(namespace: Namespace): WindowInfoMiddleware[] {
  const { parent } = namespace
  return [...(parent ? middlewaresOf(parent) : []), ...ownMiddlewares(namespace)]
}

/** Adds a middleware, behind those there are. @returns what removes it. */
export function addWindowInfoMiddleware(
  middleware: WindowInfoMiddleware,
  { namespace }: { namespace?: Namespace } = {},
): () => void {
  const middlewares = ownMiddlewares(namespace)
  middlewares.push(middleware)
  return () => {
    const at = middlewares.indexOf(middleware)
    if (at >= 0) middlewares.splice(at, 1)
  }
}

/** What a request says of its window. */
export function windowInfo(request: LiveRequest): WindowInfo {
  const extra: Record<string, unknown> = {}
  for (const { key, capture } of middlewaresOf(request.namespace))
    if (capture) extra[key] = capture(request)
  const data = {
    windowKey: request.window?.id ?? null,
    sessionId: request.session.id,
    user: pick(request.user),
    lang: request.lang,
    userAgent: request.headers.get('user-agent') ?? '',
    csrfToken: csrfToken(request),
    extra,
  }
  const info = new WindowInfo(data, request.namespace)
  visitors.set(info, { owner: visitorOf(request), isTask: false })
  return info
}

/**
 * A window info that travelled, with what middlewares make of it.
 * @param owner of the task that it came with.
 */
export async function restoreWindowInfo(
  data: WindowInfoData,
  namespace: Namespace = defaultNamespace,
  owner?: string,
): Promise<WindowInfo> {
  const info = new WindowInfo(data, namespace)
  if (owner !== undefined) visitors.set(info, { owner, isTask: true })
  for (const { key, restore } of middlewaresOf(namespace)) await restore?.(info, data.extra[key])
  return info
}

function pick(user: User | null): Record<string, unknown> | null {
  if (user === null) return null
  const fields = user as Record<string, unknown>
  const known = userFields.filter((field) => fields[field] !== undefined)
  return Object.fromEntries(
    known.map((field) => {
      const value = fields[field]
      return [field, value instanceof Set ? [...(value as Set<unknown>)] : value]
    }),
  )
}
