/** How much one browser may ask, in frames and in bytes, and who is counted. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { createApp, event, html, LiveView, serverOf } from 'overwire'
import type { App, AppOptions, Limits } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

let gate: Promise<void> | undefined

class Page extends LiveView {
  n = 0
  @event up(): void {
    this.n++
  }
  @event result(): string {
    return 'x'.repeat(100_000)
  }
  @event message(): void {
    this.pushEvent('x', 'x'.repeat(100_000) + this.n++)
  }
  @event async wait(_args: object): Promise<void> {
    await gate
  }
  render() {
    return html`<p>${this.n}</p><b @click=${this.up} @focus=${this.result} @blur=${this.message} @input=${this.wait}></b>`
  }
}

const route = (app: App): unknown => app.live('/', Page)

/** A window on a socket of this test's own. */
async function inMemory(limits: Partial<Limits>) {
  const silent = { info: () => {}, warn: () => {}, error: () => {} }
  const app = createApp({ secret: 'a secret for limits', limits, logger: silent })
  app.live('/', Page)
  const response = await app.fetch(new Request('http://a/'))
  const cookie = response.headers.get('set-cookie')!.split(';')[0]!
  const token = /live-root="([^"]+)"/.exec(await response.text())![1]!
  const socket = {
    bufferedAmount: 0,
    sent: [] as string[],
    code: 0,
    send: (text: string) => void socket.sent.push(text),
    close: (code: number) => void (socket.code = code),
  }
  const headers = new Headers({ cookie, host: 'a', origin: 'http://a' })
  const connection = serverOf(app).connect(socket, { headers, address: '1.2.3.4' })
  connection.receive(JSON.stringify([0, 1, token]))
  await eventually(() => socket.sent.length > 0)
  return { app, socket, connection }
}

test('every kind of frame takes from the allowance', async () => {
  const limits = { eventBurst: 4, eventsPerSecond: 0.001 }
  const kinds: [string, unknown[], number][] = [
    ['PING', [3], 6],
    ['HEAL', [4, 0], 6],
    ['ACK of nothing new', [2, 0], 30],
    ['an event that was sent again', [1, 1, 0, 'up'], 30],
  ]
  for (const [kind, frame, count] of kinds) {
    const { connection, socket } = await inMemory(limits)
    for (let i = 0; i < count; i++) connection.receive(JSON.stringify(frame))
    assert.equal(socket.code, 4413, kind)
  }
})

test('what a browser sends again after a lost connection is no flood', async () => {
  const { connection, socket } = await inMemory({})
  for (let n = 1; n <= 100; n++) connection.receive(JSON.stringify([1, n, 0, 'up']))
  await eventually(() => socket.sent.some((text) => text.includes('100')))
  for (let n = 1; n <= 100; n++) connection.receive(JSON.stringify([1, n, 0, 'up']))
  for (let n = 1; n <= socket.sent.length; n++) connection.receive(JSON.stringify([2, n]))
  assert.equal(socket.code, 0)
})

test('an acknowledgement gives back no less allowance than it takes', async () => {
  const { connection, socket } = await inMemory({ eventBurst: 2, eventsPerSecond: 1_000_000 })
  for (let n = 1; n <= 20; n++) {
    connection.receive(JSON.stringify([1, n, 0, 'up']))
    connection.receive(JSON.stringify([2, n - 1]))
  }
  await eventually(() => socket.sent.length > 1)
  assert.ok(!socket.sent.some((text) => text.includes('E_RATE')), socket.sent.join('\n'))
})

test('nothing is written to a socket that takes nothing', async () => {
  const { connection, socket } = await inMemory({ ringBytes: 1000 })
  connection.receive('[3]')
  assert.equal(socket.code, 0)
  socket.bufferedAmount = 1001
  const before = socket.sent.length
  connection.receive('[3]')
  assert.equal(socket.code, 4413)
  assert.equal(socket.sent.length, before)
})

const sizeOf = (texts: string[]): number => texts.reduce((sum, text) => sum + text.length, 0)

