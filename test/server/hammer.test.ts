/** Throws at a server's process all that visitors can send and an app's code can do: it must go on. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { after, before, test as testWith } from 'node:test'
import { fileURLToPath } from 'node:url'
import { typescript } from '../typescript.ts'
import { RawWindow } from './raw-window.ts'

interface Line {
  level: string
  sentence: string
  stack: string
  errorId?: string
  path?: string
}
interface Told {
  name: string
  during: string
  errorId: string
  message: string
}

let child: ChildProcess
let url = ''
const lines: Line[] = []
const told: Told[] = []
const wake = new Set<() => void>()
/** The longest that anything may take here, in ms. */
const LIMIT = 10_000
const test = (name: string, run: () => Promise<void>): unknown =>
  testWith(name, { timeout: 3 * LIMIT }, run)

before(async () => {
  const program = fileURLToPath(new URL('hammered-process.ts', import.meta.url))
  child = fork(program, {
    execArgv: typescript,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let stderr = ''
  child.stderr!.on('data', (text: Buffer) => (stderr += text))
  child.on('message', (message: { url?: string; log?: Line; told?: Told }) => {
    if (message.url) url = message.url
    if (message.log) lines.push(message.log)
    if (message.told) told.push(message.told)
    for (const look of wake) look()
  })
  child.on('exit', (code) => {
    if (url !== 'over') process.stderr.write(`The process ended with ${code}:\n${stderr}\n`)
    for (const look of wake) look()
  })
  await until(() => url !== '', 'the server starts')
})

after(() => {
  url = 'over'
  child.kill()
})

/** Waits for something that the process tells. */
async function until(condition: () => boolean, what: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => end(new Error(`Not within ${LIMIT} ms: ${what}`)), LIMIT)
    const end = (error?: Error): void => {
      clearTimeout(timer)
      wake.delete(look)
      if (error) reject(error)
      else resolve()
    }
    const look = (): void => {
      if (child.exitCode !== null) end(new Error(`The process ended, and should tell: ${what}`))
      else if (condition()) end()
    }
    wake.add(look)
    look()
  })
}

const logged = (part: string): Promise<void> =>
  until(() => lines.some(({ stack }) => stack.includes(part)), `a log line with ${part}`)

async function get(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(url + path, { signal: AbortSignal.timeout(LIMIT), redirect: 'manual', ...init })
}

async function isFine(): Promise<void> {
  assert.equal(child.exitCode, null, 'the process runs')
  const response = await get('/')
  assert.equal(response.status, 200)
  assert.match(await response.text(), /fine/)
}

function socket(): Socket {
  const { port } = new URL(url)
  const opened = connect(Number(port), 'localhost')
  opened.on('error', () => undefined)
  return opened
}

/** Sends bytes as they are. @returns the first line of the answer. */
async function raw(text: string): Promise<string> {
  const opened = socket()
  opened.setTimeout(LIMIT, () => opened.destroy())
  let answer = ''
  opened.on('data', (data) => (answer += String(data)))
  opened.write(text)
  await once(opened, 'close')
  return answer.split('\r\n')[0]!
}

const CLOSE = 'Connection: close\r\n\r\n'

