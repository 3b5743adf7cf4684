/** What `app.live` takes beside a path: a view class for the path's parameters, and options. */
import type { LiveView } from '../live/view/live-view.ts'
import type { Layout } from './layout.ts'
import type { RouteParams } from './routes.ts'

/** A view class whose `mount` accepts the parameters of the path. */
export type ViewFor<Path extends string> = new () => LiveView & {
  mount?: (request: never, params: PathParams<Path>) => void | Promise<void>
}

/** A path without parameters gives none, whatever `mount` may hope for. */
type PathParams<Path extends string> = keyof RouteParams<Path> extends never
  ? Readonly<Record<string, never>>
  : RouteParams<Path>

/** Options of app.live(). */
export interface LiveOptions {
  /** Title of a view that sets none. Default "". */
  title?: string
  /** The HTML around the page. Default: the app's. */
  layout?: Layout
  /** Links between pages of different sessions load the page. Default: one session for all. */
  liveSession?: string
}
