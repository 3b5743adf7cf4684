/** Views in other threads. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pushToView } from 'overwire'
import type { ErrorInfo } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { Crunch, Desk, Elsewhere, Hall, NoModule, Vault } from './actor-views.ts'

const holds = (window: RawWindow, text: string) => () =>
  JSON.stringify(window.frames).includes(text)

test('a view with useActors lives in another thread, behind the same frames [A25]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:id', Crunch))
  const page = await loadPage(`${url}/7`)
  assert.match(page.html, /<title>Crunch 7<\/title>/)
  assert.match(page.html, /<meta name="description" content="numbers"/)
  assert.match(page.html, /<p>0<\/p><i>thread (<!>)?[1-9]/)
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  await window.until(() => window.frames.length === 1)
  assert.deepEqual([window.frames[0]![0], window.frames[0]![5]], [0, 0])
  window.send([1, 1, 0, 'add', { by: 5 }, 0, 1])
  assert.match(JSON.stringify(await window.answer(1)), /,0,5\]/)
  assert.ok(window.frames.some((frame) => frame[0] === 9 && frame[2] === 5))
  window.send([1, 2, 0, 'add', { by: 'x' }])
  assert.equal((await window.answer(2))[2], 'E_BAD_ARGS')
  window.send([1, 3, 0, 'fail'])
  assert.equal((await window.answer(3))[2], 'E_HANDLER')
})

test('an event that can’t be handed to a thread is refused, and its window goes on', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:id', Crunch))
  const window = await RawWindow.join(url, '/7')
  const deep = '['.repeat(100_000) + ']'.repeat(100_000)
  window.send(`[1,1,0,"add",{"by":${deep}}]`)
  assert.equal((await window.answer(1))[2], 'E_HANDLER')
  window.send([1, 2, 0, 'add', { by: 2 }])
  assert.match(JSON.stringify(await window.answer(2)), /,0,2\]/)
})

test('pushes and topics reach views in threads, and go out from them [A25]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:id', Crunch))
  const [one, two] = [await RawWindow.join(url, '/1'), await RawWindow.join(url, '/2')]
  // The thread has to be heard subscribing first.
  one.send([1, 1, 0, 'add', { by: 1 }])
  await one.answer(1)
  await pushToView(Crunch, { state: { total: 40 } })
  await one.until(holds(one, ',40]'))
  await two.until(holds(two, ',40]'))
  two.send([1, 1, 0, 'tell', null])
  await one.until(holds(one, 'told'))
})

test('a page can be left for one in a thread, and back [A25]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/plain', Elsewhere).live('/:id', Crunch))
  const window = await RawWindow.join(url, '/plain')
  window.send([5, 1, 0, '/9', 1])
  await window.answer(1)
  await window.until(holds(window, '"Crunch 9"'))
  // Sent by who still saw the page before: none of the new one's business.
  window.send([1, 2, 0, 'add', { by: 5 }])
  assert.deepEqual(await window.answer(2), [1, 2])
  window.send([1, 3, window.frames.length - 1, 'add', { by: 2 }])
  assert.match(JSON.stringify(await window.answer(3)), /,0,2\]/)
  window.send([5, 4, 0, '/plain', 1])
  assert.match(JSON.stringify(await window.answer(4)), /\[4,4,0,/)
})

test('a thread that ends takes its views along; their windows get new ones [A25]', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/:id', Crunch))
  const window = await RawWindow.join(url, '/1')
  const key = window.frames[0]![3] as string
  window.send([1, 1, 0, 'die'])
  assert.equal(await window.closing(), 1012)
  assert.match(JSON.stringify(logged), /a thread of views failed/)
  const page = await loadPage(`${url}/1`)
  const again = await RawWindow.open(url, page.cookie)
  again.send([0, 1, page.token, key, 0, [], '/1'])
  await again.until(() => again.frames.some((frame) => frame[0] === 4))
  assert.equal(again.frames[0]![5], 2)
})

test('what fails in a thread is logged, told to onError, and takes nobody along', async (t) => {
  const told: { error: unknown; info: ErrorInfo }[] = []
  const onError = (error: unknown, info: ErrorInfo): void => void told.push({ error, info })
  const { url, logged } = await serve(t, (app) => app.live('/:id', Crunch), { onError })
  const window = await RawWindow.join(url, '/1')
  const heard = (message: string): { error: Error & { code?: string }; info: ErrorInfo } => {
    const found = told.find(({ error }) => error instanceof Error && error.message === message)
    return found as { error: Error; info: ErrorInfo }
  }
  window.send([1, 1, 0, 'stray'])
  await eventually(() => told.length === 3, undefined, { state: () => told })
  for (const [message, during] of [
    ['stray promise', 'unhandledRejection'],
    ['stray timer', 'uncaughtException'],
  ] as const) {
    const { error, info } = heard(message)
    assert.match(error.stack!, /actor-views/)
    assert.deepEqual({ ...info, errorId: '' }, { name: 'process', during, errorId: '' })
    const line = logged.find(({ fields }) => fields['errorId'] === info.errorId)
    assert.equal(line?.sentence, 'an unhandled error')
    assert.match(String(line.fields['error']), new RegExp(`${message}[^]*actor-views`))
  }
  const { error } = heard('stray promise')
  assert.deepEqual([error.name, error.code], ['RangeError', 'E_OWN'])
  assert.ok(told.some(({ error }) => error === '[object Object]'))
  window.send([1, 2, 0, 'fail'])
  const refused = await window.answer(2)
  assert.equal(refused[2], 'E_HANDLER')
  const { info } = heard('in a thread')
  assert.deepEqual({ ...info }, { name: 'Crunch', during: 'fail', errorId: refused[4] })
  assert.equal(new URL(info.request!.url, url).pathname, '/1')
  window.send([1, 3, 0, 'add', { by: 3 }])
  assert.match(JSON.stringify(await window.answer(3)), /,0,3\]/)
})

test('what keeps a view from running in a thread is said [A25]', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', NoModule))
  assert.equal((await fetch(url)).status, 500)
  assert.match(String(logged[0]?.fields['error']), /E_ACTOR.*static module = import\.meta\.url/)
})

test('hasPermission decides over views in threads, not what the user lists', async (t) => {
  const rights = new Set(['see'])
  const asked: string[] = []
  const { url, app, logged } = await serve(t, (app) => app.live('/', Vault), {
    user: () => ({ id: 7, permissions: ['see', 'open'] }) as never,
    hasPermission: async (_user, permission, request) => {
      asked.push(`${permission} ${request.path}`)
      if (rights.has('none')) throw new Error('the database is away')
      return rights.has(permission)
    },
  })
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'open'])
  assert.equal((await window.answer(1))[2], 'E_FORBIDDEN')
  rights.add('open')
  window.send([1, 2, 0, 'open'])
  assert.deepEqual((await window.answer(2)).slice(0, 2), [1, 2])
  assert.ok(asked.includes('see /') && asked.includes('open /'), asked.join())
  // What fails is a no, and in the log.
  rights.add('none')
  window.send([1, 3, 0, 'open'])
  assert.equal((await window.answer(3))[2], 'E_FORBIDDEN')
  assert.ok(logged.some(({ fields }) => fields['during'] === 'hasPermission'))
  rights.clear()
  assert.equal((await fetch(url)).status, 403)
  await app.refreshUser(7)
  assert.equal(await window.closing(), 4410)
})

test('views in threads hear who their user is by now', async (t) => {
  let user: object | null = { id: 7, permissions: ['see', 'open'] }
  const { url } = await serve(t, (app) => app.live('/', Vault), {
    user: () => user as never,
    reauthEvery: 0,
  })
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'open'])
  assert.deepEqual((await window.answer(1)).slice(0, 2), [1, 1])
  user = { id: 7, permissions: ['see'] }
  window.send([1, 2, 0, 'open'])
  window.send([1, 3, 0, 'look'])
  assert.equal((await window.answer(2))[2], 'E_FORBIDDEN')
  assert.equal((await window.answer(3))[0], 1)
  user = null
  window.send([1, 4, 0, 'look'])
  assert.equal((await window.answer(4))[2], 'E_FORBIDDEN')
})

test('a view in a thread knows its session: events of logged-in visitors run from the first on', async (t) => {
  const { url, logged } = await serve(t, (app) => {
    app.live('/', Desk)
    app.get('/in', (_request, { session }) => {
      session['name'] = 'Ann'
      return new Response('in')
    })
  })
  const { cookie } = await loadPage(`${url}/in`)
  const told = (window: RawWindow, n: number): unknown =>
    window.frames.find((frame) => frame[0] === 9 && frame[1] === n)?.[2]
  const window = await RawWindow.join(url, '/', cookie)
  for (const n of [1, 2]) {
    window.send([1, n, 0, 'look', {}, 0, 1])
    assert.equal((await window.answer(n))[0], 1, JSON.stringify(logged))
    assert.equal(told(window, n), 'Ann desk')
  }
  // What fails first takes nothing out of the session, and what can't be kept is taken back.
  const other = await RawWindow.join(url, '/', cookie)
  for (const [n, name] of [
    [1, 'fail'],
    [2, 'write'],
  ] as const) {
    other.send([1, n, 0, name])
    assert.equal((await other.answer(n))[2], 'E_HANDLER')
  }
  assert.match(JSON.stringify(logged.at(-1)), /E_ACTOR.*can’t change the session/)
  other.send([1, 3, 0, 'look', {}, 0, 1])
  await other.answer(3)
  assert.equal(told(other, 3), 'Ann desk')
  // A nobody's session too, which mount() alone wrote into.
  const nobody = await RawWindow.join(url)
  nobody.send([1, 1, 0, 'look', {}, 0, 1])
  await nobody.answer(1)
  assert.equal(told(nobody, 1), 'undefined desk')
})

test('a view inside one in a thread goes when its user may not see it any more', async (t) => {
  let permissions = ['see']
  const { url, app } = await serve(t, (app) => app.live('/:id', Hall), {
    user: () => ({ id: 7, permissions }) as never,
  })
  const page = await loadPage(`${url}/1`)
  assert.match(page.html, /vault 0|vault <!>0/)
  const window = await RawWindow.joinPage(url, page)
  // After a change of address its requests are others.
  window.send([5, 1, 0, '/2', 0])
  await window.answer(1)
  await Promise.all([app.refreshUser(7), app.refreshUser(7)])
  window.send([1, 2, 0, 'look'])
  await window.answer(2)
  assert.equal(window.closed, undefined)
  assert.ok(!holds(window, 'not yours')())
  permissions = []
  await app.refreshUser(7)
  await window.until(holds(window, 'not yours'))
  window.send([1, 3, 0, 'look'])
  assert.deepEqual((await window.answer(3)).slice(0, 2), [1, 3])
})