test('a host that is none is answered with 400', async () => {
  for (const host of [
    'a:99999',
    'a b',
    '[',
    'a:b',
    '1.2.3.999',
    'x/y',
    'x@y',
    '%',
    'a:-1',
    '[::1',
  ]) {
    const line = await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`)
    assert.match(line, /^HTTP\/1\.1 400 /, host)
    assert.match(await raw(`GET /json HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`), / 400 /)
  }
  for (const host of ['localhost:1', 'example.com', '[::1]:80', 'a_b.example']) {
    assert.match(await raw(`GET / HTTP/1.1\r\nHost: ${host}\r\n${CLOSE}`), / 200 /, host)
  }
  await isFine()
})

test('odd request lines get an answer', async () => {
  for (const line of ['OPTIONS *', 'GET http://[/', 'GET //', 'GET /%', 'TRACE /json', 'FOO /']) {
    assert.match(
      await raw(`${line} HTTP/1.1\r\nHost: a\r\n${CLOSE}`),
      /^HTTP\/1\.1 [245]\d\d /,
      line,
    )
  }
  await raw('rubbish\r\n\r\n')
  await isFine()
})

/** Status 500 with an id; a log line with the id and the stack; `onError` with the id. */
async function failsWith(what: string, path: string, init: RequestInit = {}): Promise<Told> {
  const response = await get(path, init)
  const body = await response.text()
  assert.equal(response.status, 500, path)
  const id = /Error <code>([\w-]+)/.exec(body)?.[1]
  assert.ok(id, body)
  assert.ok(!body.includes('purpose') && !body.includes('hammered'), body)
  await until(() => told.some(({ errorId }) => errorId === id), 'onError')
  const line = lines.find(({ errorId }) => errorId === id)
  assert.match(line?.stack ?? '', new RegExp(`on purpose: ${what}[^]*hammered-process`))
  assert.equal(line?.path, path)
  const [heard, ...more] = told.filter(({ errorId }) => errorId === id)
  assert.deepEqual([heard?.message, more], [`Error: on purpose: ${what}`, []])
  return heard!
}

test('a handler that throws is answered with 500 and an id that finds its stack in the log', async () => {
  for (const path of ['/throws', '/rejects']) {
    assert.equal((await failsWith('handler', path)).name, path)
  }
  await isFine()
})

test('a handler that returns no Response is answered with 500, and the log says so', async () => {
  for (const path of ['/nothing', '/null', '/text', '/error', '/used', '/status']) {
    assert.equal((await get(path)).status, 500, path)
    if (path === '/status') continue
    const line = lines.findLast(({ path: logged }) => logged === path)
    assert.match(line?.stack ?? '', /expected the handler to return a Response/)
  }
  await isFine()
})

test('a body that is not what the handler reads is answered with 400', async () => {
  const forms: [string, RequestInit][] = [
    ['/form', {}],
    ['/form', { method: 'POST', body: 'x', headers: { 'content-type': 'multipart/form-data' } }],
    ['/json', { method: 'POST', body: '{"a":' }],
    ['/json', {}],
  ]
  for (const [path, init] of forms) assert.equal((await get(path, init)).status, 400)
  await isFine()
})

test('user, headers and layout that throw are answered with 500 and an id, as handlers are', async () => {
  const headers = { 'x-boom': '1' }
  for (const path of ['/', '/json', '/throws']) await failsWith('user', path, { headers })
  await failsWith('layout', '/layout')
  await get('/headers')
  await failsWith('headers', '/')
  assert.equal((await get('/no-such-page')).status, 404)
  await get('/headers')
  assert.equal((await get('/bad')).status, 404)
  assert.equal(await (await get('/own')).text(), '<h1>Not /own</h1>')
  await isFine()
})

test('a response whose stream breaks off ends its connection alone', async () => {
  await assert.rejects(async () => (await get('/broken-stream')).text())
  await logged('on purpose: stream')
  const opened = socket()
  opened.write('GET /broken-stream HTTP/1.1\r\nHost: a\r\n\r\n')
  await Promise.race([once(opened, 'data'), once(opened, 'close')])
  opened.resetAndDestroy()
  await isFine()
})

test('a method without a handler is answered with 405 and what is allowed', async () => {
  const allowOf = async (path: string, method: string): Promise<string> => {
    const response = await get(path, { method })
    assert.equal(response.status, method === 'OPTIONS' ? 204 : 405)
    return response.headers.get('allow') ?? ''
  }
  assert.equal(await allowOf('/item', 'POST'), 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
  assert.equal(await allowOf('/item', 'OPTIONS'), 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
  assert.equal(await allowOf('/read/text', 'GET'), 'POST, OPTIONS')
  assert.equal(await allowOf('/', 'PUT'), 'GET, HEAD, POST, OPTIONS')
  assert.equal(await allowOf('/faulty', 'POST'), 'GET, HEAD, OPTIONS')
  for (const [method, text] of Object.entries({ GET: 'got', PUT: 'put', PATCH: 'patched' })) {
    assert.equal(await (await get('/item', { method })).text(), text)
  }
  assert.equal(await (await get('/', { method: 'POST' })).text(), 'posted')
  const head = await get('/item', { method: 'HEAD' })
  assert.deepEqual([head.status, head.headers.get('x-got'), await head.text()], [200, '1', ''])
})

test('a body over the limit is answered with 413, with and without a length', async () => {
  const large = 'x'.repeat(1024 * 1024 + 1)
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const readers = ['text', 'json', 'formData', 'arrayBuffer', 'blob', 'stream']
  for (const reader of readers) {
    const known = await get(`/read/${reader}`, { method: 'POST', body: large, headers: type })
    assert.equal(known.status, 413, reader)
    const chunks = new Blob([large]).stream()
    const init = { method: 'POST', body: chunks, duplex: 'half', headers: type }
    assert.equal((await get(`/read/${reader}`, init as RequestInit)).status, 413, reader)
  }
  const fitting = await get('/read/text', { method: 'POST', body: large.slice(1) })
  assert.equal(await fitting.text(), 'read')
  const allowed = await get('/large', { method: 'POST', body: large })
  assert.equal(await allowed.text(), String(large.length))
  await isFine()
})

test('browsers that leave in the middle of a request or an upgrade hurt nobody', async () => {
  const begun = [
    'POST /read/text HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nx',
    'POST /read/formData HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n',
    'POST /json HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\n',
    ...['/_overwire/ws', '/other'].flatMap((path) =>
      ['Origin: http://evil.example\r\n', 'Origin: http://a\r\n', ''].map(
        (origin) =>
          `GET ${path} HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n${origin}\r\n`,
      ),
    ),
  ]
  for (let i = 0; i < 10; i++) {
    for (const text of begun) {
      const opened = socket()
      await once(opened, 'connect')
      opened.write(text)
      if (i % 2 === 0) await new Promise((resolve) => setImmediate(resolve))
      opened.resetAndDestroy()
    }
  }
  await isFine()
  const unheard = lines.filter(({ sentence }) => sentence === 'an unhandled error')
  assert.deepEqual(
    unheard.filter(({ stack }) => stack.includes('ECONNRESET')),
    [],
  )
})

test('what a view and its code leave to themselves is logged, and every event has an answer', async () => {
  await get('/faulty?how=mount')
  for (const how of ['rows', 'timer', 'float']) await get(`/faulty?how=${how}`)
  await logged('on purpose: own timer')
  await logged('on purpose: own promise')
  const bystander = await RawWindow.join(url)
  const window = await RawWindow.join(url, '/faulty?how=rows')
  const events = ['circular', 'big', 'effects', 'abort', 'talk']
  for (const [i, name] of events.entries()) {
    window.send([1, i + 1, 0, name, {}, 0, 1])
    assert.ok(await window.answer(i + 1), name)
  }
  for (const part of ['is around it', 'a big integer', 'abort listener', 'talk', 'tick'])
    await logged(part)
  window.send([6, 6, 0, 0, 'fail', {}])
  window.send([6, 7, 0, 1, 'fail', {}])
  assert.ok(await window.answer(6))
  assert.ok(await window.answer(7))
  for (const part of ['after', 'after, later', 'every', 'signal'])
    await logged(`on purpose: ${part}`)
  await window.close()
  await logged('on purpose: disconnect')
  await logged('on purpose: onClose')
  await logged('on purpose: return')
  bystander.send([1, 1, 0, 'add'])
  assert.match(JSON.stringify(await bystander.answer(1)), /^\[1,1/)
  await isFine()
})

test('a promise that a handler left to itself is logged and told to onError', async () => {
  assert.equal(await (await get('/float')).text(), 'ok')
  await logged('on purpose: promise of a handler')
  await until(() => told.some(({ during }) => during === 'unhandledRejection'), 'onError')
  await isFine()
})

test('frames that are none end their connection alone', async () => {
  for (const text of ['', '{', '[]', '[0]', '[0,1,"x.y"]', '[9]', '[1,1,0,"add"]', 'null']) {
    const window = await RawWindow.open(url, '')
    window.send(text)
    assert.ok((await window.closing()) >= 1000)
  }
  await isFine()
})
