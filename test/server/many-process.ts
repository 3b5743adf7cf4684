/** A server of many-carried.test.ts. It prints its address, and how much memory it takes each time it is asked. */
import { createInterface } from 'node:readline'
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'

class Counter extends LiveView {
  count = 0
  notes: string[] = []
  @event inc() {
    this.count++
    this.notes = [...this.notes, `note ${this.count}`]
  }
  override render() {
    return html`<h1>${this.count}</h1><p>${this.notes.join()}</p>`
  }
}

const quiet = (): void => {}
const app = createApp({
  secret: 'the same in all processes',
  logger: { info: quiet, warn: quiet, error: (fields, text) => console.error(text, fields) },
  limits: {
    windowsPerAddress: Infinity,
    mountsPerSecond: Infinity,
    mountBurst: Infinity,
  },
})
const { url } = await listen(app.live('/', Counter), { port: Number(process.argv[2] ?? 0) })
console.log(url)
let peak = 0
setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20).unref()
for await (const line of createInterface(process.stdin)) {
  if (line === 'memory') console.log(JSON.stringify({ peak, now: process.memoryUsage.rss() }))
}
