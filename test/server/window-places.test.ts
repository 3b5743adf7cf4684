/** Places of an address, and copies of a window: however its connections race, each is given back. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView, memoryStore } from 'overwire'
import type { StateStore } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'

const secret = 'the same in all processes'
const logger = { info: () => {}, warn: () => {}, error: console.error }
/** How many windows of an address there may be. */
const MOST = 2

let open = 0
class Counter extends LiveView {
  static override durable = true
  count = 0
  _isOpen = false
  override mount() {
    this.restored()
  }
  override restored() {
    this._isOpen = true
    open++
  }
  override disconnect() {
    if (this._isOpen) open--
  }
  @event inc() {
    this.count++
  }
  override render() {
    return html`<p>${this.count}</p><button @click=${this.inc}>Add</button>`
  }
}

/** What the lists of ended sessions, and loads of states, wait for; undefined: nothing. */
let gate: Promise<void> | undefined
let asked = 0
const revocations = {
  add: async () => {},
  has: async () => {
    asked++
    await gate
    return false
  },
}

async function start(t: TestContext, store: StateStore): Promise<Listening> {
  const limits = { windowsPerAddress: MOST, graceMs: 200 }
  const app = createApp({ secret, logger, store, revocations, limits }).live('/', Counter)
  const listening = await listen(app, { port: 0, stopOnSignals: false })
  t.after(() => listening.close())
  return listening
}

async function heldUp<T>(work: () => T | Promise<T>): Promise<{ done: T; goOn(): void }> {
  let goOn!: () => void
  const before = asked
  gate = new Promise((resolve) => (goOn = resolve))
  const done = await work()
  await eventually(() => asked > before, 'it waits')
  gate = undefined
  return { done, goOn }
}

/** All places are free again. */
async function assertFree(url: string): Promise<void> {
  const windows: RawWindow[] = []
  await eventually(async () => {
    const window = await RawWindow.join(url)
    if (window.closed === undefined) windows.push(window)
    return windows.length === MOST
  }, 'each place can be taken')
  for (const window of windows) window.socket.terminate()
}

test('a window that joins while its connection is lost gives its place back', async (t) => {
  const { url } = await start(t, memoryStore())
  const page = await loadPage(url)
  let window = await RawWindow.joinPage(url, page)
  for (let i = 0; i < 5; i++) {
    const older = window
    const key = older.frames[0]![3]
    const { done, goOn } = await heldUp(async () => {
      const next = await RawWindow.open(url, page.cookie)
      next.send([0, 1, page.token, key, older.frames.length, [], '/'])
      return next
    })
    older.socket.terminate()
    await eventually(() => older.closed !== undefined, 'it is lost')
    goOn()
    window = done
    await window.until(() => window.frames.length > 0)
  }
  window.socket.terminate()
  await assertFree(url)
})

test('of two connections that restore one window the older gives its copy up', async (t) => {
  const store = memoryStore()
  const one = await start(t, store)
  const page = await loadPage(one.url)
  const window = await RawWindow.joinPage(one.url, page)
  window.send([1, 1, 0, 'inc'])
  await window.answer(1)
  const key = window.frames[0]![3]
  window.socket.terminate()
  const two = await start(t, store)
  const join = async () => {
    const next = await RawWindow.open(two.url, page.cookie)
    next.send([0, 1, page.token, key, window.frames.length, [], '/'])
    return next
  }
  const { done, goOn } = await heldUp(async () => [await join(), await join()])
  await eventually(() => asked >= 2, 'both wait')
  goOn()
  await eventually(() => done.some(({ closed }) => closed !== undefined), 'one is replaced')
  const stays = done.find(({ closed }) => closed === undefined)!
  await stays.until(() => stays.frames.some(([op]) => op === 4))
  // The first server's own copy, and that of the connection which stays.
  await one.close()
  await eventually(() => open === 1, `one copy is left, and not ${open}`)
  stays.send([1, 2, 0, 'inc'])
  assert.match(JSON.stringify(await stays.answer(2)), /2/)
  stays.socket.terminate()
  await eventually(() => open === 0, 'none is left')
  await assertFree(two.url)
})
