/** Signals on the server: who may call them, what they get, and to whom they go. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { html, LiveView } from 'overwire'
import {
  addWindowInfoMiddleware,
  BROADCAST,
  disconnectSignals,
  everyone,
  hasPerm,
  isAnonymous,
  isAuthenticated,
  isStaff,
  isSuperuser,
  serializedForm,
  serverSide,
  SERVER,
  SESSION,
  setWebsocketTopics,
  signal,
  SYNC,
  trigger,
  USER,
  WINDOW,
  WindowInfo,
  windowInfo,
} from 'overwire/signals'
import type { LiveRequest } from 'overwire'
import type { SignalTarget } from 'overwire/signals'
import { SignalQueue } from 'overwire/testing'
import { z } from 'zod'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { eventually } from '../eventually.ts'

beforeEach(() => disconnectSignals())

interface Person {
  id: number
  name: string
  password: string
  isStaff?: boolean
  isSuperuser?: boolean
  permissions?: string[]
}

const people: Record<string, Person> = {
  ann: { id: 1, name: 'Ann', password: 'secret' },
  staff: { id: 2, name: 'Sam', password: 'secret', isStaff: true, permissions: ['reports.build'] },
  root: { id: 3, name: 'Root', password: 'secret', isSuperuser: true },
}

let lastRequest: LiveRequest

class Page extends LiveView {
  mount(request: LiveRequest): void {
    lastRequest = request
    const wanted = request.query.getAll('topic')
    if (wanted.length > 0) setWebsocketTopics(request, wanted)
  }
  render() {
    return html`<p>page</p>`
  }
}

const asUser = (request: LiveRequest): never =>
  (people[request.query.get('user') ?? ''] ?? null) as never

async function openPages(t: Parameters<typeof serve>[0]) {
  const served = await serve(t, (app) => app.live('/', Page), { user: asUser })
  return {
    ...served,
    join: async (query: string = '', cookie?: string) => {
      const window = await RawWindow.join(served.url, `/${query}`, cookie)
      return { window, request: lastRequest }
    },
  }
}

/** What the server answers to a call of a signal: an error's code, or "ok". */
async function call(window: RawWindow, n: number, name: string, args: object): Promise<string> {
  window.send([6, n, 0, 1, name, args])
  await window.answer(n)
  const reply = window.frames.find((frame) => frame[0] === 9 && frame[1] === n)
  return reply ? (reply[2] as { code: string }).code : 'ok'
}

/** Signals that reached a window. */
const heard = (window: RawWindow): [name: string, args: Record<string, unknown>][] =>
  window.frames
    .filter((frame) => frame[0] === 8)
    .flatMap((frame) => frame.slice(2) as unknown as unknown[][])
    .filter(([effect]) => effect === 'call')
    .map(([, name, args]) => [name as string, args as Record<string, unknown>])

/** A function that waits for calls of another one. */
function recorder<T>() {
  const calls: T[] = []
  return {
    calls,
    record: (one: T) => {
      calls.push(one)
    },
    async count(wanted: number) {
      await eventually(() => calls.length >= wanted, undefined, { state: () => calls })
      return calls
    },
  }
}

test('each call of a signal is a line in the terminal of `overwire dev`', async (t) => {
  process.env['OVERWIRE_DEV'] = 'on'
  t.after(() => delete process.env['OVERWIRE_DEV'])
  const { mock } = t.mock.method(console, 'info', () => {})
  const { join } = await openPages(t)
  signal({ path: 'order.placed', isAllowedTo: everyone }, () => undefined)
  signal({ path: 'order.secret', isAllowedTo: isStaff }, () => undefined)
  const { window } = await join()
  assert.equal(await call(window, 1, 'order.placed', {}), 'ok')
  assert.equal(await call(window, 2, 'order.secret', {}), 'E_NO_SIGNAL')
  // What has functions in the page alone.
  assert.equal(await call(window, 3, 'order.shown', {}), 'E_NO_SIGNAL')
  const lines = mock.calls.map(({ arguments: [line] }) => String(line))
  assert.deepEqual(
    lines.map((line) => /^\d\d:\d\d:\d\d (order.*) \d+ ms$/.exec(line)?.[1]).filter(Boolean),
    ['order.placed', 'order.secret failed', 'order.shown'],
  )
})

