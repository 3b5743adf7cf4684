/** The server that may be killed: a process of its own, which the supervisor starts. */
import { readFileSync } from 'node:fs'
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { galleryPolicy } from '../gallery/policy.ts'
import { layout } from './layout.ts'
import { Unbreakable } from './unbreakable.ts'

const files = {
  'gallery/gallery.css': 'text/css; charset=utf-8',
  'gallery/favicon.svg': 'image/svg+xml',
  'unbreakable/unbreakable.css': 'text/css; charset=utf-8',
  'unbreakable/way-back.js': 'text/javascript; charset=utf-8',
}

const app = createApp({
  // However many the gallery has.
  processes: 1,
  layout,
  scripts: ['/unbreakable/way-back.js'],
  // Browsers keep cookies by host, whatever the port: the gallery's session is another one.
  sessionCookie: 'unbreakable_session',
  headers: { 'content-security-policy': galleryPolicy },
})
app.live('/', Unbreakable, { title: 'Unbreakable' })
for (const [file, type] of Object.entries(files)) {
  const body = readFileSync(new URL(`../${file}`, import.meta.url))
  const headers = { 'content-type': type, 'cache-control': 'no-cache' }
  app.http(`/${file}`, () => new Response(body, { headers }))
}

// The gallery is gone, however it ended; also when that was before this line, while modules were loaded.
process.once('disconnect', () => process.exit())
if (process.connected === false) process.exit()
const { port } = await listen(app)
process.send?.({ port })
