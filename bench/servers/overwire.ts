/** Overwire, written against its public API. */
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { Counter, Ticker, publish } from './overwire/counter.ts'
import { MemoTable, Table } from './overwire/table.ts'
import { serve } from './stage.ts'

const app = createApp({ limits: { eventsPerSecond: Infinity, windowsPerAddress: Infinity } })
app.live('/counter', Counter)
app.live('/ticker', Ticker)
app.live('/table', Table)
app.live('/table-memo', MemoTable)

serve({
  async listen() {
    const server = await listen(app, { port: 0, hostname: '127.0.0.1' })
    return server.port
  },
  publish,
})
