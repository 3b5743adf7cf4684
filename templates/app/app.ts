import { readFile } from 'node:fs/promises'
import { createApp } from 'overwire'
import type { App } from 'overwire'
import { addAccounts, whoIs } from './accounts.ts'
import type { Database } from './database.ts'
import { layout } from './layout.ts'
import { addNotes } from './notes.ts'

const styles = new URL('styles.css', import.meta.url)

/** The app without a server: tests give it a database of their own. */
export async function makeApp(database: Database): Promise<App> {
  const app = createApp({
    layout,
    requireSchemas: true,
    user: (request) => whoIs(database, request),
    headers: {
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    },
  })
  await addAccounts(app, database)
  await addNotes(app, database)
  app.get('/styles.css', async () => {
    const headers = { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'no-cache' }
    return new Response(await readFile(styles), { headers })
  })
  return app
}
