/** Bytes that were proven, checked or judged are those that the view gets: others can't take their place. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { diskUploads } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import type { LoadedPage } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { plainBytes } from './plain-bytes.ts'

let checked: string[] = []

class Any extends LiveView {
  docs = this.allowUpload('docs', {
    check: async (file) => {
      checked.push(await sumOf(file.stream()))
      return undefined
    },
  })
  @event async cancel({ id }: { id?: string }) {
    await this.cancelUpload('docs', id ?? '')
  }
  @event keep() {
    return this.consumeUploads('docs', async (file) => [
      file.sha256,
      await sumOf(file.stream()),
      file.type,
    ])
  }
  override render() {
    return html`${this.docs.entries.map(({ state, error }) => `${state} ${error}`).join()}`
  }
}
/** The same name as the other page's, with other rules. */
class Strict extends LiveView {
  docs = this.allowUpload('docs', { accept: ['image/png'] })
  @event keep() {
    return this.consumeUploads('docs', (file) => file.type)
  }
  override render() {
    return html`${this.docs.entries.map(({ state, failure }) => `${state} ${failure}`).join()}`
  }
}

async function sumOf(parts: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of parts) hash.update(part)
  return hash.digest('hex')
}

interface Offered {
  id: string
  sent?: number
  ticket?: string
}

async function start(t: TestContext, shared?: string) {
  const folder = shared ?? (await mkdtemp(join(tmpdir(), 'overwire-test-')))
  const secret = 'a secret that both processes have'
  const setUp = { uploads: diskUploads(join(folder, 'files')), secret }
  const served = await serve(t, (app) => void app.live('/', Any).live('/strict', Strict), setUp)
  const { url } = served
  const open = async (path: string, cookie?: string, known?: LoadedPage) => {
    const page: LoadedPage = known ?? (await loadPage(url + path, cookie))
    const window = await RawWindow.joinPage(url, page)
    let n = 0
    const send = async (name: string, args: object = {}): Promise<unknown> => {
      const seen = window.frames.filter(([op]) => op !== 0).length
      window.send([1, ++n, seen, name, args, 0, 1])
      await window.answer(n)
      return window.frames.find((frame) => frame[0] === 9 && frame[1] === n)?.[2]
    }
    const offer = async (name: string, type: string, ticket?: string): Promise<Offered> => {
      const file = { ref: 'r', name, size: 300, type, ticket }
      const { files } = (await send('$upload', { name: 'docs', add: [file] })) as {
        files: Offered[]
      }
      return files[0]!
    }
    const put = async (ticket: string, body: Uint8Array<ArrayBuffer>) => {
      const response = await fetch(`${url}/_overwire/upload`, {
        method: 'PUT',
        body,
        headers: { 'overwire-ticket': ticket, 'overwire-offset': '0', cookie: page.cookie },
      })
      return (await response.json()) as { receipt?: string }
    }
    return { window, send, offer, put, page, cookie: page.cookie }
  }
  return open
}

const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(plainBytes(300))
const sha = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex')

for (const [how, event] of [
  ['was cancelled', 'cancel'],
  ['was taken', 'keep'],
] as const) {
  test(`the receipt of a file that ${how} proves nothing of bytes that come after it`, async (t) => {
    const open = await start(t)
    const { send, offer, put } = await open('/')
    const first = await offer('q.bin', '')
    const { receipt } = await put(first.ticket!, bytes())
    if (how === 'was taken') await send('$upload', { name: 'docs', done: receipt })
    await send(event, { id: first.id })
    const second = await offer('q.bin', '', first.ticket)
    assert.notEqual(second.id, first.id)
    const other = bytes()
    const sent = await put(second.ticket!, other)
    await send('$upload', { name: 'docs', done: receipt })
    assert.deepEqual(await send('keep'), [], 'the old receipt makes nothing done')
    await send('$upload', { name: 'docs', done: sent.receipt })
    assert.deepEqual(await send('keep'), [[sha(other), sha(other), 'application/octet-stream']])
  })
}

test('a file of one window is no other window’s: its ticket and its receipt prove nothing there', async (t) => {
  const open = await start(t)
  checked = []
  const one = await open('/')
  const two = await open('/', one.cookie)
  const clean = bytes()
  const first = await one.offer('q.bin', '')
  const { receipt } = await one.put(first.ticket!, clean)
  const other = await two.offer('q.bin', '', first.ticket)
  assert.notEqual(other.id, first.id)
  assert.equal(other.sent, 0)
  await two.send('$upload', { name: 'docs', done: receipt })
  assert.deepEqual(await two.send('keep'), [])
  await one.send('$upload', { name: 'docs', done: receipt })
  await eventually(() => checked.length === 1)
  assert.deepEqual(checked, [sha(clean)])
  const third = await two.offer('q.bin', '', first.ticket)
  assert.notEqual(third.id, first.id)
  const kept = [await one.send('keep'), await two.send('keep')]
  assert.deepEqual(kept, [[[sha(clean), sha(clean), 'application/octet-stream']], []])
  const after = await two.offer('q.bin', '', first.ticket)
  assert.notEqual(after.id, first.id, 'nor after it was taken')
})

test('a page that two processes show gives its file to one of them', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const open = await start(t, folder)
  const elsewhere = await start(t, folder)
  const one = await open('/')
  const first = await one.offer('q.bin', '')
  const data = bytes()
  const { receipt } = await one.put(first.ticket!, data)
  await one.send('$upload', { name: 'docs', done: receipt })
  const two = await elsewhere('/', undefined, one.page)
  const same = await two.offer('q.bin', '', first.ticket)
  assert.equal(same.id, first.id, 'the page goes on elsewhere with what was sent')
  await two.send('$upload', { name: 'docs', done: receipt })
  const kept = await Promise.all([one.send('keep'), two.send('keep')])
  const files = kept.flat() as string[][]
  assert.deepEqual(files, [[sha(data), sha(data), 'application/octet-stream']])
  const loser = (kept[0] as unknown[]).length === 0 ? one : two
  await loser.window.until(() =>
    /failed The file could not/.test(JSON.stringify(loser.window.frames)),
  )
})

test('two views of one page have no file together', async (t) => {
  const open = await start(t)
  const one = await open('/')
  const first = await one.offer('q.bin', '')
  const { receipt } = await one.put(first.ticket!, bytes())
  // The same page, opened once more while it is open: as a browser does that lost its window.
  const two = await open('/', undefined, one.page)
  const other = await two.offer('q.bin', '', first.ticket)
  assert.notEqual(other.id, first.id)
  await one.send('$upload', { name: 'docs', done: receipt })
  await two.send('$upload', { name: 'docs', done: receipt })
  assert.equal(((await one.send('keep')) as unknown[]).length, 1)
  assert.deepEqual(await two.send('keep'), [])
})

test('a file that came by the rules of another page is not taken over by a page of others', async (t) => {
  const open = await start(t)
  const { offer, put, cookie } = await open('/')
  const file = await offer('q.bin', '')
  const { receipt } = await put(file.ticket!, bytes())
  const strict = await open('/strict', cookie)
  const other = await strict.offer('q.png', 'image/png', file.ticket)
  assert.notEqual(other.id, file.id)
  await strict.send('$upload', { name: 'docs', done: receipt })
  assert.deepEqual(await strict.send('keep'), [])
})
