/** The first HTML of one view, for snapshots and small tests. */
import type { Params } from '../../live/page/request.ts'
import type { LiveViewClass } from '../../live/view/live-view.ts'
import { App } from '../../server/app.ts'
import { silent } from '../silent-logger.ts'
import { openPage } from './test-page.ts'

/** What the view is shown with. All may be left out. */
export interface RenderViewOptions {
  /** Route parameters. Default: none. */
  params?: Params
  /** What the visitor's session holds. Default: nothing. */
  session?: Readonly<Record<string, unknown>>
  /** Query of its address, such as `?page=2`. Default: none. */
  query?: string
  /** The user of the request. Default: none. */
  user?: { id: string | number } | null
}

/**
 * Mounts and renders a view: `assert.equal(await renderView(Greeting, { params: { name: 'Ann' } }), '<p>Ann</p>')`.
 * @returns its HTML without the framework's marks.
 * @throws LiveError E_TEST_PEER; Error with what `mount` or `render` threw.
 */
export async function renderView(
  View: LiveViewClass,
  { params = {}, session, query = '', user = null }: RenderViewOptions = {},
): Promise<string> {
  const app = new App({ logger: silent, user: () => user })
  const names = Object.keys(params)
  app.live(`/${names.map((name) => `:${name}`).join('/')}`, View as never)
  const path = names.map((name) => encodeURIComponent(String(params[name]))).join('/')
  const page = await openPage(app, `/${path}${query}`, session ? { session } : {})
  try {
    return page.html()
  } finally {
    await page.close()
  }
}
