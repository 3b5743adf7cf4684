/**
 * Random input at each way in. `OVERWIRE_FUZZ_SECONDS` (60) is shared by the tests, `OVERWIRE_FUZZ_SEED` (1)
 * repeats a run; a failure names its seed, its path and the smallest input.
 */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import * as fc from 'fast-check'
import { LiveError } from '../../src/base/errors.ts'
import { safeAddress } from '../../src/base/address.ts'
import { liquid } from '../../src/liquid/liquid.ts'
import { LiveRequest } from '../../src/live/page/request.ts'
import { VisitorSession } from '../../src/live/page/session.ts'
import { FromServer } from '../../src/wire/frames.ts'
import { operations } from '../../src/wire/operations.ts'
import { printStatic } from '../../src/template/print.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { typescript } from '../typescript.ts'

const seconds = Number(process.env['OVERWIRE_FUZZ_SECONDS'] ?? 60)
const seed = Number(process.env['OVERWIRE_FUZZ_SEED'] ?? 1)
/** The longest that 99 of 100 answers of another window may take, in ms. */
const ANSWER_MS = 250

/** Inputs of one round; the time is looked at between rounds, so that no input is left half way. */
const ROUND = 20

/** Checks for a share of the time. What was found is shrunk and thrown, with the seed of its round. */
async function check<T>(share: number, property: fc.IRawProperty<T>): Promise<void> {
  const end = performance.now() + seconds * share * 1000
  for (let round = 0; round === 0 || performance.now() < end; round++) {
    // Sockets are served in between.
    await setImmediate()
    await fc.assert(property, {
      seed: seed * 1_000_000 + round,
      numRuns: ROUND,
      endOnFailure: true,
    })
  }
}

const piece = fc.constantFrom(
  ...[
    'java',
    'script',
    'JaVaScRiPt',
    ':',
    'vbscript:',
    'data:',
    'text/html',
    'image/png',
    ',',
    ';',
    '//',
  ],
  ...[
    '\t',
    '\n',
    '\r',
    '\0',
    '\u0001',
    ' ',
    '\u00a0',
    '\ufeff',
    '\\',
    '/',
    '?',
    '#',
    '@',
    '%3a',
    '&#58;',
    'x',
  ],
)
const address = fc.oneof(
  fc
    .array(fc.oneof({ weight: 4, arbitrary: piece }, fc.string({ maxLength: 3 })))
    .map((parts) => parts.join('')),
  fc.webUrl(),
  fc.string({ unit: 'binary' }),
)

test('no address that passes is a script for a browser', async (t) => {
  let runs = 0
  const pass = (text: string): void => {
    runs++
    const passed = safeAddress(text)
    if (!URL.canParse(passed, 'https://site.example/')) return
    const { protocol, href } = new URL(passed, 'https://site.example/')
    // Of another type than that of a document or a script nothing runs.
    const [type = ''] = href.split(/[;,]/)
    if (protocol === 'data:') assert.doesNotMatch(type, /html|xml|svg|script/i)
    else assert.doesNotMatch(protocol, /^(javascript|vbscript|view-source|filesystem):$/)
  }
  await check(0.1, fc.property(address, pass))
  t.diagnostic(`${runs} addresses, seed ${seed}`)
})

