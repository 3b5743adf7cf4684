/** Overwire, written against its public API. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, html } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { lmdbStore } from 'overwire/lmdb'
import { diskUploads, listen } from 'overwire/node'
import { redisStore } from 'overwire/redis'
import { Files } from './overwire/files.ts'
import { Counter } from './overwire/counter.ts'
import { DurableCounter } from './overwire/durable-counter.ts'
import { MemoTable, Table } from './overwire/table.ts'
import { publish, SharedTicker, Ticker } from './overwire/ticker.ts'
import { startRedis } from './redis.ts'
import { serve } from './stage.ts'

// S8's states; gone with the process.
const folder = mkdtempSync(join(tmpdir(), 'overwire-bench-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const app = createApp({
  store:
    process.env['STORE'] === 'redis'
      ? redisStore(await startRedis())
      : lmdbStore(join(folder, 'state')),
  uploads: diskUploads(join(folder, 'files')),
  secret: 'a secret for the bench only',
  limits: { eventsPerSecond: Infinity, windowsPerAddress: Infinity, mountsPerSecond: Infinity },
})
app.live('/counter', Counter)
app.live('/counter-durable', DurableCounter)
// Threads load it from a file of its own.
const { Burner } = await import('./overwire/burner.ts')
app.live('/burner', Burner)
app.live('/ticker', Ticker)
app.live('/ticker-shared', SharedTicker)
// S10: a page without a class, and a handler that answers with HTML.
app.page('/handler', () => html`<main data-controller="page"><p id="out"></p></main>`)
let calls = 0
liveviewHandler('count', (consumer) =>
  send(consumer, { target: '#out', html: html`<b>${++calls}</b>` }),
)
app.live('/files', Files)
app.live('/table', Table)
app.live('/table-memo', MemoTable)

serve({
  async listen() {
    const { port } = await listen(app, { port: 0, host: '127.0.0.1' })
    return port
  },
  publish,
})
