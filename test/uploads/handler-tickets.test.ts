/** Tickets of files for handlers: good for one form of one handler in one window, and for one session. */
import assert from 'node:assert/strict'
import { mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, test } from 'node:test'
import type { TestContext } from 'node:test'
import { html } from 'overwire'
import { liveviewHandler, liveviewRegistry } from 'overwire/handlers'
import { diskUploads } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import type { LoadedPage } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { plainBytes } from './plain-bytes.ts'

let taken: string[] = []

beforeEach(() => {
  taken = []
  liveviewRegistry.clear()
  for (const name of ['save', 'other']) {
    liveviewHandler(name, { uploads: { docs: { maxFileSize: 1000 } } }, async (_, { uploads }) => {
      taken.push(...(await uploads.docs.consume((file) => `${name} ${file.clientName}`)))
    })
  }
})

interface Offered {
  id: string
  sent?: number
  ticket?: string
}

async function start(t: TestContext, shared?: string) {
  const folder = shared ?? (await mkdtemp(join(tmpdir(), 'overwire-test-')))
  const { url } = await serve(t, (app) => app.page('/', () => html`<p>page</p>`), {
    uploads: diskUploads(folder),
    secret: 'a secret that both processes have',
  })
  const open = async (cookie?: string, known?: LoadedPage) => {
    const page = known ?? (await loadPage(`${url}/`, cookie))
    const window = await RawWindow.joinPage(url, page)
    let n = 0
    const call = async (kind: number, name: string, args: object = {}): Promise<unknown> => {
      const seen = window.frames.filter(([op]) => op !== 0).length
      window.send([6, ++n, seen, kind, name, args])
      await window.answer(n)
      const refused = window.frames.find((frame) => frame[0] === 2 && frame[1] === n)
      return refused
        ? refused[2]
        : window.frames.find((frame) => frame[0] === 9 && frame[1] === n)?.[2]
    }
    const files = (name: string, args: object, key = '') =>
      call(3, name, { field: 'docs', key, ...args })
    const offer = async (name: string, more: object = {}, key = ''): Promise<Offered> => {
      const file = { ref: 'r', name: 'a.bin', size: 300, type: '', ...more }
      const answer = await files(name, { add: [file] }, key)
      return (answer as { files: Offered[] }).files[0]!
    }
    const put = async (ticket: string, body: Uint8Array<ArrayBuffer>, as = page.cookie) => {
      const headers = { 'overwire-ticket': ticket, 'overwire-offset': '0', cookie: as }
      const response = await fetch(`${url}/_overwire/upload`, { method: 'PUT', body, headers })
      return { status: response.status, ...((await response.json()) as { receipt?: string }) }
    }
    return { window, call, files, offer, put, page, cookie: page.cookie }
  }
  return { open, folder }
}

const bytes = (length = 300): Uint8Array<ArrayBuffer> => new Uint8Array(plainBytes(length))

test('a ticket is good for its session alone', async (t) => {
  const { open } = await start(t)
  const [one, foreign] = [await open(), await open()]
  const { ticket } = await one.offer('save')
  assert.equal((await foreign.put(ticket!, bytes())).status, 403)
  assert.equal((await one.put(`${ticket!}x`, bytes())).status, 403)
  assert.equal((await one.put(ticket!, bytes(301))).status, 413)
  assert.equal((await one.put(ticket!, bytes())).status, 200)
})

test('another window, handler or form does not take a file over by its ticket', async (t) => {
  const { open } = await start(t)
  const one = await open()
  const two = await open(one.cookie)
  const { id, ticket } = await one.offer('save')
  const { receipt } = await one.put(ticket!, bytes())
  const known = { ticket, receipt }
  const others = [
    await two.offer('save', known),
    await one.offer('other', known),
    await one.offer('save', known, 'another form'),
  ]
  for (const other of others) {
    assert.notEqual(other.id, id)
    assert.equal(other.sent, 0)
  }
  // The receipt of one is nobody else's proof.
  for (const [window, name, key] of [
    [two, 'save', ''],
    [one, 'other', ''],
    [one, 'save', 'another form'],
  ] as const) {
    await window.files(name, { done: receipt }, key)
    await window.call(0, name, { key })
  }
  assert.deepEqual(taken, [])
  await one.files('save', { done: receipt })
  await one.call(0, 'save')
  assert.deepEqual(taken, ['save a.bin'])
})

test('in the next process a file goes on in its own page and form alone', async (t) => {
  const first = await start(t)
  const one = await first.open()
  const { id, ticket } = await one.offer('save')
  const next = await start(t, first.folder)
  const same = await next.open(undefined, one.page)
  const another = await next.open(one.cookie)
  assert.notEqual((await another.offer('save', { ticket })).id, id)
  assert.notEqual((await same.offer('other', { ticket })).id, id)
  assert.notEqual((await same.offer('save', { ticket }, 'another form')).id, id)
  assert.equal((await same.offer('save', { ticket })).id, id)
})

test('what no browser part of ours sends is refused, and the window goes on', async (t) => {
  const { open, folder } = await start(t)
  const one = await open()
  const add = [{ ref: 'r', name: 'a', size: 1, type: '' }]
  assert.equal(await one.call(3, 'nobody', { field: 'docs', add }), 'E_UPLOAD_FIELD')
  assert.equal(await one.call(3, 'save', { field: 'toString', add }), 'E_UPLOAD_FIELD')
  assert.equal(await one.files('save', { add }, 'x'.repeat(1001)), 'E_BAD_ARGS')
  assert.equal(await one.files('save', { key: 1, add }), 'E_BAD_ARGS')
  assert.equal(await one.files('save', {}), 'E_BAD_ARGS')
  assert.equal(await one.files('save', { add: [null] }), 'E_BAD_ARGS')
  assert.equal(await one.files('save', { done: 'forged' }), 'E_BAD_ARGS')
  for (let i = 0; i < 100; i++) await one.offer('save', {}, `form ${i}`)
  assert.equal(await one.files('save', { add }, 'one more'), 'E_BAD_ARGS')
  assert.equal(await one.call(0, 'save', { key: 'form 1' }), undefined)
  assert.notDeepEqual(await readdir(folder), [])
  await one.window.close()
})

test('a file that is cancelled, or whose form is gone, is removed at once', async (t) => {
  const { open, folder } = await start(t)
  const one = await open()
  const { id, ticket } = await one.offer('save')
  await one.files('save', { cancel: id })
  assert.deepEqual(await readdir(folder), [])
  assert.equal((await one.put(ticket!, bytes())).status, 410)
  await one.offer('save')
  await one.files('save', { left: true })
  await eventually(async () => (await readdir(folder)).length === 0)
})