test('results that a browser does not take end its connection', async () => {
  const { connection, socket } = await inMemory({ ringBytes: 100_000 })
  for (let n = 1; n <= 40; n++) {
    connection.receive(JSON.stringify([1, n, 0, 'result', {}, 0, 1]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.equal(socket.code, 4413)
  assert.ok(sizeOf(socket.sent) < 700_000, String(sizeOf(socket.sent)))
})

test('effects that a browser does not take are bounded: older ones are dropped', async () => {
  const { connection, socket } = await inMemory({ ringBytes: 1000 })
  for (let n = 1; n <= 40; n++) {
    connection.receive(JSON.stringify([1, n, 0, 'message']))
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.ok(sizeOf(socket.sent) < 500_000)
  for (let n = 1; n < 5; n++) {
    connection.receive(JSON.stringify([2, n]))
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.ok(sizeOf(socket.sent) < 1_500_000, String(sizeOf(socket.sent)))
  // On a busy machine its events wait for their turn.
  for (let n = 5; !socket.sent.some((text) => text.includes('x39')); n++) {
    connection.receive(JSON.stringify([2, socket.sent.length - 1]))
    await new Promise((resolve) => setTimeout(resolve, 1))
    assert.ok(n < 10_000)
  }
  assert.equal(socket.code, 0)
})

for (const trustedProxies of [1, ['loopback']]) {
  test(`behind a proxy windows count for their browsers, and IPv6 for its network: trusted ${trustedProxies}`, async (t) => {
    const limits = { windowsPerAddress: 1 }
    const { url } = await serve(t, route, { limits, trustedProxies })
    const { cookie, token } = await loadPage(url)
    const join = async (from: string): Promise<RawWindow> => {
      const window = new RawWindow(url, { origin: url, cookie, 'x-forwarded-for': from })
      await once(window.socket, 'open')
      window.send([0, 1, token])
      await window.until(() => window.frames.length > 0 || window.closed !== undefined)
      return window
    }
    const joined = [await join('1.2.3.4'), await join('1.2.3.5'), await join('2001:db8:0:1::1')]
    assert.deepEqual(
      joined.map(({ closed }) => closed),
      [undefined, undefined, undefined],
    )
    assert.equal((await join('6.6.6.6, 1.2.3.4')).closed, 4429)
    assert.equal((await join('2001:db8:0:1:ffff::9')).closed, 4429)
    assert.equal((await join('2001:db8:0:2::1')).closed, undefined)
  })
}

test('a time of day that is set back or forth changes no limit', async (t) => {
  for (const elapsed of [() => performance.now(), undefined]) {
    let shift = 0
    const clock = {
      now: () => Date.now() + shift,
      after: (ms: number, run: () => void) => {
        const timer = setTimeout(run, ms)
        timer.unref()
        return () => clearTimeout(timer)
      },
      ...(elapsed && { elapsed }),
    }
    const limits = { eventBurst: 3, eventsPerSecond: 100_000, graceMs: 60_000 }
    const { url, app } = await serve(t, route, { clock, limits })
    const window = await RawWindow.join(url)
    shift = -3_600_000
    for (let n = 1; n <= 5; n++) {
      // A millisecond brings a hundred events; this clock knows no parts of one.
      const sentAt = Date.now()
      window.send([1, n, 0, 'up'])
      assert.equal((await window.answer(n))[0], 1, String(n))
      await eventually(() => Date.now() > sentAt)
    }
    window.socket.terminate()
    await eventually(() => app.counts.absent === 1)
    if (elapsed) shift = 3_600_000
    // The next window makes room for nobody who may still come back.
    const other = await RawWindow.join(url)
    await other.close()
    assert.equal(app.counts.absent, 1)
  }
})

test('events that wait are bounded in bytes, for a window and for its address', async (t) => {
  let open = (): void => {}
  gate = new Promise((resolve) => (open = resolve))
  const limits = { mailboxBytes: 100_000, addressBytes: 150_000 }
  const { url, app } = await serve(t, route, { limits })
  const { cookie } = await loadPage(url)
  const [one, two] = [await RawWindow.join(url, '/', cookie), await RawWindow.join(url)]
  const text = 'x'.repeat(30_000)
  for (let n = 1; n <= 5; n++) one.send([1, n, 0, 'wait', { text }])
  assert.equal((await one.answer(4))[2], 'E_MAILBOX_FULL')
  assert.equal((await one.answer(5))[2], 'E_MAILBOX_FULL')
  assert.ok(app.waitingBytes > 90_000 && app.waitingBytes < 100_000)
  for (let n = 1; n <= 3; n++) two.send([1, n, 0, 'wait', { text }])
  // Small ones are bounded by their number.
  two.send([1, 4, 0, 'up'])
  assert.equal((await two.answer(2))[2], 'E_MAILBOX_FULL')
  // A new connection of the window changes nothing.
  const before = app.waitingBytes
  const key = one.frames[0]![3] as string
  const page = await loadPage(url, cookie)
  const again = await RawWindow.open(url, cookie)
  again.send([0, 1, page.token, key, 0, []])
  await again.until(() => again.frames.some((frame) => frame[2] === 'E_MAILBOX_FULL'))
  assert.equal(app.waitingBytes, before)
  again.send([1, 6, 0, 'wait', { text }])
  assert.equal((await again.answer(6))[2], 'E_MAILBOX_FULL')
  open()
  assert.equal((await again.answer(3))[0], 1)
  assert.equal((await two.answer(4))[0], 1)
  await eventually(() => app.waitingBytes === 0)
  gate = new Promise((resolve) => (open = resolve))
  again.send([1, 7, 0, 'wait', { text }])
  await eventually(() => app.waitingBytes > 30_000)
  await again.close()
  await eventually(() => app.counts.connected === 1)
  assert.ok(app.waitingBytes > 30_000, 'its method goes on')
  open()
  await eventually(() => app.waitingBytes === 0)
  gate = undefined
})

test('events that wait count by the memory of what they are parsed to, however short', async (t) => {
  let open = (): void => {}
  gate = new Promise((resolve) => (open = resolve))
  const limits = { mailboxBytes: 1_000_000, addressBytes: 3_000_000, eventBurst: 10_000 }
  const { url, app } = await serve(t, route, { limits })
  const one = await RawWindow.join(url)
  // 60,000 bytes are a megabyte of objects: the first alone may be that large.
  const list = Array.from({ length: 20_000 }, () => ({}))
  one.send([1, 1, 0, 'wait', { list }])
  one.send([1, 2, 0, 'wait', { list }])
  assert.equal((await one.answer(2))[2], 'E_MAILBOX_FULL')
  assert.ok(app.waitingBytes > 1_000_000, `${app.waitingBytes}`)
  const two = await RawWindow.join(url)
  const small = Array.from({ length: 300 }, () => ({}))
  for (let n = 1; n <= 100; n++) two.send([1, n, 0, 'wait', { list: small }])
  assert.equal((await two.answer(100))[2], 'E_MAILBOX_FULL')
  assert.ok(app.waitingBytes < 2_500_000, `${app.waitingBytes}`)
  open()
  await eventually(() => app.waitingBytes === 0)
  gate = undefined
})

test('objects with large numbers for names count for what copies of them take', async (t) => {
  const { url, app } = await serve(t, route, {})
  const window = await RawWindow.join(url)
  // 90 KB, which take 110 MB when they are copied name by name.
  const list = Array.from({ length: 9000 }, () => ({ 999: 0 }))
  window.send([1, 1, 0, 'wait', { list }])
  assert.equal((await window.answer(1))[2], 'E_MAILBOX_FULL')
  assert.equal(app.waitingBytes, 0)
})

test('a large event that is refused is not parsed', async (t) => {
  let open = (): void => {}
  gate = new Promise((resolve) => (open = resolve))
  const { url, app } = await serve(t, route, { limits: { mailboxBytes: 100_000 } })
  const window = await RawWindow.join(url)
  const large = 'x'.repeat(90_000)
  window.send([1, 1, 0, 'wait', { text: large }])
  await eventually(() => app.waitingBytes > 90_000)
  const parsed: number[] = []
  const { parse } = JSON
  JSON.parse = (text: string, ...rest: never[]) => {
    if (text.length > 90_000) parsed.push(text.length)
    return parse(text, ...rest) as unknown
  }
  try {
    window.send([1, 2, 0, 'wait', { text: large }])
    assert.equal((await window.answer(2))[2], 'E_MAILBOX_FULL')
    assert.deepEqual(parsed, [])
    open()
    assert.equal((await window.answer(1))[0], 1)
    window.send([1, 3, 0, 'wait', { text: large }])
    assert.equal((await window.answer(3))[0], 1)
    assert.equal(parsed.length, 1)
  } finally {
    JSON.parse = parse
    gate = undefined
  }
  // Other large frames end the connection, however they begin.
  window.socket.send(` [1,4,0,"wait",{"text":"${large}"}]`)
  await eventually(() => window.closed !== undefined)
})

test('a frame pays for the memory that it takes, before it is parsed and whatever it names', async () => {
  const limits = { eventBurst: 40, eventsPerSecond: 0.001 }
  const lists = JSON.stringify({ a: Array.from({ length: 12_000 }, () => []) })
  for (const frame of [
    (n: number) => `[1,${n},0,"wait",${lists}]`,
    (n: number) => `[1,${n},0,"no such event",${lists}]`,
    (n: number) => `[6,${n},0,1,"no.such.signal",${lists}]`,
    // It does not begin as JSON.stringify writes it.
    (n: number) => ` [1,${n},0,"wait",${lists}]`,
  ]) {
    const { socket, connection } = await inMemory(limits)
    const { parse } = JSON
    let parsed = 0
    JSON.parse = (text, reviver) => {
      if (String(text).includes(lists)) parsed++
      return parse(text, reviver) as unknown
    }
    try {
      for (let n = 1; n <= 10; n++) connection.receive(frame(n))
    } finally {
      JSON.parse = parse
    }
    // 800 kB each: 13 of 40.
    assert.ok(parsed <= 3, `${parsed} of 10 were parsed`)
    const isRefused = (): boolean =>
      socket.code === 4413 || socket.sent.filter((text) => text.includes('E_RATE')).length >= 7
    await eventually(isRefused)
  }
})

test('windows that lost their socket are bounded in number and bytes, and leave their places', async (t) => {
  const bounds: [Partial<Limits>, number][] = [
    [{ absentWindows: 2 }, 2],
    [{ absentBytes: 7000 }, 2],
    [{ absentWindows: 0 }, 0],
  ]
  for (const [bound, count] of bounds) {
    const limits = { ...bound, windowsPerAddress: 4 }
    const { url, app } = await serve(t, route, { limits })
    const windows = []
    for (let i = 0; i < 4; i++) windows.push(await RawWindow.join(url))
    for (const { socket } of windows) socket.terminate()
    await eventually(() => app.counts.connected === 0)
    assert.equal(app.counts.absent, count)
    // Those that went made room for their address.
    for (let i = count; i < 4; i++) assert.equal((await RawWindow.join(url)).closed, undefined)
    assert.equal((await RawWindow.join(url)).closed, 4429)
  }
})

test('large events that wait are counted for their user, whatever the address', async (t) => {
  const limits = { userBytes: 150_000 }
  const user: AppOptions['user'] = ({ query }) => ({ id: query.get('as') }) as never
  const { url, app } = await serve(t, route, { limits, user, trustedProxies: 1 })
  const join = async (name: string, address: string): Promise<RawWindow> => {
    const { cookie, token } = await loadPage(`${url}/?as=${name}`)
    const window = new RawWindow(url, { origin: url, cookie, 'x-forwarded-for': address })
    await once(window.socket, 'open')
    window.send([0, 1, token])
    await window.until(() => window.frames.length > 0)
    return window
  }
  let open = (): void => {}
  gate = new Promise((resolve) => (open = resolve))
  const text = 'x'.repeat(90_000)
  const [here, there, other] = [
    await join('ann', '1.1.1.1'),
    await join('ann', '2.2.2.2'),
    await join('bob', '2.2.2.2'),
  ]
  here.send([1, 1, 0, 'wait', { text }])
  await eventually(() => app.waitingBytes > 90_000)
  there.send([1, 1, 0, 'wait', { text }])
  assert.equal((await there.answer(1))[2], 'E_MAILBOX_FULL')
  other.send([1, 1, 0, 'wait', { text }])
  await eventually(() => app.waitingBytes > 180_000)
  open()
  assert.equal((await other.answer(1))[0], 1)
  assert.equal((await here.answer(1))[0], 1)
  // What was answered waits no longer, and neither does what a window took with it.
  there.send([1, 2, 0, 'wait', { text }])
  assert.equal((await there.answer(2))[0], 1)
})
