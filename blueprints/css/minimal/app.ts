import { readFile } from 'node:fs/promises'
import { createApp } from 'overwire'
import type { App } from 'overwire'
import { Counter } from './counter.ts'
import { layout } from './layout.ts'

const styles = new URL('styles.css', import.meta.url)

/** The app without a server: tests use it as it is. */
export const app: App = createApp({ layout }).live('/', Counter, { title: 'Counter' })

app.get('/styles.css', async () => {
  const headers = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }
  return new Response(await readFile(styles), { headers })
})
