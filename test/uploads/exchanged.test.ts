/** Bytes that were proven, checked or judged are those that the view gets: others can't take their place. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
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

async function start(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const setUp = { uploads: diskUploads(join(folder, 'files')) }
  const served = await serve(t, (app) => void app.live('/', Any).live('/strict', Strict), setUp)
  const { url } = served
  const open = async (path: string, cookie?: string) => {
    const page: LoadedPage = await loadPage(url + path, cookie)
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
    return { window, send, offer, put, cookie: page.cookie }
  }
  return open
}

const bytes = (): Uint8Array<ArrayBuffer> => new Uint8Array(randomBytes(300))
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

test('what was checked in one window can’t be exchanged in another of the same session', async (t) => {
  const open = await start(t)
  checked = []
  const one = await open('/')
  const two = await open('/', one.cookie)
  const clean = bytes()
  const first = await one.offer('q.bin', '')
  const { receipt } = await one.put(first.ticket!, clean)
  const shared = await two.offer('q.bin', '', first.ticket)
  assert.equal(shared.id, first.id)
  await two.send('$upload', { name: 'docs', done: receipt })
  await eventually(() => checked.length === 1)
  await one.send('cancel', { id: first.id })
  const again = await one.offer('q.bin', '', first.ticket)
  await one.put(again.ticket!, bytes())
  const kept = (await two.send('keep')) as string[][]
  for (const [said, is] of kept) assert.deepEqual([said, is], [sha(clean), sha(clean)])
  assert.deepEqual(kept, [], 'its bytes are gone')
})

test('a file that came by the rules of another page is judged by those of the page that takes it', async (t) => {
  const open = await start(t)
  const { offer, put, cookie } = await open('/')
  const file = await offer('q.bin', '')
  const { receipt } = await put(file.ticket!, bytes())
  const strict = await open('/strict', cookie)
  await strict.offer('q.png', 'image/png', file.ticket)
  await strict.send('$upload', { name: 'docs', done: receipt })
  await strict.window.until(() => /failed wrong-type/.test(JSON.stringify(strict.window.frames)))
  assert.deepEqual(await strict.send('keep'), [])
})