const token = fc.constantFrom(
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{{-',
    '-%}',
    ' a ',
    ' b.c ',
    ' if a ',
    ' endif ',
    ' for x in b ',
    ' endfor ',
  ],
  ...[
    ' else ',
    ' case a ',
    ' when 1 ',
    ' raw ',
    ' endraw ',
    ' assign q = a ',
    ' | upcase ',
    ' | where: "x"',
  ],
  ...[
    '<p>',
    '</p>',
    '<p ',
    '>',
    ' href="',
    '"',
    "'",
    '<script>',
    '</script>',
    '<!--',
    '-->',
    '<style>',
  ],
  ...[
    ' @click=',
    ' live-click="',
    '<svg>',
    '<template>',
    '</',
    '<',
    '=',
    '.value=',
    '[0]',
    '(1..3)',
  ],
)
const template = fc.oneof(
  { weight: 4, arbitrary: fc.array(token, { maxLength: 25 }).map((all) => all.join('')) },
  fc.string(),
)
const request = LiveRequest.read({
  url: '/',
  headers: new Headers(),
  params: {},
  session: new VisitorSession({ id: 's' }, 0),
  address: '',
  sealer: { seal: () => '', open: () => undefined },
})

test('a Liquid template prints, or is refused with an error of the table', async (t) => {
  let runs = 0
  let engine = liquid()
  const data = { a: '<script>', b: [{ x: 1 }, { c: '"' }], c: { toString: null } }
  const pass = (text: string): void => {
    // Programs are kept by their text.
    if (++runs % 1000 === 0) engine = liquid()
    try {
      printStatic(engine.block({ template: text, view: 'Fuzzed' }, data, { request }))
    } catch (error) {
      if (!(error instanceof LiveError)) throw error
    }
  }
  await check(0.2, fc.property(template, pass))
  t.diagnostic(`${runs} templates, seed ${seed}`)
})

let child: ChildProcess
let url = ''
let bystander: RawWindow
let asked = 0
const times: number[] = []

async function told(): Promise<{ url?: string; heap: number; undeclared: number }> {
  const [message] = (await once(child, 'message')) as [{ heap: number; undeclared: number }]
  return message
}

function state(): ReturnType<typeof told> {
  child.send('state')
  return told()
}

before(async () => {
  const program = fileURLToPath(new URL('fuzzed-process.ts', import.meta.url))
  child = fork(program, { execArgv: [...typescript, '--expose-gc'] })
  url = (await told()).url!
  bystander = await RawWindow.join(url)
})

after(() => child.disconnect())

/** Another window's event is answered as ever, while the process lives. */
async function isWell(): Promise<void> {
  assert.equal(child.exitCode, null, 'the process runs')
  const n = ++asked
  const began = performance.now()
  // Each answer was one frame; the event acknowledges them.
  bystander.send([1, n, n - 1, 'add'])
  const answer = await bystander.answer(n)
  times.push(performance.now() - began)
  assert.equal(answer?.[0], 1, JSON.stringify(answer))
  assert.ok(JSON.stringify(answer).includes(String(n)), 'its own count')
  bystander.frames.length = 0
}

const { frames: golden } = JSON.parse(
  readFileSync(new URL('../frames/browser.json', import.meta.url), 'utf8'),
) as { frames: { frame: unknown[] }[] }
const recorded = golden.map(({ frame }) => JSON.stringify(frame))
const name = fc.constantFrom(
  ...[
    'add',
    'secret',
    'treasure',
    'constructor',
    '__proto__',
    'render',
    'mount',
    'declared',
    'toString',
  ],
)
const value = fc.oneof(name, fc.integer(), fc.jsonValue({ maxDepth: 2 }), fc.constant(0))

/** Bytes in place of others. */
const edited = (base: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      base,
      fc.array(fc.tuple(fc.nat(400), fc.nat(3), fc.string({ maxLength: 4 })), { maxLength: 4 }),
    )
    .map(([text, edits]) =>
      edits.reduce(
        (now, [at, length, by]) =>
          now.slice(0, at % (now.length + 1)) + by + now.slice((at % (now.length + 1)) + length),
        text,
      ),
    )

/** Stands for the number of a window's next event. */
const NEXT = 'next'

const frame = fc.oneof(
  fc
    .tuple(fc.integer({ min: -1, max: 9 }), fc.array(value, { maxLength: 7 }))
    .map(([op, rest]) => JSON.stringify([op, ...rest])),
  // Events that the gateway takes, of names that are declared and others.
  {
    weight: 6,
    arbitrary: fc
      .tuple(name, fc.option(fc.dictionary(name, value)))
      .map(([called, args]) => JSON.stringify([1, NEXT, 0, called, args])),
  },
  edited(fc.constantFrom(...recorded)),
  fc.string(),
)
const some = fc.array(frame, { maxLength: 5 })
/** Most that comes before the join ends the socket. */
const early = fc.oneof({ weight: 3, arbitrary: fc.constant<string[]>([]) }, some)

async function flooded(first: string[], join: boolean, next: string[]): Promise<void> {
  const page = await loadPage(url)
  const window = await RawWindow.open(url, page.cookie)
  let events = 0
  const send = (text: string): void => {
    const numbered = text.replace(`[1,"${NEXT}"`, () => `[1,${++events}`)
    if (window.closed === undefined) window.send(numbered)
  }
  for (const text of first) send(text)
  if (join) {
    send(JSON.stringify([0, 1, page.token]))
    await window.until(() => window.frames.length > 0 || window.closed !== undefined)
  }
  for (const text of next) send(text)
  await isWell()
  window.socket.terminate()
}

test('frames of any shape, before and after the join, harm nobody', async (t) => {
  let runs = 0
  const property = fc.asyncProperty(early, fc.boolean(), some, async (...args) => {
    runs++
    await flooded(...args)
  })
  await check(0.1, property)
  const before = await state()
  await check(0.2, property)
  const { heap, undeclared } = await state()
  t.diagnostic(`${runs} windows, heap ${before.heap} to ${heap}, seed ${seed}`)
  assert.equal(undeclared, 0, 'nothing is called that is not declared')
  assert.ok(heap < before.heap * 1.1, `the heap grew from ${before.heap} to ${heap}`)
})

const text = fc.oneof(piece, name, fc.string(), fc.constantFrom('#a', 'onclick', 'srcdoc', 'href'))
const target = fc.oneof(text, fc.record({ id: text }))
const place = fc.constantFrom('append', 'prepend', 'before', 'after', 'replace', 'morph', 'remove')
const attribute = fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null))
const step = fc.oneof(
  fc.record({ target, all: fc.boolean(), text: fc.oneof(text, fc.integer()), focus: fc.boolean() }),
  fc.tuple(target, text, place).map(([at, html, how]) => ({ target: at, html, [how]: true })),
  fc.record({ target, attributes: fc.dictionary(text, attribute, { maxKeys: 2 }) }),
  fc.record({ target, addClass: text, toggleClass: text }),
  fc.record({ title: text, scroll: text }),
  fc.record({ url: fc.oneof(text, fc.constant('/a')), script: text }, { requiredKeys: [] }),
)
const steps = fc.oneof({ weight: 4, arbitrary: fc.array(step, { maxLength: 4 }) }, fc.jsonValue())

