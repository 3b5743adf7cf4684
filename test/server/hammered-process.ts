/**
 * An app in which everything fails that can, for hammer.test.ts and flood.test.ts. Tells its address, and what
 * it logs. Argument: `unlimited`.
 */
import { createApp, each, event, html, LiveView, raw, stream } from 'overwire'
import { presence } from 'overwire/presence'
import { everyone, trigger } from 'overwire/signals'
import type { LiveRequest } from 'overwire'
import type { Consumer } from 'overwire/handlers'
import { liveviewHandler, send } from 'overwire/handlers'
import { signal } from 'overwire/signals'
import { listen } from 'overwire/node'
import { endWithParent } from '../end-with-parent.ts'

const boom = (what: string): never => {
  throw new Error(`on purpose: ${what}`)
}
const later = async (what: string): Promise<never> => boom(what)

class Fine extends LiveView {
  n = 0
  @event add() {
    this.n++
  }
  render() {
    return html`<p>fine ${this.n}</p><button @click=${this.add}>+</button>`
  }
}

class Faulty extends LiveView {
  static override tickInterval = 20
  rows = stream<{ id: number }>()
  text = ''

  override mount(request: LiveRequest): void {
    const how = request.query.get('how')
    if (how === 'mount') boom('mount')
    if (how === 'rows') this.rows.reset(() => rows())
    if (how === 'timer') setTimeout(() => boom('own timer'), 1)
    if (how === 'float') void later('own promise')
    presence('room').track(this)
  }

  override handleTick(): void {
    boom('tick')
  }

  override disconnect(): void {
    boom('disconnect')
  }

  @event circular() {
    const value: Record<string, unknown> = {}
    value['value'] = value
    return value
  }

  @event async big() {
    await Promise.resolve()
    return 1n
  }

  @event effects() {
    this.pushEvent('x', { n: 1n as never })
  }

  @event abort() {
    const work = ({ signal: aborted }: { signal: AbortSignal }): Promise<void> => {
      aborted.addEventListener('abort', () => boom('abort listener'))
      return new Promise(() => {})
    }
    this.startAsync(work, { name: 'task' })
    setTimeout(() => this.cancelAsync('task'), 5)
  }

  @event talk() {
    void this.#talk()
  }

  async #talk(): Promise<void> {
    for (let i = 0; i < 3; i++) {
      this.streamText('answer', `${i}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    this.cancelAsync('nothing')
    boom('talk')
  }

  render() {
    return html`<b>${this.text}</b><ul>${each(this.rows, ({ id }) => html`<li>${id}</li>`)}</ul>
      <button @click=${this.circular} @focus=${this.big} @blur=${this.effects}></button>
      <button @click=${this.abort} @focus=${this.talk}></button>`
  }
}

/** Rows whose end can't be asked for. */
function rows(): AsyncIterable<{ id: number }> {
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: () => boom('return'),
    }),
  }
}

let breakHeaders = false
const note = (level: string) => (fields: object, sentence: string) => {
  const { error } = fields as { error?: unknown }
  const stack = error instanceof Error ? (error.stack ?? '') : String(error ?? '')
  process.send?.({ log: { level, sentence, stack, ...fields, error: undefined } })
  if (sentence === 'a request failed') boom('logger')
}

const limits =
  process.argv[2] === 'unlimited'
    ? {
        eventsPerSecond: Infinity,
        mountsPerSecond: Infinity,
        joinsPerPage: Infinity,
        windowsPerAddress: Infinity,
      }
    : {}
const app = createApp({
  limits,
  development: false,
  secret: 'a secret for the hammered process',
  logger: { info: note('info'), warn: note('warn'), error: note('error') },
  user: (request) => (request.headers.has('x-boom') ? later('user') : null),
  headers: () => (breakHeaders ? boom('headers') : { 'x-fine': 'yes' }),
  onError: async (error, info) => {
    process.send?.({ told: { ...info, message: String(error) } })
    await later('onError')
  },
})
app.live('/', Fine)
app.live('/faulty', Faulty)
app.page('/layout', () => html`<p>x</p>`, { layout: () => boom('layout') })
app.get('/headers', () => {
  breakHeaders = !breakHeaders
  return new Response('ok')
})
app.http('/throws', () => boom('handler'))
app.http('/rejects', () => later('handler'))
app.http('/nothing', () => undefined as never)
app.http('/text', () => 'text' as never)
app.http('/null', () => null as never)
app.http('/error', () => Response.error())
const used = new Response('used')
app.http('/used', async () => {
  if (!used.bodyUsed) await used.text()
  return used
})
app.http('/form', async (request) => {
  await request.formData()
  return new Response('ok')
})
app.http('/json', async (request) => Response.json((await request.json()) as object))
app.http('/float', () => {
  void later('promise of a handler')
  return new Response('ok')
})
app.http('/broken-stream', () => {
  let chunks = 0
  const pull = (controller: ReadableStreamDefaultController): void => {
    if (chunks++ > 2) boom('stream')
    controller.enqueue(new TextEncoder().encode('x'.repeat(1000)))
  }
  return new Response(new ReadableStream({ pull }))
})
app.http('/status', () => ({ status: 200, headers: { get: 1 }, body: null }) as never)
for (const how of ['text', 'json', 'formData', 'arrayBuffer', 'blob'] as const) {
  app.post(`/read/${how}`, async (request) => {
    await request[how]()
    return new Response('read')
  })
}
app.post('/read/stream', async (request) => {
  let bytes = 0
  for await (const chunk of request.body!) bytes += (chunk as Uint8Array).byteLength
  return new Response(String(bytes))
})
app.post('/large', async (request) => new Response(String((await request.text()).length)), {
  bodyBytes: 3_000_000,
})
app.put('/item', () => new Response('put'))
app.get('/item', () => new Response('got', { headers: { 'x-got': '1' } }))
app.delete('/item', () => new Response('deleted'))
app.patch('/item', () => new Response('patched'))
app.post('/', () => new Response('posted'))
app.errorPage(404, ({ path }) =>
  path === '/bad' ? boom('error page') : html`<h1>Not ${path}</h1>`,
)

liveviewHandler('fail', (consumer: Consumer) => {
  consumer.onClose(() => boom('onClose'))
  consumer.after(1, () => boom('after'))
  consumer.after(1, () => later('after, later'))
  consumer.every(1, () => boom('every'))
  presence('room').onChange(() => boom('presence'))
  void send(consumer, { target: '#x', html: raw('x'), script: 'not allowed' })
})
signal({ path: 'fail', isAllowedTo: everyone }, () => boom('signal'))
void trigger(null, 'fail', { to: 'not a target' as never })

const listening = await listen(app, { port: 0 })
endWithParent()
process.send!({ url: listening.url })
