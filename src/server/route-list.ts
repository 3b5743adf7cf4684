/** What an app answers, for who looks at it from outside: `overwire routes`. */
import { eventsOf } from '../live/view/event.ts'
import { eventsWithoutSchema } from '../live/view/schema-check.ts'
import type { ViewNames } from '../live/view/view-names.ts'
import type { HttpHandlers } from './http-handlers.ts'
import type { LiveRoute } from './page.ts'
import type { Routes } from './routes.ts'

/** One route. */
export interface RouteInfo {
  /** `live` for a view; else the method, `ANY` for all. */
  kind: string
  path: string
  /** The view's class, or the handler's function; "" for one without a name. */
  name: string
  /** What must hold for its visitor: `login`, `permission shop.edit`, `object`, `onMount 2`. */
  guards: string[]
  /** Names of the view's events. */
  events: string[]
  /** Those that take arguments and have no schema. */
  withoutSchema: string[]
  /** Where it was registered: `server.ts:12`; "" when that is not known. */
  site: string
}

/** All routes of an app, views first. */
export function listRoutes(
  live: Routes<LiveRoute>,
  handlers: HttpHandlers,
  names: ViewNames,
): RouteInfo[] {
  const views = live.list().map(({ path, target: { view } }) => ({
    kind: 'live',
    path,
    name: view.name,
    guards: guardsOf(view),
    events: eventsOf(view.prototype).map(({ info }) => info.name),
    withoutSchema: eventsWithoutSchema(view.prototype),
    site: /[^\s()]+:\d+/.exec(names.siteOf(view))?.[0] ?? '',
  }))
  const plain = handlers.list().map(({ method, path, target }) => ({
    kind: method || 'ANY',
    path,
    name: target.handler.name,
    guards: [],
    events: [],
    withoutSchema: [],
    site: '',
  }))
  return [...views, ...plain]
}

function guardsOf(view: LiveRoute['view']): string[] {
  const { prototype, permissionRequired = [], loginRequired, onMount = [] } = view
  const permissions = [permissionRequired].flat()
  return [
    ...(loginRequired || permissions.length > 0 ? ['login'] : []),
    ...permissions.map((name) => `permission ${name}`),
    ...(prototype.checkPermissions ? ['checkPermissions'] : []),
    ...(prototype.getObject || prototype.hasObjectPermission ? ['object'] : []),
    ...(onMount.length > 0 ? [`onMount ${onMount.length}`] : []),
  ]
}
