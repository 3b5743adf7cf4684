/** A server whose views hibernate. Arguments: the folder of its store, milliseconds until they do. */
import { readFileSync } from 'node:fs'
import { createApp, each, event, html, LiveView } from 'overwire'
import { lmdbStore } from 'overwire/lmdb'
import { listen } from 'overwire/node'
import { endWithParent } from '../end-with-parent.ts'

endWithParent()
const [folder = '', hibernateMs = '1000'] = process.argv.slice(2)

/** About 40 KB in memory, of which a page shows a part. */
class Desk extends LiveView {
  count = 0
  notes = Array.from({ length: 200 }, (_, id) => ({
    id,
    title: `note ${id} ${'.'.repeat(40)}`,
    tags: [`tag ${id % 7}`, `tag ${id % 11}`],
    done: id % 3 === 0,
  }))

  @event
  inc() {
    this.count++
    this.notes[this.count % 200]!.done = true
  }

  render() {
    return html`
      <output>${this.count}</output>
      <ul>${each(
        this.notes.slice(0, 20),
        ({ id }) => id,
        ({ title, done }) => html`<li>${title} ${done ? 'done' : 'open'}</li>`,
      )}</ul>
    `
  }
}

const unlimited = {
  silenceMs: Infinity,
  windowsPerAddress: Infinity,
  mountsPerSecond: Infinity,
  windowBytesPerVisitor: Infinity,
  pendingPages: Infinity,
}
const app = createApp({
  secret: 'one secret for all of them, long enough',
  store: lmdbStore(folder),
  limits: { ...unlimited, hibernateMs: Number(hibernateMs) },
}).live('/', Desk)
const { url } = await listen(app, { port: 0 })

/** Bytes of memory that are the process's own: not those of the store's file, which all processes share. */
function ownMemory(): number {
  const [, own] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return own === undefined ? process.memoryUsage().rss : Number(own) * 1024
}

process.on('message', () => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { connected, hibernating } = app.metrics.windows
  process.send!({ connected, hibernating, heap: process.memoryUsage().heapUsed, rss: ownMemory() })
})
process.send!({ url })
