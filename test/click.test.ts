/**
 * docs/internals/one-click.md as a test: a click in Chromium, watched at each stop of the page's table,
 * in its order. The server runs from the sources, so that its parts can be listened to.
 */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { attachSockets } from '../src/adapters/node-sockets.ts'
import { call, createApp, event, html, LiveView, serverOf } from '../src/index.ts'
import type { App, Block, EventContext } from '../src/index.ts'
import { Instance } from '../src/live/instance/instance.ts'
import { Connection } from '../src/server/gateway.ts'
import { Differ } from '../src/template/diff.ts'
import { decode } from '../src/wire/codec.ts'
import { Mailbox } from '../src/window/mailbox.ts'
import { Outbox } from '../src/window/outbox.ts'
import { Window } from '../src/window/window.ts'
import { assertNoErrors, openTab } from './browser/browser.ts'

class Counter extends LiveView {
  static calls: unknown[][] = []
  static blocks: Block[] = []
  static gate: Promise<void> = Promise.resolve()
  count = 0

  @event(z.object({ step: z.number(), id: z.string().transform(Number).optional() }))
  async increment(by: { step: number; id?: number | undefined }, { id }: EventContext) {
    await Counter.gate
    Counter.calls.push([by, id])
    this.count += by.step
  }

  render() {
    const bound = call(this.increment, { step: 10 })
    const block = html`
      <p>Count: ${this.count}</p>
      <button @click=${bound} live-value-id="7"><b>+10</b></button>
    `
    Counter.blocks.push(block)
    return block
  }
}

/** Serves an app from the sources, with the built client. */
async function serve(t: TestContext, app: App): Promise<string> {
  const files = {
    'client.js': readFileSync('dist/browser/client.js', 'utf8'),
    'connection.js': readFileSync('dist/browser/connection.js', 'utf8'),
  }
  serverOf(app).useClient({ files, version: '1' })
  const server = createServer(async (request, response) => {
    const answer = await app.fetch(new Request(`http://${request.headers.host}${request.url}`))
    response.writeHead(answer.status, Object.fromEntries(answer.headers))
    response.end(await answer.text())
  })
  attachSockets(app, server)
  server.listen(0)
  await once(server, 'listening')
  t.after(() => {
    void app.stop()
    server.close()
    server.closeAllConnections()
  })
  return `http://localhost:${(server.address() as AddressInfo).port}`
}

interface Call {
  arguments: unknown[]
  result?: unknown
}

/** Notes the calls of a method from now on. */
function listen<T extends object>(t: TestContext, prototype: T, name: string & keyof T): Call[] {
  const calls: Call[] = []
  const method = Reflect.get(prototype, name) as (...args: unknown[]) => unknown
  t.mock.method(
    prototype,
    name as never,
    function (this: T, ...args: unknown[]): unknown {
      const call: Call = { arguments: args }
      calls.push(call)
      return (call.result = method.apply(this, args))
    } as never,
  )
  return calls
}