test('what handlers send of any shape is answered, and brings no code to the browser', async (t) => {
  let [runs, sent, taken] = [0, 0, 0]
  const window = await RawWindow.join(url)
  const property = fc.asyncProperty(steps, async (data) => {
    const n = ++runs
    window.send([6, n, 0, 0, 'tell', { form: { steps: JSON.stringify(data) } }])
    assert.ok(await window.answer(n), 'an answer')
    for (const [op, , ...effects] of window.frames as [number, number, ...unknown[]][]) {
      if (op !== FromServer.EFFECTS) continue
      for (const [effect, ...changes] of effects as [string, ...[string, ...unknown[]][]][]) {
        sent++
        assert.ok(['dom', 'url'].includes(effect), effect)
        if (effect !== 'dom') continue
        for (const [operation, , attribute] of changes) {
          assert.ok(Object.hasOwn(operations, operation) && operation !== 'script', operation)
          if (operation === 'attribute') assert.doesNotMatch(String(attribute), /^(on|srcdoc$)/i)
        }
      }
    }
    // All but HELLO are counted here.
    taken += window.frames.filter(([op]) => op !== FromServer.HELLO).length
    window.send([2, taken])
    window.frames.length = 0
    await isWell()
  })
  await check(0.1, property)
  t.diagnostic(`${runs} answers with ${sent} effects, seed ${seed}`)
  assert.ok(sent > 0)
  window.socket.terminate()
})

const requests = fc.constantFrom(
  'GET / HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\n\r\n',
  'GET /other/%41?x=1 HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n',
  'HEAD / HTTP/1.0\r\n\r\n',
  'POST / HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\na=b',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n--x--\r\n0\r\n\r\n',
  'GET /_overwire/ws HTTP/1.1\r\nHost: a\r\nOrigin: http://a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\x81\x05[3,1]',
)

test('requests of any bytes harm nobody', async (t) => {
  let runs = 0
  const property = fc.asyncProperty(edited(requests), async (text) => {
    runs++
    const socket = connect(Number(new URL(url).port), 'localhost')
    socket.on('error', () => undefined).resume()
    await once(socket, 'connect')
    socket.write(text, 'latin1')
    await isWell()
    socket.destroy()
  })
  await check(0.2, property)
  t.diagnostic(`${runs} requests, seed ${seed}`)
})

test('forged cookies and tokens open nothing and fail nothing', async (t) => {
  let runs = 0
  const page = await loadPage(url)
  const forged = edited(fc.constant(page.token))
  const printable = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').trim()
  const property = fc.asyncProperty(
    forged,
    edited(fc.constant(page.cookie)),
    async (token, cookie) => {
      runs++
      const response = await fetch(url, { headers: { cookie: printable(cookie) } })
      await response.arrayBuffer()
      assert.equal(response.status, 200)
      if (token === page.token) return
      const window = await RawWindow.open(url, page.cookie)
      window.send([0, 1, token])
      await window.until(() => window.frames.length > 0 || window.closed !== undefined)
      assert.notEqual(window.frames[0]?.[0], 0, `${token} joined`)
      window.socket.terminate()
      await isWell()
    },
  )
  await check(0.2, property)
  t.diagnostic(`${runs} tokens, seed ${seed}`)
})

test('meanwhile another window got its answers in time', (t) => {
  const sorted = times.toSorted((a, b) => a - b)
  const late = sorted[Math.floor(sorted.length * 0.99)]!
  t.diagnostic(
    `${sorted.length} answers, 99% within ${late.toFixed(1)} ms, longest ${sorted.at(-1)!.toFixed(1)}`,
  )
  assert.ok(late < ANSWER_MS, `99% of answers took up to ${late} ms`)
})
