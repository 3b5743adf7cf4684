/** The gallery's routes; server.ts and the tests serve them. */
import { readFileSync } from 'node:fs'
import type { App } from 'overwire'
import { examples } from './examples.ts'
import { IndexPage } from './index-page.ts'

const files = {
  'gallery.css': 'text/css; charset=utf-8',
  'wire.js': 'text/javascript; charset=utf-8',
  'favicon.svg': 'image/svg+xml',
}

export function addGallery(app: App): void {
  app.live('/', IndexPage, { title: 'Overwire: live pages, written once' })
  for (const { path, view, title } of examples) app.live(path, view, { title })
  for (const [name, type] of Object.entries(files)) {
    const body = readFileSync(new URL(name, import.meta.url))
    const headers = { 'content-type': type, 'cache-control': 'no-cache' }
    app.http(`/gallery/${name}`, () => new Response(body, { headers }))
  }
}
