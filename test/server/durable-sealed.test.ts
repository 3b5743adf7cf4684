/** With a key, states in the store can't be read, and states that others wrote there are ignored. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { createApp, event, html, LiveView, memoryStore } from 'overwire'
import type { AppOptions, StateStore } from 'overwire'
import { lmdbStore } from 'overwire/lmdb'
import { loadPage, RawWindow } from './raw-window.ts'
import type { LoadedPage } from './raw-window.ts'
import { serve } from './serve.ts'

class Diary extends LiveView {
  static override durable = true
  text = 'nothing'
  @event write({ text }: { text: string }) {
    this.text = text
  }
  override render() {
    return html`<p>${this.text}</p>`
  }
}

const SECRET_TEXT = 'who reads this has read the store'
const first = 'the first key of the store'
const second = 'the second key of the store'

const start = (t: TestContext, store: StateStore, storeKey: AppOptions['storeKey']) =>
  serve(t, (app) => void app.live('/', Diary), {
    secret: 'the same in all processes',
    store,
    ...(storeKey && { storeKey }),
  })

async function write(url: string): Promise<{ page: LoadedPage; window: RawWindow }> {
  const page = await loadPage(url)
  const window = await RawWindow.joinPage(url, page)
  window.send([1, 1, 0, 'write', { text: SECRET_TEXT }])
  await window.answer(1)
  return { page, window }
}

async function comeBack(url: string, { page, window }: { page: LoadedPage; window: RawWindow }) {
  const after = await RawWindow.joinPage(url, page, window.frames[0]![3], 0, [], '/')
  await after.until(() => after.frames.some(([op]) => op === 4))
  return { mode: after.frames[0]![5], isRead: JSON.stringify(after.frames).includes(SECRET_TEXT) }
}

test('the files of a store with a key show nothing of a state, without one they do', async (t) => {
  const contents = async (storeKey: AppOptions['storeKey']): Promise<string> => {
    const folder = mkdtempSync(join(tmpdir(), 'overwire-sealed-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const store = lmdbStore(folder)
    t.after(() => store.close())
    const { url } = await start(t, store, storeKey)
    await write(url)
    const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
    return files.join()
  }
  assert.ok((await contents(undefined)).includes(SECRET_TEXT))
  const sealed = await contents(first)
  for (const part of [SECRET_TEXT, 'Diary', '"view"']) assert.ok(!sealed.includes(part), part)
})

test('another process opens a state with the same key, and with a former one; with none of them it mounts anew', async (t) => {
  const store = memoryStore()
  const one = await start(t, store, first)
  const went = await write(one.url)
  const without = await start(t, store, second)
  assert.deepEqual(await comeBack(without.url, went), { mode: 2, isRead: false })
  assert.ok(without.logged.some(({ sentence }) => /another key/.test(sentence)))
  const rotated = await start(t, store, [second, first])
  assert.deepEqual(await comeBack(rotated.url, went), { mode: 3, isRead: true })
})

test('a key is turned on over states without one where "" says so', async (t) => {
  const store = memoryStore()
  const one = await start(t, store, undefined)
  const went = await write(one.url)
  const without = await start(t, store, first)
  assert.deepEqual(await comeBack(without.url, went), { mode: 2, isRead: false })
  assert.ok(without.logged.some(({ sentence }) => /is not sealed/.test(sentence)))
  const on = await start(t, store, [first, ''])
  assert.deepEqual(await comeBack(on.url, went), { mode: 3, isRead: true })
  const [id] = await store.list()
  assert.doesNotMatch((await store.load(id!))!.state, /^\{/, 'from then on it is sealed')
})

test('a state that was put in the place of another window’s is not opened', async (t) => {
  const store = memoryStore()
  const one = await start(t, store, first)
  const [mine, theirs] = [await write(one.url), await write(one.url)]
  const idOf = ({ window }: typeof mine): string => String(window.frames[0]![3]).split('.')[0]!
  const other: StateStore = {
    ...store,
    load: async (id) => store.load(id === idOf(mine) ? idOf(theirs) : id),
  }
  const two = await start(t, other, first)
  assert.deepEqual(await comeBack(two.url, mine), { mode: 2, isRead: false })
  assert.deepEqual(await comeBack(two.url, theirs), { mode: 3, isRead: true })
})

test('a short key is refused', () => {
  for (const storeKey of [
    'short',
    '',
    ['', 'long enough to be a key'],
    ['long enough to be a key', 'short'],
  ]) {
    assert.throws(() => createApp({ storeKey }), { code: 'E_OPTION' })
  }
})