test('a signal calls all of its functions, each on its queue; one that fails stops none [A155, A161]', async (t) => {
  const { join, logged } = await openPages(t)
  const { calls, record, count } = recorder<string>()
  const first = signal({ path: 'order.placed', isAllowedTo: everyone }, () => record('first'))
  signal({ path: 'order.placed', isAllowedTo: everyone, queue: 'slow', attempts: 1 }, () => {
    record('second')
    throw new Error('broken')
  })
  signal({ path: 'order.placed', isAllowedTo: everyone, queue: 'fast' }, () => record('third'))
  assert.equal(typeof first, 'function')
  const { window } = await join()
  assert.equal(await call(window, 1, 'order.placed', {}), 'ok')
  await count(3)
  assert.deepEqual([...calls].sort(), ['first', 'second', 'third'])
  assert.throws(() => signal({ path: 'no good' }, () => undefined), { code: 'E_SIGNAL_PATH' })
  assert.throws(() => signal({}, () => undefined), { code: 'E_SIGNAL_PATH' })
  signal({ isAllowedTo: everyone }, function named() {})
  assert.equal(await call(window, 2, 'named', {}), 'ok')
  assert.deepEqual(
    logged.filter(({ sentence }) => sentence === 'a signal was refused'),
    [],
  )
})

test('permissions say who may call; without one only the server may [A162, B91]', async (t) => {
  const { join, logged } = await openPages(t)
  const none = (): void => undefined
  signal({ path: 'for.everyone', isAllowedTo: everyone }, none)
  signal({ path: 'for.server', isAllowedTo: serverSide }, none)
  signal({ path: 'for.nobody' }, none)
  signal({ path: 'for.users', isAllowedTo: isAuthenticated }, none)
  signal({ path: 'for.anonymous', isAllowedTo: isAnonymous }, none)
  signal({ path: 'for.staff', isAllowedTo: isStaff }, none)
  signal({ path: 'for.superusers', isAllowedTo: isSuperuser }, none)
  signal({ path: 'for.builders', isAllowedTo: hasPerm('reports.build') }, none)
  signal({ path: 'for.ann', isAllowedTo: (info) => info.user?.['name'] === 'Ann' }, none)
  const names = 'everyone server nobody users anonymous staff superusers builders ann missing'
  const may = async (query: string): Promise<string> => {
    const { window } = await join(query)
    const allowed: string[] = []
    let n = 0
    for (const name of names.split(' ')) {
      const answer = await call(window, ++n, `for.${name}`, {})
      if (answer === 'ok') allowed.push(name)
      else assert.equal(answer, 'E_NO_SIGNAL', name)
    }
    return allowed.join(' ')
  }
  assert.equal(await may(''), 'everyone anonymous')
  assert.equal(await may('?user=ann'), 'everyone users ann')
  assert.equal(await may('?user=staff'), 'everyone users staff builders')
  assert.equal(await may('?user=root'), 'everyone users superusers builders')
  assert.ok(logged.some(({ fields }) => fields['signal'] === 'for.missing'))
})

test('arguments are checked and converted; what is wrong is answered and runs nothing [A178]', async (t) => {
  const { join } = await openPages(t)
  const { calls, record, count } = recorder<unknown>()
  const args = { id: z.coerce.number().int(), tags: z.array(z.string()).default([]) }
  signal({ path: 'each.checked', isAllowedTo: everyone, args }, (_info, given) => {
    const id: number = given.id
    record({ ...given, id })
  })
  const whole = z.object({ title: z.string().min(1) })
  signal({ path: 'all.checked', isAllowedTo: everyone, args: whole }, (_info, { title }) =>
    record(title),
  )
  const { window } = await join()
  assert.equal(await call(window, 1, 'each.checked', { id: 'seven' }), 'E_BAD_ARGS')
  assert.equal(await call(window, 2, 'each.checked', {}), 'E_BAD_ARGS')
  assert.equal(await call(window, 3, 'each.checked', { id: 7, more: 1 }), 'E_BAD_ARGS')
  assert.equal(await call(window, 4, 'all.checked', { title: '' }), 'E_BAD_ARGS')
  assert.equal(await call(window, 5, 'all.checked', { title: 'x', more: 1 }), 'E_BAD_ARGS')
  assert.deepEqual(calls, [])
  assert.equal(await call(window, 6, 'each.checked', { id: '7' }), 'ok')
  assert.equal(await call(window, 7, 'all.checked', { title: 'x' }), 'ok')
  assert.deepEqual(await count(2), [{ id: 7, tags: [] }, 'x'])
})

