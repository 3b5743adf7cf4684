/** What a hostile or broken client can send, and what it gets; others must not notice any of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverOf } from 'overwire'
import type { TestContext } from 'node:test'
import { WebSocket } from 'ws'
import { Counter } from './counter.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import type { Served } from './serve.ts'

const secret = 'a secret for the tests'

async function start(t: TestContext): Promise<Served> {
  return serve(t, (app) => app.live('/', Counter), { secret })
}

/** Runs what an attacker does beside a window that works before and after. */
async function besideAnother(
  t: TestContext,
  attack: (served: Served) => Promise<void>,
): Promise<void> {
  const served = await start(t)
  const bystander = await RawWindow.join(served.url)
  bystander.send([1, 1, 0, 'inc'])
  await bystander.answer(1)
  await attack(served)
  bystander.send([1, 2, 0, 'inc'])
  const answer = await bystander.answer(2)
  assert.equal(JSON.stringify(answer).replace(/\[\d+,0,2\]/, 'two'), '[1,2,0,two]')
  assert.equal(bystander.closed, undefined)
}

test('a handler that throws: error id in answer and log, stack in neither, state as before', (t) =>
  besideAnother(t, async ({ url, logged }) => {
    const window = await RawWindow.join(url)
    for (const [n, name] of [
      [1, 'fail'],
      [2, 'failLater'],
    ] as const) {
      window.send([1, n, 0, name])
      const frame = (await window.answer(n)) as [number, number, string, string, string]
      assert.deepEqual(frame.slice(0, 3), [2, n, 'E_HANDLER'])
      assert.ok(!JSON.stringify(frame).includes('secret'))
      const entry = logged.find(({ fields }) => fields['errorId'] === frame[4])
      assert.match(String(entry?.fields['error']), /secret detail/)
    }
    window.send([1, 3, 0, 'inc'])
    assert.match(JSON.stringify(await window.answer(3)), /,0,1\]/)
  }))

test('a render that throws: the last good state goes on', (t) =>
  besideAnother(t, async ({ url }) => {
    const window = await RawWindow.join(url)
    window.send([1, 1, 0, 'inc'])
    await window.answer(1)
    window.send([1, 2, 0, 'breakRender'])
    assert.equal((await window.answer(2))[2], 'E_HANDLER')
    window.send([1, 3, 0, 'inc'])
    assert.match(JSON.stringify(await window.answer(3)), /,0,2\]/)
  }))

test('an unknown event, or a method that is none: refused, and no names are told [B57, B58]', (t) =>
  besideAnother(t, async ({ url }) => {
    const window = await RawWindow.join(url)
    const names = [
      'nope',
      'hidden',
      'mount',
      'constructor',
      '__proto__',
      'render',
      'count',
      'toString',
    ]
    for (const [i, name] of names.entries()) {
      window.send([1, i + 1, 0, name])
      const frame = await window.answer(i + 1)
      assert.equal(frame[2], 'E_UNKNOWN_EVENT', name)
      assert.ok(!JSON.stringify(frame).includes('"inc'))
    }
    assert.equal(window.closed, undefined)
  }))

test('an event for a view that the window does not show reaches none', (t) =>
  besideAnother(t, async ({ url }) => {
    const window = await RawWindow.join(url)
    window.send([1, 1, 0, 'inc', null, 7])
    assert.equal((await window.answer(1))[2], 'E_UNKNOWN_EVENT')
    // Its values are asked for when it has just left: no mistake.
    window.send([4, 9])
    window.send([1, 2, 0, 'inc'])
    assert.equal((await window.answer(2))[0], 1)
  }))

