/**
 * The golden frames against the server: it reads those of a browser and refuses what is none of them,
 * and says word for word what stands in the others. test/browser/frames.test.ts is the other end.
 * `OVERWIRE_FRAMES=write node --import tsx --test test/frames.test.ts` writes updates.json anew: read
 * the difference before you commit it, it is a change of the protocol.
 */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { fail, LiveError } from '../src/base/errors.ts'
import { html, svg } from '../src/index.ts'
import type { Block } from '../src/index.ts'
import { Connection } from '../src/server/gateway.ts'
import type { Pages } from '../src/server/pages.ts'
import { AddressCount } from '../src/server/rate-limits.ts'
import { settingsOf } from '../src/server/settings.ts'
import type { Page } from '../src/server/page.ts'
import { templateOf } from '../src/template/template.ts'
import type { Template } from '../src/template/template.ts'
import { decode, encode } from '../src/wire/codec.ts'
import { FromBrowser, FromServer, ListOp, Mode, PROTOCOL } from '../src/wire/frames.ts'
import type { Json } from '../src/wire/frames.ts'
import {
  browserGolden,
  openSocket,
  openWindow,
  serverGolden,
  sessionGolden,
  updateOf,
  updatesGolden,
} from './frames/golden.ts'
import type { Update } from './frames/golden.ts'
import { renders } from './frames/renders.ts'
import { SampleView } from './frames/sample-view.ts'
import { loadPage, RawWindow } from './server/raw-window.ts'
import { serve } from './server/serve.ts'

test('the server reads every golden frame of a browser', () => {
  for (const { name, frame } of browserGolden().frames) {
    assert.deepEqual(decode(encode(frame)), frame, name)
  }
})

test('the golden frames have every opcode and every list operation [B158]', () => {
  const browser = browserGolden().frames.map(({ frame }) => frame[0])
  assert.deepEqual([...new Set(browser)].sort(), Object.values(FromBrowser))
  const server = serverGolden().map(({ frame }) => frame[0])
  assert.deepEqual([...new Set(server)].sort(), Object.values(FromServer))
  const updates = JSON.stringify(updatesGolden())
  for (const op of Object.values(ListOp)) assert.ok(updates.includes(`[${op},`), String(op))
})

test('the server refuses mutilated frames', () => {
  for (const { name, text } of browserGolden().mutilated) {
    const isRefusal = (error: unknown): boolean =>
      error instanceof LiveError && error.code === 'E_FRAME_MALFORMED' && error.close === 4400
    assert.throws(() => decode(text), isRefusal, name)
  }
})

test('a golden frame of a browser that is cut off, or has a wrong element, is refused', () => {
  for (const { frame } of browserGolden().frames) {
    const text = encode(frame)
    for (let length = 0; length < text.length; length++) {
      assert.throws(() => decode(text.slice(0, length)), LiveError)
    }
    // The arguments of an EVENT and of a CALL may be any object.
    const args = frame[0] === FromBrowser.CALL ? 5 : 4
    for (let at = 1; at < frame.length; at++) {
      const wrong = (frame as unknown[]).with(at, at === args ? true : { not: 'this' })
      assert.throws(() => decode(JSON.stringify(wrong)), LiveError, JSON.stringify(wrong))
    }
  }
})

/** How the server comes to say what stands in server.json. */
const says: Record<string, () => Json | Promise<Json>> = {
  'HELLO to a page that is current': () => hello(Mode.ADOPTED, 0, 0),
  'HELLO to a window that goes on': () => hello(Mode.RESUMED, 7, 12),
  'HELLO to a page that was mounted anew': () => hello(Mode.FRESH, 0, 0),
  'UPDATE without a patch': () => last((window) => window.update(1, 0, undefined)),
  'UPDATE that answers several events': () =>
    last((window) => window.update([1, 2, 3], 0, [1, 0, 6])),
  'UPDATE that answers none': () => last((window) => window.update(0, 0, [1, 0, 6])),
  ERROR: () => last((window) => window.refuse(1, fail('E_UNKNOWN_EVENT'))),
  'ERROR with an id': () => last((window) => window.refuse([1, 2], fail('E_HANDLER'), 'aB3-d_6h')),
  TEMPLATES: () => first((window) => window.add(known(html`<p>${0}</p>`))),
  'TEMPLATES with one that the browser has': () =>
    first((window) => {
      const template = known(html`<p>${0}</p>`)
      window.knows([template.hash])
      window.add(template)
    }),
  'TEMPLATES with SVG': () => first((window) => window.add(known(svg`<circle r=${0} />`))),
  VALUES: () => last((window) => window.values(0, 0, [-1, 6])),
  TITLE: () => last((window) => window.title('Two <messages>')),
  PONG: () => viaConnection((connection) => connection.receive(encode([FromBrowser.PING]))),
  RECONNECT: () => viaConnection((connection) => connection.sendAway(250)),
  EFFECTS: () =>
    last((window) =>
      window.effects(0, [
        ['flash', 'info', 'Saved <b>'],
        ['url', '/users?page=2', 0],
      ]),
    ),
  REPLY: () => last((window) => window.reply(6, { id: 7 })),
  'UPDATE of an event whose work goes on': () => last((window) => window.update(-1, 0, [1, 0, 6])),
}