test('a serialized form becomes a checked form [A177, A175]', async (t) => {
  const { join } = await openPages(t)
  const { record, count } = recorder<unknown>()
  const schema = z.object({ name: z.string().min(2), tags: z.array(z.string()) })
  signal(
    { path: 'form.sent', isAllowedTo: everyone, args: { form: serializedForm(schema) } },
    (_info, { form }) =>
      record(form.ok ? form.data : { errors: form.form.field('name').errors.length }),
  )
  const optional = { form: serializedForm(schema, { optional: true }) }
  signal({ path: 'form.maybe', isAllowedTo: everyone, args: optional }, (_info, { form }) =>
    record(form.form.field('name').errors),
  )
  const { window } = await join()
  const pairs = (name: string) => [
    { name: 'name', value: name },
    { name: 'tags', value: 'a' },
    { name: 'tags', value: 'b' },
  ]
  assert.equal(await call(window, 1, 'form.sent', { form: pairs('Ann') }), 'ok')
  assert.equal(await call(window, 2, 'form.sent', { form: pairs('A') }), 'ok')
  assert.equal(await call(window, 3, 'form.sent', { form: { name: 'x' } }), 'E_BAD_ARGS')
  assert.equal(await call(window, 4, 'form.sent', {}), 'E_BAD_ARGS')
  assert.equal(await call(window, 5, 'form.maybe', {}), 'ok')
  assert.deepEqual(await count(3), [{ name: 'Ann', tags: ['a', 'b'] }, { errors: 1 }, []])
})

test('a trigger reaches the windows it names, each once [A156, A165, A167, A168, A169, A170, A171, B96]', async (t) => {
  const { join, url } = await openPages(t)
  const { cookie } = await loadPage(url)
  const ann = await join('?user=ann&topic=news&topic=sport', cookie)
  const again = await join('?user=ann')
  const sameSession = await join('', cookie)
  const stranger = await join('?topic=sport')
  const windows = { ann, again, sameSession, stranger }
  const info = windowInfo(ann.request)
  let id = 0
  const who = async (source: unknown, to: SignalTarget | readonly SignalTarget[]) => {
    const n = ++id
    await trigger(source as never, 'hello', { to, n })
    // Behind it, so that whoever hears it heard the other before.
    await trigger(null, 'end', { to: BROADCAST, n })
    const reached: string[] = []
    for (const [name, { window }] of Object.entries(windows)) {
      await window.until(() => heard(window).some(([s, a]) => s === 'end' && a['n'] === n))
      const times = heard(window).filter(([s, a]) => s === 'hello' && a['n'] === n).length
      if (times > 0) reached.push(times === 1 ? name : `${name}*${times}`)
    }
    return reached.join(' ')
  }
  assert.equal(await who(info, WINDOW), 'ann')
  assert.equal(await who(info, USER), 'ann again')
  assert.equal(await who(info, SESSION), 'ann sameSession')
  assert.equal(await who(null, BROADCAST), 'ann again sameSession stranger')
  assert.equal(await who(null, 'sport'), 'ann stranger')
  assert.equal(await who(null, 'news'), 'ann')
  assert.equal(
    await who(info, ['news', 'sport', WINDOW, USER, BROADCAST]),
    'ann again sameSession stranger',
  )
  assert.equal(await who(null, { type: 'report', id: 5 }), '')
  await assert.rejects(trigger(null, 'hello', { to: WINDOW }), { code: 'E_TRIGGER' })
  await assert.rejects(trigger(null, 'hello', {}), { code: 'E_TRIGGER' })
  await assert.rejects(trigger(null, 'hello', { to: new Date() as never }), { code: 'E_TOPIC' })
  // Without a target it is for the user; for the session when there is none.
  await trigger(info, 'standard', {})
  await again.window.until(() => heard(again.window).some(([name]) => name === 'standard'))
})