test('wrong arguments: refused with what is wrong, unknown keys too [A52, B56, B59]', (t) =>
  besideAnother(t, async ({ url }) => {
    const window = await RawWindow.join(url)
    const cases: [object | undefined, RegExp][] = [
      [undefined, /amount/],
      [{ amount: '5' }, /amount: /],
      [{ amount: 101 }, /amount: /],
      [{ amount: 1, admin: true }, /unknown key admin/],
    ]
    for (const [i, [args, says]] of cases.entries()) {
      window.send(args ? [1, i + 1, 0, 'add', args] : [1, i + 1, 0, 'add'])
      const frame = await window.answer(i + 1)
      assert.equal(frame[2], 'E_BAD_ARGS')
      assert.match(String(frame[3]), says)
    }
    window.send([1, 9, 0, 'add', { amount: 7, value: 'from the DOM' }])
    assert.match(JSON.stringify(await window.answer(9)), /,0,7\]/)
  }))

test('what a JOIN leaves out may be null: it is joined as without it', (t) =>
  besideAnother(t, async ({ url }) => {
    const page = await loadPage(url)
    const window = await RawWindow.joinPage(url, page, null, null, null, null)
    assert.equal(window.closed, undefined, window.reason)
    window.send([1, 1, 0, 'inc', null, null, null])
    assert.equal((await window.answer(1))?.[0], 1)
    window.send([6, 2, 0, 1, 'nope', null])
    assert.ok(await window.answer(2))
    assert.equal(window.closed, undefined, window.reason)
  }))

test('a malformed frame ends its own connection with 4400', (t) =>
  besideAnother(t, async ({ url }) => {
    const bad: unknown[] = [
      'not json',
      '{}',
      '[]',
      '[99]',
      [1, 1],
      [1, -1, 0, 'inc'],
      [1, 1.5, 0, 'inc'],
      [1, 1, 0, 'inc', 'text'],
      [1, 1, 0, 'inc', [1]],
      [1, 1, 0, 'x'.repeat(300)],
      [2, 'x'],
      [3, 1],
      '[1,1,0,"inc",{"__proto__":{"a":1}}]',
      '[1,1,0,"inc",{"a":{"\\u005f_proto__":1}}]',
      [0, 1, 'again'],
    ]
    for (const frame of bad) {
      const window = await RawWindow.join(url)
      window.send(frame)
      assert.equal(await window.closing(), 4400, JSON.stringify(frame))
      assert.match(window.reason, /E_FRAME_MALFORMED/)
    }
    const early = await RawWindow.open(url, '')
    early.send([1, 1, 0, 'inc'])
    assert.equal(await early.closing(), 4400)
    const binary = await RawWindow.join(url)
    binary.socket.send(Buffer.from([1, 2, 3]))
    assert.equal(await binary.closing(), 4400)
  }))

test('an oversized frame ends its own connection with 1009 [B166]', (t) =>
  besideAnother(t, async ({ url }) => {
    const window = await RawWindow.join(url)
    window.send([1, 1, 0, 'inc', { text: 'x'.repeat(1_100_000) }])
    assert.equal(await window.closing(), 1009)
  }))

test('a foreign origin gets no socket, one that is allowed does [B167]', async (t) => {
  const allowed = 'https://friend.example'
  const { url } = await serve(t, (app) => app.live('/', Counter), { origins: [allowed] })
  for (const origin of ['https://evil.example', 'null', '', `${url}.evil.example`]) {
    const window = await RawWindow.open(url, '', origin)
    assert.equal(window.closed, 1006, origin)
  }
  const friend = await RawWindow.open(url, '', allowed)
  assert.equal(friend.closed, undefined)
  await friend.close()
})

