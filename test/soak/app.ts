/**
 * The server of a soak run: ordinary views, a shared one, a stream, handlers, a login. It tells its address;
 * asked to `sample`, what it holds; told to `close`, how long that took. Argument: a leak to plant.
 */
import { createApp, each, event, html, LiveView, stream, serverOf } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { presence } from 'overwire/presence'
import { everyone, signal } from 'overwire/signals'
import { listen } from 'overwire/node'
import type { Leak, Sample } from './samples.ts'

const leak = process.argv[2] as Leak | undefined
const kept: unknown[] = []

class Counter extends LiveView {
  count = 0
  override mount() {
    if (leak === 'memory') kept.push(new Array<number>(1000).fill(this.count))
    if (leak === 'buffer') kept.push(Buffer.alloc(8000))
    if (leak === 'timer') setInterval(() => this.count, 60_000)
  }
  @event add() {
    this.count++
  }
  @event async slow() {
    await new Promise((resolve) => setTimeout(resolve, 5))
    this.count++
  }
  @event({ background: true }) async later() {
    await new Promise((resolve) => setTimeout(resolve, 50))
    this.count++
  }
  @event task() {
    this.startAsync(() => new Promise((resolve) => setTimeout(resolve, 20)), { name: 'task' })
  }
  override render() {
    return html`<p>${this.count}</p><form @submit=${this.add}><input name="a"></form>`
  }
}

class Board extends LiveView {
  static override shared = () => 'board'
  static override tickInterval = 200
  ticks = 0
  count = 0
  override handleTick() {
    this.ticks++
  }
  @event add() {
    this.count++
    this.putFlash('info', `count ${this.count}`)
  }
  override render() {
    return html`<p>${this.count}</p><i>${this.ticks}</i>`
  }
}

class Feed extends LiveView {
  rows = stream<{ id: number }>({ limit: 20 })
  last = 0
  override mount() {
    presence('feed').track(this)
    this.rows.reset([{ id: 0 }])
  }
  @event add() {
    this.rows.insert({ id: ++this.last }, { at: 0 })
  }
  override render() {
    return html`<ul>${each(this.rows, ({ id }) => html`<li>${id}</li>`)}</ul>`
  }
}

/** Sends much, also to browsers that do not read it. */
class Ticker extends LiveView {
  static override tickInterval = 20
  text = ''
  ticks = 0
  override handleTick() {
    this.text = String(++this.ticks).repeat(2000)
  }
  @event add() {
    this.ticks++
  }
  override render() {
    return html`<p>${this.text}</p>`
  }
}

liveviewHandler('say', (consumer) => send(consumer, { target: '#a', text: 'hello' }))
signal({ path: 'say', isAllowedTo: everyone }, () => undefined)

const quiet = (): void => {}
const errors: string[] = []
const app = createApp({
  secret: 'a secret for the soak run',
  development: false,
  // Each visitor says which address it comes from, so that the limits of addresses are those of a site.
  trustedProxies: 1,
  logger: {
    info: quiet,
    warn: quiet,
    error: (fields, text) => void errors.push(`${text}: ${String(Object.values(fields).at(-1))}`),
  },
  user: ({ session }) =>
    session['user'] === undefined ? null : ({ id: session['user'] } as never),
  limits: {
    windowsPerAddress: 60,
    graceMs: 2000,
    pendingMs: 2000,
    formMs: 2000,
    joinMs: 4000,
    headersMs: 3000,
    sessionMs: 60_000,
    closeMs: 4000,
  },
})
app.live('/', Counter).live('/board', Board).live('/feed', Feed).live('/ticker', Ticker)
let logins = 0
app.post('/login', (_request, { session }) => {
  session.renew()
  session['user'] = `user ${++logins}`
  return new Response('in')
})
app.post('/logout', async (_request, { session }) => {
  await app.logOut({ session: session.id })
  return new Response('out')
})
const listening = await listen(app, { port: 0 })

/** What is live: finalizers and closing sockets have their turns. */
async function collect(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc!()
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function handles(): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

async function sample(): Promise<Sample> {
  await collect()
  const { heapUsed, external, rss } = process.memoryUsage()
  const { counts, waitingBytes, lostMessages } = app
  const { unjoined } = serverOf(app)
  const tables = { ...counts, unjoined: unjoined.size, waitingBytes, lostMessages }
  return { held: heapUsed + external, rss, handles: handles(), tables, errors: errors.splice(0) }
}

process.on('message', (asked) => {
  if (asked === 'sample') void sample().then((now) => process.send!(now))
  if (asked !== 'close') return
  const began = performance.now()
  void listening.close().then(() => {
    // With nothing left the process ends by itself.
    process.send!({ closeMs: performance.now() - began }, () => process.disconnect())
  })
})
process.send!({ url: listening.url })