test('SERVER runs functions as tasks, SYNC here and now [A166, A157, B96]', async () => {
  const { calls, record, count } = recorder<string>()
  signal({ path: 'work.do', queue: 'slow' }, (_info, { id }) => record(`a${String(id)}`))
  signal({ path: 'work.do' }, (_info, { id }) => record(`b${String(id)}`))
  await trigger(null, 'work.do', { to: SYNC, id: 1 })
  assert.deepEqual(calls, ['a1', 'b1'])
  await trigger(null, 'work.do', { to: SERVER, id: 2 })
  assert.deepEqual([...(await count(4))].sort(), ['a1', 'a2', 'b1', 'b2'])
  signal({ path: 'work.fail' }, () => {
    throw new Error('first')
  })
  signal({ path: 'work.fail' }, () => record('after'))
  await assert.rejects(trigger(null, 'work.fail', { to: SYNC }), /first/)
  assert.equal(calls.at(-1), 'after')
})

test('countdown, eta and expires are the server’s; a browser’s are arguments like others [B93]', async (t) => {
  const { join } = await openPages(t)
  const { record, count } = recorder<object>()
  signal({ path: 'later', isAllowedTo: everyone }, (_info, args) => record(args))
  const { window, request } = await join()
  await trigger(null, 'later', { to: SERVER, expires: new Date(Date.now() - 1000), n: 0 })
  await trigger(null, 'later', { to: SERVER, countdown: 60, n: 2 })
  await trigger(null, 'later', { to: SERVER, eta: new Date(Date.now() + 20), n: 1 })
  assert.deepEqual(await count(2), [{ n: 1 }, { n: 2 }])
  const sent = { countdown: 3_600_000, eta: '2099-01-01', expires: 1 }
  assert.equal(await call(window, 1, 'later', sent), 'ok')
  assert.deepEqual((await count(3))[2], sent)
  await trigger(request, 'in.browser', { to: WINDOW, countdown: 20, n: 3 })
  await window.until(() => heard(window).length > 0)
  assert.deepEqual(heard(window), [['in.browser', { n: 3 }]])
})

test('a window’s info travels to tasks and is restored there [A173, B97]', async (t) => {
  const remove = addWindowInfoMiddleware({
    key: 'account',
    capture: (request) => ({ path: request.path }),
    restore: async (info, captured) => {
      info.extra['account'] = { ...(captured as object), plan: 'large' }
    },
  })
  t.after(remove)
  const { join } = await openPages(t)
  const { record, count } = recorder<WindowInfo>()
  signal({ path: 'who', isAllowedTo: everyone }, (info) => record(info!))
  const { window, request } = await join('?user=staff')
  assert.equal(await call(window, 1, 'who', {}), 'ok')
  const [info] = await count(1)
  assert.ok(info instanceof WindowInfo)
  assert.equal(info.windowKey, request.window!.id)
  assert.equal(info.sessionId, request.session.id)
  assert.deepEqual(info.user, {
    id: 2,
    name: 'Sam',
    isStaff: true,
    permissions: ['reports.build'],
  })
  assert.ok(info.isAuthenticated && info.hasPerm('reports.build') && !info.hasPerm('other'))
  assert.equal(info.lang, 'en')
  assert.ok(info.csrfToken.length > 10)
  assert.deepEqual(info.extra['account'], { path: '/', plan: 'large' })
  // What a task knows is enough to reach the window again.
  await trigger(info, 'back', { to: WINDOW })
  await window.until(() => heard(window).length > 0)
})

test('the queue may be chosen for each call [B94]', async () => {
  signal({ path: 'sorted', queue: (_info, { id }) => `user-${Number(id) % 2}` }, () => undefined)
  const signals = new SignalQueue()
  await signals.during(async () => {
    for (const id of [1, 2, 3]) await trigger(null, 'sorted', { to: SERVER, id })
  })
  const ids = (queue: string) => signals.serverSignals[queue]!.map(([, , args]) => args['id'])
  assert.deepEqual([ids('user-0'), ids('user-1')], [[2], [1, 3]])
})

