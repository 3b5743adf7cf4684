/** What the address for files answers: to honest browsers, to broken ones, and to those who try. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView } from 'overwire'
import type { AppOptions } from 'overwire'
import { diskUploads } from 'overwire/node'
import { randomFrom } from '../chaos/random.ts'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { plainBytes } from './plain-bytes.ts'

const MANY = Number(process.env['OVERWIRE_CASES'] ?? 1000)
const CHUNK = 65_536

class Files extends LiveView {
  docs = this.allowUpload('docs', {
    maxEntries: 1000,
    maxFileSize: 200_000,
    maxTotalSize: 1e9,
    chunkSize: CHUNK,
    validate: ({ clientName }) => (clientName === 'no.bin' ? 'Not this one.' : undefined),
    check: async (file) => {
      const text = await file.text()
      if (text === 'never') await new Promise(() => {})
      if (text === 'throw') throw new Error('on purpose')
      return text.includes('virus') ? 'A virus.' : undefined
    },
  })
  kept: string[] = []
  @event async keep({ broken, late }: { broken?: string; late?: boolean }) {
    const kept = await this.consumeUploads('docs', (file) => {
      if (file.name === broken) throw new Error('no room')
      return `${file.name} ${file.sha256}`
    })
    if (late) throw new Error('on purpose')
    this.kept.push(...kept)
  }
  override render() {
    const { entries } = this.docs
    const said = entries.map(({ state, error, clientName }) => [clientName, state, error].join(' '))
    return html`${said.join('; ')}|${this.kept.join('; ')}`
  }
}

interface Offered {
  ref: string
  id: string
  sent?: number
  ticket?: string
}

async function opened(t: TestContext, options: AppOptions = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const served = await serve(t, (app) => app.live('/', Files), {
    uploads: diskUploads(join(folder, 'files')),
    ...options,
  })
  const page = await loadPage(served.url)
  const window = await RawWindow.joinPage(served.url, page)
  let n = 0
  const send = async (args: object, name = '$upload', wantsReply = true) => {
    const seen = window.frames.filter(([op]) => op !== 0).length
    window.send([1, ++n, seen, name, args, 0, wantsReply ? 1 : 0])
    const answer = await window.answer(n)
    const reply = window.frames.find((frame) => frame[0] === 9 && frame[1] === n)
    return { answer, reply: reply?.[2] as unknown }
  }
  const offer = async (...files: { name: string; size: number; type?: string }[]) => {
    const add = files.map((file, i) => ({ ref: `r${i}`, type: '', ...file }))
    const { reply } = await send({ name: 'docs', add })
    return (reply as { files: Offered[] }).files
  }
  const put = async (
    ticket: string,
    offset: number | string,
    body: Uint8Array<ArrayBuffer> | null,
    more: Record<string, string> = {},
  ) => {
    const response = await fetch(`${served.url}/_overwire/upload`, {
      method: 'PUT',
      body,
      headers: {
        'overwire-ticket': ticket,
        'overwire-offset': String(offset),
        cookie: page.cookie,
        ...more,
      },
    })
    const text = await response.text()
    return {
      status: response.status,
      ...((text ? JSON.parse(text) : {}) as { offset?: number; receipt?: string }),
    }
  }
  return { ...served, folder: join(folder, 'files'), root: folder, page, window, send, offer, put }
}

const bytes = (size: number) => new Uint8Array(plainBytes(size))
const sha = (data: Uint8Array) => createHash('sha256').update(data).digest('hex')

test('a file comes in parts, and its receipt makes it done', async (t) => {
  const { offer, put, send, window } = await opened(t)
  const data = bytes(150_000)
  const [file] = await offer({ name: '../../etc/pass wd', size: data.length })
  const { ticket = '' } = file!
  const parts = [0, CHUNK, 2 * CHUNK].map((at) => data.slice(at, at + CHUNK))
  assert.deepEqual(await put(ticket, 0, parts[0]!, { 'overwire-sha256': sha(parts[0]!) }), {
    status: 200,
    offset: CHUNK,
  })
  assert.deepEqual(await put(ticket, 0, parts[0]!), { status: 409, offset: CHUNK })
  assert.deepEqual(await put(ticket, CHUNK, parts[1]!, { 'overwire-sha256': sha(parts[0]!) }), {
    status: 422,
    offset: CHUNK,
  })
  assert.deepEqual(await put(ticket, CHUNK, parts[1]!), { status: 200, offset: 2 * CHUNK })
  const last = await put(ticket, 2 * CHUNK, parts[2]!)
  assert.equal(last.status, 200)
  await send({ name: 'docs', done: last.receipt })
  await send({}, 'keep')
  await window.until(() => JSON.stringify(window.frames).includes(`pass wd ${sha(data)}`))
  assert.equal((await put(ticket, 0, parts[0]!)).status, 410, 'a ticket is for one file')
})

test('a ticket is of one session, and ends; another one comes over the socket', async (t) => {
  let now = Date.now()
  const clock = {
    now: () => now,
    after: (ms: number, run: () => void) => {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  }
  const { offer, put, send } = await opened(t, { clock })
  const [file] = await offer({ name: 'a.bin', size: 10 })
  const { ticket = '', id } = file!
  const data = bytes(10)
  assert.equal((await put(ticket, 0, data, { cookie: '' })).status, 403)
  assert.equal((await put(ticket, 0, data, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await put(ticket, 0, data, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await put(`${ticket}x`, 0, data)).status, 403)
  assert.equal((await put('', 0, data)).status, 403)
  now += 16 * 60_000
  assert.equal((await put(ticket, 0, data)).status, 403)
  const { reply } = await send({ name: 'docs', again: id })
  assert.equal((await put(reply as string, 0, data)).status, 200)
})

test('what the view does not take says so, and a check sees the whole file', async (t) => {
  const { offer, put, send, window, folder } = await opened(t)
  const [no, ok] = await offer({ name: 'no.bin', size: 5 }, { name: 'yes.txt', size: 5 })
  assert.equal(no!.id, '')
  const { receipt } = await put(ok!.ticket!, 0, new TextEncoder().encode('virus'))
  await send({ name: 'docs', done: receipt })
  await window.until(() => JSON.stringify(window.frames).includes('yes.txt failed A virus.'))
  assert.deepEqual(await readdir(folder), [])
})

test('one file that can’t be kept stays as failed, and leaves the others', async (t) => {
  const { offer, put, send, window, logged, folder } = await opened(t)
  const files = await offer({ name: 'a.bin', size: 3 }, { name: 'b.bin', size: 3 })
  for (const { ticket } of files) {
    const { receipt } = await put(ticket!, 0, bytes(3))
    await send({ name: 'docs', done: receipt })
  }
  await send({ broken: 'a.bin' }, 'keep')
  await window.until(() =>
    /"a\.bin failed The file could not be kept.*"b\.bin \w{64}"/.test(
      JSON.stringify(window.frames),
    ),
  )
  assert.match(JSON.stringify(logged), /upload docs/)
  assert.deepEqual(await readdir(folder), [])
})

test('a look at a file holds no event up, and one that fails or never ends is told', async (t) => {
  const { offer, put, send, window, logged } = await opened(t, { limits: { eventMs: 300 } })
  const files = await offer({ name: 'hang.txt', size: 5 }, { name: 'throw.txt', size: 5 })
  for (const [i, text] of ['never', 'throw'].entries()) {
    const { receipt } = await put(files[i]!.ticket!, 0, new TextEncoder().encode(text))
    send({ name: 'docs', done: receipt }).catch(() => {})
  }
  // Its own answer, while the other file is still looked at.
  await send({}, 'keep')
  const shows = (text: string) => () => JSON.stringify(window.frames).includes(text)
  await window.until(shows('throw.txt failed The file could not be sent'))
  await window.until(shows('hang.txt failed The file could not be sent'))
  assert.match(JSON.stringify(logged), /E_EVENT_TIME/)
})

test('an event that fails after it took files shows that they are gone', async (t) => {
  const { offer, put, send, window } = await opened(t)
  const [file] = await offer({ name: 'a.bin', size: 3 })
  const { receipt } = await put(file!.ticket!, 0, bytes(3))
  await send({ name: 'docs', done: receipt })
  await window.until(() => JSON.stringify(window.frames).includes('a.bin done'))
  const before = window.frames.length
  await send({ late: true }, 'keep')
  await window.until(() =>
    window.frames.slice(before).some((frame) => frame[0] === 1 && frame[3] !== undefined),
  )
  assert.match(JSON.stringify(window.frames.slice(before)), /\$upload/)
})

test('parts that do not come take no place from others', async (t) => {
  const { offer, put, url, page, folder } = await opened(t, { limits: { uploadBytes: 8 * CHUNK } })
  const files = await offer(
    ...Array.from({ length: 9 }, (_, i) => ({ name: `${i}.bin`, size: CHUNK })),
  )
  const { port } = new URL(url)
  const stalled = files.slice(1).map(({ ticket }) => {
    const socket = connect(Number(port), 'localhost')
    socket.on('error', () => {})
    socket.write(
      [
        'PUT /_overwire/upload HTTP/1.1',
        `host: localhost:${port}`,
        `cookie: ${page.cookie}`,
        `overwire-ticket: ${ticket}`,
        'overwire-offset: 0',
        `content-length: ${CHUNK}`,
        '',
        'x',
      ].join('\r\n'),
    )
    return socket
  })
  t.after(() => stalled.forEach((socket) => socket.destroy()))
  await Promise.all(stalled.map((socket) => once(socket, 'connect')))
  assert.equal((await put(files[0]!.ticket!, 0, bytes(CHUNK))).status, 200)
  assert.equal((await readdir(folder)).length, 9)
})

test('bytes of one visitor have a limit, which files that are gone give back', async (t) => {
  const { offer, send } = await opened(t, { limits: { uploadsPerVisitor: 250_000 } })
  const [first, second] = await offer(
    { name: 'a.bin', size: 150_000 },
    { name: 'b.bin', size: 150_000 },
  )
  assert.deepEqual([first!.id !== '', second!.id], [true, ''])
  await send({ name: 'docs', failed: [first!.id, 'failed'] })
  const [third] = await offer({ name: 'c.bin', size: 150_000 })
  assert.notEqual(third!.id, '')
})

test('names, sizes, offsets and tickets of all kinds write nothing outside, and leave nothing', async (t) => {
  const { put, send, window, folder, root, url } = await opened(t, {
    limits: { eventsPerSecond: Infinity },
  })
  const seed = Number(process.env['OVERWIRE_SEED'] ?? Date.now() % 100_000)
  t.diagnostic(`seed ${seed}`)
  const random = randomFrom(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const names = [
    '../../../etc/passwd',
    'a/../../b',
    '..',
    '.',
    '',
    'con',
    'nul.txt',
    'a\0.txt',
    '\\\\host\\share',
    'C:\\x',
    '😀'.repeat(300),
    'a'.repeat(1000),
    '.htaccess',
    'x\u202Egnp.exe',
    '%2e%2e%2f',
    '__proto__',
  ]
  const sizes = [0, 1, 10, CHUNK, 200_000, 200_001, -1, 1.5, 2 ** 53, '5', null, {}]
  const seen = new Set<number>()
  for (let i = 0; i < MANY; i++) {
    const size = pick(sizes)
    const add = [
      {
        ref: 'r',
        name: pick(names),
        size,
        type: pick(['', 'image/png', 'text/html', 'x'.repeat(300)]),
      },
    ]
    const { reply } = await send({ name: pick(['docs', 'docs', 'docs', '__proto__', 'none']), add })
    const [file] = (reply as { files: Offered[] } | undefined)?.files ?? []
    const ticket = pick([
      file?.ticket ?? 'none',
      file?.ticket ?? '',
      `${file?.ticket}.`,
      '../..',
      file?.id ?? '',
    ])
    const body = bytes(
      Math.min(typeof size === 'number' && size >= 0 ? size : 5, pick([3, CHUNK, 200_002])),
    )
    const headers = {
      'overwire-sha256': pick([sha(body), sha(body), 'x']),
      'x-odd': pick(['1', '../..']),
    }
    const { status, receipt } = await put(
      ticket,
      pick([0, 0, 0, 1, -1, 'NaN', 2 ** 40, '0x0']),
      body,
      headers,
    )
    seen.add(status)
    if (receipt) await send({ name: 'docs', done: pick([receipt, `${receipt}x`, 'x']) })
    await send(
      pick([
        { name: 'docs', done: 7 },
        { name: 'docs', sent: [[file?.id ?? 1, 1e300]] },
        { name: 'docs', sent: [{}] },
        { name: 'docs' },
        { failed: 'x' },
        { name: 'docs', again: {} },
      ]),
    )
    if (file?.id) await send({ name: 'docs', failed: [file.id, 'failed'] })
  }
  assert.ok(
    [200, 403, 409, 413].every((status) => seen.has(status)),
    `${[...seen]}`,
  )
  assert.ok(![...seen].some((status) => status >= 500), `${[...seen]}`)
  assert.deepEqual(await readdir(root), existsSync(folder) ? ['files'] : [])
  await window.close()
  await eventually(async () => (await readdir(folder)).length === 0, 'nothing is left')
  assert.equal((await fetch(url)).status, 200)
})
