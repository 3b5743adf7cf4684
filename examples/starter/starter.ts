/**
 * A small site to start from: pages that a server renders, and handlers that change them afterwards.
 * `setUp(createApp())` is all of it; `base` in address.ts says where it begins.
 */
import { html } from 'overwire'
import { setWebsocketTopics } from 'overwire/signals'
import type { App } from 'overwire'
import { addressesOf, base, href, isLanguage, outside } from './address.ts'
import './handlers.ts'
import { tellLoad } from './load.ts'
import { addPapers } from './papers.ts'
import { addRoutes } from './routes.ts'
import { frame, layout, show } from './site.ts'

export function setUp(app: App): void {
  addressesOf(app)
  app.page(
    [`${base}/:lang`, `${base}/:lang/**:path`],
    async (request, page) => {
      const shown = await show(request.url, request)
      if (!shown) return null
      const { url, title, description, topic, visit } = shown
      if (visit.path === 'login' && !request.path.endsWith('/login')) page.liveRedirect(url)
      request.session['lang'] = visit.lang
      page.pageTitle = title
      page.pageMeta = { description, 'og:title': title }
      setWebsocketTopics(request, topic ?? [])
      return html`${frame(shown)}`
    },
    { layout },
  )
  // Visitors whose address names no language get the last one, or the browser's.
  app.http(base || '/', (_request, { session, lang }) => {
    const known = [session['lang'], lang.slice(0, 2)].find(isLanguage) ?? 'en'
    return new Response(null, {
      status: 302,
      headers: { location: outside(href(known)), vary: 'Cookie, Accept-Language' },
    })
  })
  addRoutes(app)
  addPapers(app)
  tellLoad()
}