type OpenWindow = ReturnType<typeof openWindow>['window']

function last(act: (window: OpenWindow) => void): Json {
  const { window, sent } = openWindow()
  act(window)
  return JSON.parse(sent.at(-1)!) as Json
}

/** Templates go out before the update that mentions them. */
function first(act: (window: OpenWindow) => void): Json {
  const { window, sent } = openWindow()
  act(window)
  window.update(0, 0, null)
  return JSON.parse(sent[0]!) as Json
}

/** A block's template, with the alias of the golden frames. */
function known(block: Block): Template {
  return Object.assign(templateOf(block), { alias: 1 })
}

function hello(mode: (typeof Mode)[keyof typeof Mode], lastEvent: number, seq: number): Json {
  const { window } = openWindow()
  window.lastEvent = lastEvent
  const { socket, sent } = openSocket()
  window.hello(socket, { build: 'BUILD', mode, seq, eventBytes: 1_048_576 })
  return JSON.parse(sent[0]!.replace(window.makeKey(), 'KEY')) as Json
}

/** The last frame of a connection that has joined. */
async function viaConnection(act: (connection: Connection) => void): Promise<Json> {
  const { window } = openWindow()
  const { socket, sent } = openSocket()
  const page = { window, instance: { request: { user: null } } } as Page
  const pages: Pages<Connection> = {
    join: () => Promise.resolve({ page, mode: Mode.ADOPTED }),
    lost: () => false,
    comesBack: () => undefined,
    navigate: () => undefined,
    call: () => undefined,
    addresses: new AddressCount(),
    unjoined: new Set(),
    settings: settingsOf({ development: true }),
    build: 'BUILD',
  }
  const connection = new Connection(pages, socket, { headers: new Headers(), address: '' })
  connection.receive(encode([FromBrowser.JOIN, PROTOCOL, 'TOKEN']))
  await new Promise(setImmediate)
  act(connection)
  return JSON.parse(sent.at(-1)!) as Json
}

test('the server says what the golden frames say', async () => {
  const golden = serverGolden()
  assert.deepEqual(
    Object.keys(says),
    golden.map(({ name }) => name),
  )
  for (const { name, frame } of golden) assert.deepEqual(await says[name]!(), frame, name)
})

test('renders that follow each other give the golden updates', () => {
  const updates = renders.map(updateOf)
  if (process.env['OVERWIRE_FRAMES'] === 'write') writeUpdates(updates)
  const golden = updatesGolden()
  assert.deepEqual(
    updates.map(({ name }) => name),
    golden.map(({ name }) => name),
  )
  updates.forEach((update, i) => assert.deepEqual(update, golden[i], update.name))
})

function writeUpdates(updates: Update[]): void {
  const lines = updates.map((update) => {
    const fields = Object.entries(update).map(([key, value]) => {
      const text = Array.isArray(value)
        ? `[\n${value.map((frame) => `      ${JSON.stringify(frame)}`).join(',\n')}\n    ]`
        : JSON.stringify(value)
      return `    "${key}": ${text}`
    })
    return `  {\n${fields.join(',\n')}\n  }`
  })
  writeFileSync('test/frames/updates.json', `[\n${lines.join(',\n')}\n]\n`)
}

test('the sample session is what a server says over a socket [B158]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', SampleView))
  const page = await loadPage(url)
  const names = new Map([['TOKEN', page.token]])
  const withNames = (frame: unknown): unknown =>
    JSON.parse(JSON.stringify(frame), (_, value) => names.get(value as string) ?? (value as Json))
  let window = await RawWindow.open(url, page.cookie)
  let read = 0
  for (const step of sessionGolden()) {
    if (step.from === 'browser') {
      window.send(withNames(step.frame))
    } else if (step.from === 'server') {
      await window.until(() => window.frames.length > read || window.closed !== undefined)
      const frame = window.frames[read++]
      if (step.frame[0] === FromServer.HELLO && frame?.[0] === FromServer.HELLO) {
        names.set('BUILD', frame[2]).set('KEY', frame[3])
      }
      assert.deepEqual(frame, withNames(step.frame))
    } else {
      // The answer reaches nobody, the event did reach the server.
      await window.answer(2)
      window.socket.terminate()
      window = await RawWindow.open(url, page.cookie)
      read = 0
    }
  }
  assert.equal(window.closed, undefined)
})

test('docs/protocol.md shows the sample session and its version', () => {
  const page = readFileSync('docs/protocol.md', 'utf8')
  const { 1: block } = /## A sample session[\s\S]*?```\n([\s\S]*?)```/.exec(page)!
  const shown = block!.trim().split('\n')
  const session = sessionGolden().map((step) =>
    step.from === 'network'
      ? `          … ${step.note} …`
      : `${step.from.padEnd(10)}${encode(step.frame)}`,
  )
  assert.deepEqual(shown, session)
  assert.match(page, new RegExp(`^# The wire protocol, version ${PROTOCOL}\n`))
})
