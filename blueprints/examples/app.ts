import { readFileSync } from 'node:fs'
import { createApp } from 'overwire'
import type { App } from 'overwire'
// imports
import { galleryPolicy } from './gallery/policy.ts'
import { layout } from './layout.ts'

/** What the pages load: files of this folder, and of packages. */
const files = {
  'styles.css': new URL('styles.css', import.meta.url),
  // files
}
const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** The app without a server: tests use it as it is. */
export const app: App = createApp({
  layout,
  // options
  headers: { 'content-security-policy': galleryPolicy },
})
// routes
app.get('/', (_request, live) => {
  const location = live.href('EXAMPLE_START')
  return new Response(null, { status: 303, headers: { location } })
})
for (const [name, place] of Object.entries(files)) {
  const headers = { 'content-type': types[name.split('.').at(-1)!]!, 'cache-control': 'no-cache' }
  app.get(`/${name}`, () => new Response(readFileSync(new URL(place)), { headers }))
}