test('what is triggered before the page has its socket, or while it lost it, waits [A167]', async (t) => {
  class Early extends LiveView {
    async mount(request: LiveRequest): Promise<void> {
      lastRequest = request
      await trigger(request, 'early', { to: WINDOW, n: 1 })
    }
    render() {
      return html`<p>early</p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Early))
  const page = await loadPage(url)
  const info = windowInfo(lastRequest)
  await trigger(info, 'early', { to: [WINDOW, SESSION], n: 2 })
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  await window.until(() => heard(window).length === 2)
  assert.deepEqual(heard(window), [
    ['early', { n: 1 }],
    ['early', { n: 2 }],
  ])
  const [hello] = window.frames as unknown as [string[]]
  window.socket.terminate()
  await window.closing()
  await trigger(info, 'late', { to: WINDOW, n: 3 })
  const again = await RawWindow.open(url, page.cookie)
  again.send([0, 1, page.token, hello[3], 2, [], '/'])
  await again.until(() => heard(again).length === 1)
  assert.deepEqual(heard(again), [['late', { n: 3 }]])
})

test('a window that takes nothing any more is closed, and shows what is current when it is back [A156]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page), { limits: { ringFrames: 5 } })
  const page = await loadPage(url)
  const info = windowInfo(lastRequest)
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  await window.until(() => window.frames.length > 0)
  // It acknowledges nothing.
  for (let n = 0; n < 60; n++) await trigger(info, 'more', { to: WINDOW, n })
  assert.equal(await window.closing(), 4413)
  const [hello] = window.frames as unknown as [string[]]
  const again = await RawWindow.open(url, page.cookie)
  again.send([0, 1, page.token, hello[3], 3, [], '/'])
  // All values: what was not taken is not replayed.
  await again.until(() => again.frames.some((frame) => frame[0] === 4))
  assert.deepEqual(heard(again), [])
})

test('topics are those that the page set last, and end with the page [A171]', async (t) => {
  class Other extends LiveView {
    render() {
      return html`<p>other</p>`
    }
  }
  const { url } = await serve(t, (app) => {
    app.live('/', Page)
    app.live('/other', Other)
  })
  const window = await RawWindow.join(url, '/?topic=news&topic=sport')
  const request = lastRequest
  const gets = async (topic: string): Promise<boolean> => {
    const before = heard(window).length
    await trigger(null, 'hello', { to: topic })
    await trigger(null, 'end', { to: BROADCAST })
    await window.until(() =>
      heard(window)
        .slice(before)
        .some(([name]) => name === 'end'),
    )
    return heard(window)
      .slice(before)
      .some(([name]) => name === 'hello')
  }
  assert.deepEqual([await gets('news'), await gets('sport')], [true, true])
  setWebsocketTopics(request, 'sport', 'chess')
  assert.deepEqual(
    [await gets('news'), await gets('sport'), await gets('chess')],
    [false, true, true],
  )
  window.send([5, 1, 0, '/other', 1])
  await window.answer(1)
  assert.deepEqual([await gets('sport'), await gets('chess')], [false, false])
  window.send([5, 2, 0, '/?topic=news', 1])
  await window.answer(2)
  assert.deepEqual([await gets('news'), await gets('chess')], [true, false])
})

test('a function that is connected names its signal, and is called as before [A165]', async () => {
  const heard: unknown[] = []
  const run = (_info: unknown, args: { id: number }) => heard.push(args)
  const one = signal({ path: 'one.told' }, run)
  const two = signal({ path: 'two.told' }, run)
  assert.deepEqual([one.path, two.path], ['one.told', 'two.told'])
  await trigger(null, one, { to: SYNC, id: 1 })
  await trigger(null, two, { to: SYNC, id: 2 })
  two(
    null,
    { id: 3 },
    { id: 'task', attempt: 1, signal: new AbortController().signal, uploads: {} },
  )
  assert.deepEqual(heard, [{ id: 1 }, { id: 2 }, { id: 3 }])
})