test('a forged, foreign or expired token opens nothing [B167]', (t) =>
  besideAnother(t, async ({ url, app }) => {
    const page = await loadPage(url)
    const tries = async (token: string, cookie: string): Promise<number> => {
      const window = await RawWindow.open(url, cookie)
      window.send([0, 1, token])
      return window.closing()
    }
    const last = page.token.at(-1) === 'A' ? 'B' : 'A'
    assert.equal(await tries(page.token.slice(0, -1) + last, page.cookie), 4401)
    assert.equal(await tries('x.y', page.cookie), 4401)
    assert.equal(await tries('', page.cookie), 4401)
    assert.equal(await tries(page.token, ''), 4401, 'a token without its session')
    const other = await loadPage(url)
    assert.equal(await tries(page.token, other.cookie), 4401, 'a token of another session')
    const sessionAsToken = decodeURIComponent(page.cookie.split('=')[1]!)
    assert.equal(await tries(sessionAsToken, page.cookie), 4401, 'a cookie as token')
    t.mock.method(serverOf(app).settings.clock, 'now', () => Date.now() + 25 * 60 * 60 * 1000)
    assert.equal(await tries(page.token, page.cookie), 4402)
    t.mock.restoreAll()
  }))

test('too many events in a short time are refused, and the window goes on [B166]', async (t) => {
  const limits = { eventsPerSecond: 10, eventBurst: 5 }
  const { url } = await serve(t, (app) => app.live('/', Counter), { limits })
  const window = await RawWindow.join(url)
  for (let n = 1; n <= 8; n++) window.send([1, n, 0, 'inc'])
  assert.equal((await window.answer(8))[2], 'E_RATE')
  assert.equal((await window.answer(5))[0], 1)
  assert.equal(window.closed, undefined)
})

test('an address may open only so many windows [B166]', async (t) => {
  const limits = { windowsPerAddress: 2 }
  const { url } = await serve(t, (app) => app.live('/', Counter), { limits })
  const first = await RawWindow.join(url)
  await RawWindow.join(url)
  const third = await RawWindow.join(url)
  assert.equal(await third.closing(), 4429)
  await first.close()
  const fourth = await RawWindow.join(url)
  assert.equal(fourth.closed, undefined)
})

test('a browser of another version is told so', async (t) => {
  const { url } = await start(t)
  const page = await loadPage(url)
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 7, page.token])
  assert.equal(await window.closing(), 4406)
})

test('a browser that sends on and takes no answers is given up', (t) =>
  besideAnother(t, async ({ url }) => {
    const window = await RawWindow.join(url)
    for (let n = 1; n <= 1500; n++) window.send([1, n, 0, 'nope'])
    assert.equal(await window.closing(), 4413)
  }))

test('a connection that fell silent is given up, its window may come back [B155]', async (t) => {
  let now = 1e12
  const timers: (() => void)[] = []
  const clock = {
    now: () => now,
    after: (ms: number, run: () => void) => {
      if (ms === 15_000) timers.push(run)
      return () => undefined
    },
  }
  const { url, app } = await serve(t, (app) => app.live('/', Counter), { clock })
  const window = await RawWindow.join(url)
  const other = await RawWindow.join(url)
  now += 100_000
  other.send([3])
  await other.until(() => other.frames.length === 2)
  now += 100_000
  timers.pop()!()
  assert.equal(await window.closing(), 4408)
  assert.equal(other.closed, undefined)
  assert.deepEqual(app.counts, { connected: 1, pending: 0, absent: 1 })
})

test('an upgrade on another path is refused', async (t) => {
  const { url } = await start(t)
  const socket = new WebSocket(`${url.replace('http', 'ws')}/elsewhere`)
  const error = await new Promise<Error>((resolve) => socket.on('error', resolve))
  assert.match(error.message, /404/)
})

class Failing extends Counter {
  mount(): void {
    if (Counter.mounts++ > failAfter) throw new Error('secret detail')
  }
}
let failAfter = Infinity

test('a page that fails to mount for a socket tells nothing of why', async (t) => {
  const limits = { pendingPages: 0 }
  const { url, logged } = await serve(t, (app) => app.live('/', Failing), { limits })
  const page = await loadPage(url)
  failAfter = -1
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  assert.equal(await window.closing(), 4500)
  assert.ok(!window.reason.includes('secret'))
  assert.match(String(logged.at(-1)!.fields['error']), /secret detail/)
})