test('one click, stop by stop', { timeout: 60_000 }, async (t) => {
  let open = (): void => {}
  Counter.gate = new Promise((resolve) => (open = resolve))
  const tab = await openTab(await serve(t, createApp({ development: true }).live('/', Counter)))
  await tab.connected()
  const texts = listen(t, Connection.prototype, 'receive')
  const events = listen(t, Instance.prototype, 'receive')
  const posts = listen(t, Mailbox.prototype, 'post')
  const diffs = listen(t, Differ.prototype, 'diff')
  const updates = listen(t, Window.prototype, 'update')
  const sends = listen(t, Outbox.prototype, 'send')
  const button = tab.page.locator('button')
  await tab.page.evaluate(() => {
    const changes: string[] = []
    const kept = [...document.querySelector('p')!.childNodes]
    Object.assign(window, { changes, kept })
    new MutationObserver((records) => {
      for (const { type, target } of records) changes.push(`${type} ${target.nodeName}`)
    }).observe(document.querySelector('[live-root]')!, {
      subtree: true,
      childList: true,
      characterData: true,
    })
  })

  // The click lands on the <b> in the button; the binding is the button's.
  await tab.page.click('b')
  await button.and(tab.page.locator('[aria-busy]')).waitFor()
  for (let i = 0; i < 500 && posts.length === 0; i++) await setTimeout(10)
  const sent = tab.frames.findLast((frame) => frame.startsWith('>'))!.slice(2)
  const frame = JSON.parse(sent) as unknown[]
  const waiting = await button.getAttribute('aria-busy')
  const callsBefore = Counter.calls.length
  const blocksBefore = [...Counter.blocks]
  open()
  await tab.page.waitForSelector('p:has-text("Count: 10")')
  const received = tab.frames.findLast((frame) => frame.startsWith('<'))!.slice(2)

  // 1. name and arguments, from the binding and from live-value-id
  assert.deepEqual(frame.slice(3), ['increment', { step: 10, id: '7' }])
  // 2. a number; the element waits
  assert.deepEqual([frame[1], waiting], [1, 'true'])
  // 3. an EVENT frame as text
  assert.equal(sent, '[1,1,0,"increment",{"id":"7","step":10}]')
  // 4. the same text arrives
  assert.deepEqual(texts[0]!.arguments, [sent])
  // 5. it is read and found to be an event of this window
  assert.deepEqual(decode(sent), frame)
  assert.deepEqual(events[0]!.arguments, [1, 'increment', { id: '7', step: 10 }, false])
  // 6. the mailbox takes it; the method has not run yet
  assert.deepEqual([posts[0]!.result, callsBefore], [true, 0])
  // 7. the schema made a number of the text
  // 8. the view's method ran, once, with an id for the event
  assert.equal(Counter.calls.length, 1)
  const [by, id] = Counter.calls[0] as [object, string]
  assert.deepEqual(by, { step: 10, id: 7 })
  assert.match(id, /^[\w-]+\.1$/)
  // 9. render() ran again: another block of the same literal
  const [shown, next] = [blocksBefore.at(-1)!, Counter.blocks.at(-1)!]
  assert.equal(Counter.blocks.length, blocksBefore.length + 1)
  assert.equal(shown.strings, next.strings)
  // 10. the block that the browser shows and the new one gave one changed slot
  assert.deepEqual(diffs[0]!.arguments, [shown, next])
  const patch = diffs[0]!.result as number[]
  assert.deepEqual(patch.slice(1), [0, 10])
  // 11. the answer to event 1, after the template that it mentions
  assert.deepEqual(updates[0]!.arguments, [1, 0, patch])
  assert.deepEqual(sends.at(-1)!.arguments, [received])
  assert.equal(received, JSON.stringify([1, 1, 0, patch]))
  // 12. one text node was written, nothing else touched, the element waits no more
  assert.equal(await button.getAttribute('aria-busy'), null)
  const after = await tab.page.evaluate(() => {
    const { changes, kept } = window as unknown as { changes: string[]; kept: Node[] }
    const nodes = [...document.querySelector('p')!.childNodes]
    return { changes, same: nodes.every((node, i) => node === kept[i]) }
  })
  assert.deepEqual(after, { changes: ['characterData #text'], same: true })
  assertNoErrors(tab)
})

test('the page names files and functions that exist, in twelve stops', () => {
  const page = readFileSync('docs/internals/one-click.md', 'utf8')
  const stops = [...page.matchAll(/^\| (\d+) \| (.*?) \| .* \|$/gm)]
  assert.deepEqual(
    stops.map(([, number]) => Number(number)),
    Array.from({ length: 12 }, (_, i) => i + 1),
  )
  for (const [, number, where] of stops) {
    let source = ''
    for (const [, name] of where!.matchAll(/`([^`]+)`/g)) {
      if (name!.endsWith('.ts')) source = readFileSync(`src/${name}`, 'utf8')
      else {
        const declared = new RegExp(
          `^(export )?(  )?((async|readonly|override|function|type) )*${name}\\b`,
          'm',
        )
        assert.match(source, declared, `stop ${number}: ${name}`)
      }
    }
  }
  for (const [, file] of page.matchAll(/`([a-z]+\/[a-z-]+\.ts)`/g)) {
    if (!file!.startsWith('test/')) readFileSync(`src/${file}`)
  }
})
