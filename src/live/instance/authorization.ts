/**
 * Who may see a view and who may call its events. What a class declares is read once; it is asked at
 * mount, when parameters change, and at every event, over HTTP and socket alike.
 */
import { externalUrl, outerAddress } from '../../base/destination.ts'
import type { ExternalAddress } from '../../base/destination.ts'
import { fail } from '../../base/errors.ts'
import type { EventInfo, Permissions } from '../view/event.ts'
import type { Services } from '../page/services.ts'
import type { LiveRequest, User } from '../page/request.ts'
import type { LiveView, LiveViewClass } from '../view/live-view.ts'

interface Rules {
  login: boolean
  loginUrl: string | ExternalAddress | undefined
  permissions: readonly string[]
  /** True when the view asks more than that. */
  asks: boolean
}

const rulesOf = new WeakMap<LiveViewClass, Rules | null>()

function rules(View: LiveViewClass): Rules | null {
  let known = rulesOf.get(View)
  if (known === undefined) {
    const { loginRequired = false, loginUrl, permissionRequired, prototype } = View
    const permissions = list(permissionRequired)
    const { checkPermissions, getObject, hasObjectPermission } = prototype
    const asks = Boolean(checkPermissions ?? getObject ?? hasObjectPermission)
    const login = loginRequired || permissions.length > 0
    known = login || asks ? { login, loginUrl, permissions, asks } : null
    rulesOf.set(View, known)
  }
  return known
}

const list = (permissions: Permissions | undefined): readonly string[] =>
  permissions === undefined ? [] : typeof permissions === 'string' ? [permissions] : permissions

/** True when there is nothing to ask before an event. */
function isOpen(View: LiveViewClass, event: EventInfo): boolean {
  return rules(View) === null && event.permissions === undefined
}

/**
 * Before a view is mounted: who is it?
 * @returns where to log in; undefined to go on.
 * @throws LiveError E_FORBIDDEN.
 */
export async function admit(
  view: LiveView,
  request: LiveRequest,
  services: Services,
): Promise<string | undefined> {
  const rule = rules(view.constructor as LiveViewClass)
  if (rule === null) return undefined
  if (rule.login && request.user === null) {
    return loginAddress(rule.loginUrl ?? services.loginUrl, request)
  }
  await needAll(rule.permissions, request, services)
  if ((await view.checkPermissions?.(request)) === false) throw fail('E_FORBIDDEN')
  return undefined
}

/**
 * Once a view is mounted, and before each change: may this user have this object?
 * @throws LiveError E_FORBIDDEN, E_NOT_FOUND.
 */
export async function admitToObject(view: LiveView, request: LiveRequest): Promise<void> {
  if (!rules(view.constructor as LiveViewClass)?.asks) return
  const { getObject } = view
  if (getObject === undefined && view.hasObjectPermission === undefined) return
  const object = await view.getObject?.(request)
  if (getObject !== undefined && (object === null || object === undefined)) {
    throw fail('E_NOT_FOUND')
  }
  if ((await view.hasObjectPermission?.(request, object)) === false) throw fail('E_FORBIDDEN')
}

/** Before an event. @throws LiveError E_FORBIDDEN, E_NOT_FOUND. */
async function authorize(
  view: LiveView,
  event: EventInfo,
  request: LiveRequest,
  services: Services,
): Promise<void> {
  if ((await admit(view, request, services)) !== undefined) throw fail('E_FORBIDDEN')
  await needAll(list(event.permissions), request, services)
  await admitToObject(view, request)
}

/**
 * An event's work, behind all that is asked before it: who the user is by now, and what they may.
 * @throws when it runs: LiveError E_FORBIDDEN, E_NOT_FOUND, and what the app's functions throw.
 */
export function permitted(
  view: LiveView,
  event: EventInfo,
  request: LiveRequest,
  services: Services,
  call: () => unknown,
): () => unknown {
  const asked = isOpen(view.constructor as LiveViewClass, event)
    ? call
    : () => authorize(view, event, request, services).then(call)
  return () => {
    const reading = services.reread?.(request)
    return reading === undefined ? asked() : reading.then(asked)
  }
}

async function needAll(
  permissions: readonly string[],
  request: LiveRequest,
  services: Services,
): Promise<void> {
  for (const permission of permissions) {
    const { user } = request
    if (user === null || !(await services.may(user, permission, request))) {
      throw fail('E_FORBIDDEN')
    }
  }
}

/** Where to log in, with the way back: what is outside of the app knows no addresses but the site's. */
function loginAddress(loginUrl: string | ExternalAddress, request: LiveRequest): string {
  const { url } = request
  const outside = externalUrl(loginUrl)
  if (outside === undefined) return withNext(loginUrl as string, url)
  return withNext(outerAddress(outside), request.href(url))
}

function withNext(loginUrl: string, url: string): string {
  const [address, ...hash] = loginUrl.split(/(?=#)/)
  return `${address}${address!.includes('?') ? '&' : '?'}next=${encodeURIComponent(url)}${hash.join('')}`
}

/** The default of `hasPermission`. */
export function listsPermission(user: User & object, permission: string): boolean {
  const { permissions, isSuperuser } = user as { permissions?: unknown; isSuperuser?: unknown }
  if (isSuperuser === true) return true
  if (permissions instanceof Set) return permissions.has(permission)
  return Array.isArray(permissions) && permissions.includes(permission)
}
