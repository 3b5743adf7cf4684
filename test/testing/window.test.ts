/** openWindow over more than one process, as a page's own client does it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView, memoryStore } from 'overwire'
import type { StateStore } from 'overwire'
import { listen } from 'overwire/node'
import { openWindow } from 'overwire/testing'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-port.ts'

class Kept extends LiveView {
  static override durable = true
  count = 0
  @event inc() {
    return ++this.count
  }
  override render() {
    return html`<p>${this.count}</p>`
  }
}

class Lost extends LiveView {
  static begun = 0
  @event wait() {
    Lost.begun++
    return new Promise<void>(() => undefined)
  }
  @event now() {
    return 'done'
  }
  override render() {
    return html`<p>here</p>`
  }
}

/** Servers of one app at one address, one after the other. */
async function restarting(t: TestContext, store: StateStore) {
  const port = await freePort()
  const begin = () => {
    const limits = { stopMs: 50, graceMs: 1000 }
    const logger = { info() {}, warn() {}, error() {} }
    const app = createApp({ store, secret: 'the same in both', limits, logger })
    return listen(app.live('/kept', Kept).live('/lost', Lost), { port })
  }
  let server = await begin()
  t.after(() => server.close())
  const restart = async (): Promise<void> => {
    await server.close()
    server = await begin()
  }
  return { url: server.url, restart }
}

test('a durable view goes on in the next process', async (t) => {
  const { url, restart } = await restarting(t, memoryStore())
  const window = await openWindow(url, '/kept')
  await window.push('inc')
  await window.push('inc')
  await window.lose()
  await restart()
  await window.connect()
  assert.equal(await window.push('inc'), 3)
  await window.close()
})

test('what was sent to a view that is gone has no outcome, and is not sent again', async (t) => {
  const { url, restart } = await restarting(t, memoryStore())
  Lost.begun = 0
  const window = await openWindow(url, '/lost')
  const waiting = window.push('wait')
  await eventually(() => Lost.begun === 1, 'the event has begun')
  await window.lose()
  await restart()
  const next = window.push('now')
  await window.connect()
  await assert.rejects(waiting, { code: 'E_OUTCOME' })
  assert.equal(await next, 'done')
  assert.equal(Lost.begun, 1)
  await window.close()
})
