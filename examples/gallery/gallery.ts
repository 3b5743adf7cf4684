/** The gallery's routes; server.ts and the tests serve them. */
import { existsSync, readFileSync } from 'node:fs'
import type { App } from 'overwire'
import { examples } from './examples.ts'
import { IndexPage } from './index-page.ts'
import { sitePage } from './site-page.ts'

const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}
const own = ['gallery/gallery.css', 'gallery/wire.js', 'gallery/menu.js', 'gallery/favicon.svg']

export function addGallery(app: App): void {
  app.live('/', IndexPage, { title: 'Overwire: live pages, written once' })
  for (const example of examples) {
    const { path, view, title, pages = {}, setUp, site } = example
    if (view) app.live(path, view, { title })
    if (site) app.page(path, (request) => sitePage(site, request), { title })
    setUp?.(app)
    for (const [below, page] of Object.entries(pages)) app.live(below, page, { title })
  }
  const files = examples.flatMap(({ assets = [], libraries = [] }) => [...assets, ...libraries])
  for (const file of new Set([...own, ...files])) {
    const body = readFileSync(locate(file))
    const type = types[file.split('.').at(-1)!]!
    const headers = { 'content-type': type, 'cache-control': 'no-cache' }
    app.http(`/${file}`, () => new Response(body, { headers }))
  }
}

/** A file of the examples, or of a package. */
function locate(file: string): URL {
  const here = new URL(`../${file}`, import.meta.url)
  return existsSync(here) ? here : new URL(import.meta.resolve(file))
}
