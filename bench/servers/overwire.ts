/** Overwire, written against its public API. */
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { Counter } from './overwire/counter.ts'
import { MemoTable, Table } from './overwire/table.ts'
import { publish, SharedTicker, Ticker } from './overwire/ticker.ts'
import { serve } from './stage.ts'

const app = createApp({
  secret: 'a secret for the bench only',
  limits: { eventsPerSecond: Infinity, windowsPerAddress: Infinity },
})
app.live('/counter', Counter)
app.live('/ticker', Ticker)
app.live('/ticker-shared', SharedTicker)
app.live('/table', Table)
app.live('/table-memo', MemoTable)

serve({
  async listen() {
    const { port } = await listen(app, { port: 0, host: '127.0.0.1' })
    return port
  },
  publish,
})
