/** What visitors send counts for as long as something of it stays: in tasks, in methods that go on, in messages. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView, publish, pushToView } from 'overwire'
import { presence } from 'overwire/presence'
import { listen } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'

/** What the methods below wait for. */
let gate: Promise<void>
let open!: () => void
function close(): void {
  gate = new Promise((resolve) => (open = resolve))
}

class Work extends LiveView {
  heard = 0
  gaps = 0
  override async mount() {
    await this.subscribe('all')
  }
  @event({ background: true }) async report(args: { text: string }) {
    await gate
    assert.ok(args.text)
  }
  @event begin(args: { text: string }) {
    this.startAsync(async () => {
      await gate
      assert.ok(args.text)
    })
  }
  @event async wait(args: { text: string }) {
    await gate
    assert.ok(args.text)
  }
  @event async say({ text, list }: { text?: string; list?: object[] }) {
    await publish('all', 'said', text ?? list)
  }
  @event async push({ text }: { text: string }) {
    await pushToView(Work, { handler: 'pushed', payload: { text } })
  }
  @event announce({ text }: { text: string }) {
    void presence('all').announce('said', { text })
  }
  @event subscribeTo({ count }: { count: number }) {
    for (let i = 0; i < count; i++) void this.subscribe(`topic ${i}`)
  }
  @event appear({ count }: { count: number }) {
    for (let i = 0; i < count; i++) presence(`room ${i}`).track(this)
  }
  @event follow() {
    presence('all').track(this)
  }
  pushed(_message: { text: string }) {
    this.heard++
  }
  override handleInfo() {
    this.heard++
  }
  override handleGap() {
    this.gaps++
  }
  override render() {
    const bound = [this.report, this.begin, this.wait, this.say, this.push, this.announce]
    return html`<p @click=${bound[0]} @focus=${bound[1]} @blur=${bound[2]} @keydown=${bound[3]}></p>
      <p @click=${bound[4]} @focus=${bound[5]} @keyup=${this.follow} @keydown=${this.subscribeTo}
        @blur=${this.appear}></p>
      <i>${`heard ${this.heard} gaps ${this.gaps}`}</i>`
  }
}

const limits = { mailboxBytes: 100_000, addressBytes: 200_000, eventMs: 300, closeMs: 1000 }
const text = 'x'.repeat(40_000)
const errors: string[] = []

async function start(t: TestContext) {
  errors.length = 0
  close()
  const logger = {
    info: () => {},
    warn: () => {},
    error: ({ error }: { error?: unknown }) => void errors.push(String(error)),
  }
  const app = createApp({ limits, logger }).live('/', Work)
  const listening = await listen(app, { port: 0, stopOnSignals: false })
  t.after(async () => {
    open()
    await listening.close()
  })
  return { app, url: listening.url }
}

for (const name of ['report', 'begin', 'wait']) {
  test(`what "${name}" of a window holds counts until its work ends, though it is cancelled and the window gone`, async (t) => {
    const { app, url } = await start(t)
    const one = await RawWindow.join(url)
    one.send([1, 1, 0, name, { text }])
    one.send([1, 2, 0, name, { text }])
    one.send([1, 3, 0, name, { text }])
    assert.equal((await one.answer(3))[2], 'E_MAILBOX_FULL')
    // A method has so long; a task of the same name takes the place of the one before.
    if (name !== 'begin') await one.answer(1)
    assert.ok(app.waitingBytes > 80_000, `${app.waitingBytes}`)
    one.socket.close(1000)
    await one.closing()
    assert.ok(app.waitingBytes > 80_000, `${app.waitingBytes}`)
    const others = [await RawWindow.join(url), await RawWindow.join(url)]
    for (const other of others) for (const n of [1, 2]) other.send([1, n, 0, name, { text }])
    await others[1]!.until(() => JSON.stringify(others[1]!.frames).includes('E_MAILBOX_FULL'))
    open()
    await eventually(() => app.waitingBytes === 0, 'nothing is held any more')
    others[1]!.send([1, 3, 0, name, { text }])
    assert.notEqual((await others[1]!.answer(3))[2], 'E_MAILBOX_FULL')
  })
}

for (const name of ['say', 'push', 'announce']) {
  test(`messages that wait are bounded in bytes: ${name}`, async (t) => {
    const { app, url } = await start(t)
    const { cookie } = await loadPage(url)
    const busy = await RawWindow.join(url, '/', cookie)
    const sender = await RawWindow.join(url, '/', cookie)
    busy.send([1, 1, 0, 'follow'])
    await busy.answer(1)
    busy.send([1, 2, 0, 'wait', { text: 'x' }])
    for (let n = 1; n <= 6; n++) {
      sender.send([1, n, 0, name, { text }])
      await sender.answer(n)
    }
    await eventually(
      () => app.metrics.lostMessages === 4,
      `four are lost: ${app.metrics.lostMessages}`,
    )
    open()
    await eventually(() => JSON.stringify(busy.frames).includes('heard 3 gaps 1'), 'it is told')
    sender.send([1, 7, 0, name, { text }])
    await eventually(() => JSON.stringify(busy.frames).includes('heard 4 gaps 1'), 'there is room')
  })
}

test('messages are counted by the memory of what they hold', async (t) => {
  const { app, url } = await start(t)
  const busy = await RawWindow.join(url)
  const sender = await RawWindow.join(url)
  busy.send([1, 1, 0, 'wait', { text: 'x' }])
  const list = Array.from({ length: 1000 }, () => ({}))
  for (let n = 1; n <= 3; n++) {
    sender.send([1, n, 0, 'say', { list }])
    await sender.answer(n)
  }
  await eventually(
    () => app.metrics.lostMessages === 2,
    `two are lost: ${app.metrics.lostMessages}`,
  )
})

test('a view is in a thousand topics at most, and so is who is present', async (t) => {
  const { url } = await start(t)
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'subscribeTo', { count: 999 }])
  assert.equal((await window.answer(1))[0], 1)
  window.send([1, 2, 0, 'subscribeTo', { count: 1001 }])
  assert.equal((await window.answer(2))[0], 2)
  window.send([1, 3, 0, 'appear', { count: 1001 }])
  assert.equal((await window.answer(3))[0], 2)
  assert.match(errors.join(), /E_TOPICS.*E_TOPICS/)
})
