/** One instance for many windows. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, each, event, html, LiveComponent, LiveView, pushToView, stream } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { everyone, signal } from 'overwire/signals'
import type { EventContext, LiveRequest, Params } from 'overwire'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { eventually } from '../eventually.ts'

let mounts = 0
let renders = 0
let gone = 0

class Ticker extends LiveView {
  static override shared = (_request: LiveRequest, { room }: Params) =>
    room === 'own' ? null : room!
  price = 1
  rows = ['a', 'b', 'c']
  last = ''

  override mount() {
    mounts++
  }

  override disconnect() {
    gone++
  }

  @event up(_args: object, { request, id }: EventContext) {
    this.price++
    this.last = request.session.id
    this.putFlash('info', id)
    return this.price
  }

  @event swap() {
    this.rows = this.rows.toReversed()
  }

  @event fail() {
    throw new Error('shared')
  }

  @event nothing() {
    this._skipRender = true
  }

  setPrice({ price }: { price: number }) {
    this.price = price
  }

  @event rename({ title }: { title: string }) {
    this.pageTitle = title
    this.price++
  }

  render() {
    renders++
    return html`<h1>${this.price}</h1><ul>${each(
      this.rows,
      (row) => row,
      (row) => html`<li>${row}</li>`,
    )}</ul>`
  }
}

const holds = (window: RawWindow, text: string) => () =>
  JSON.stringify(window.frames).includes(text)

test('windows with one key share one instance, one render, and the same bytes', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:room', Ticker))
  mounts = 0
  const windows = await Promise.all(
    Array.from({ length: 20 }, () => RawWindow.join(url, '/stocks')),
  )
  const other = await RawWindow.join(url, '/bonds')
  assert.equal(mounts, 2)
  renders = 0
  windows[3]!.send([1, 1, 0, 'up', null, 0, 1])
  for (const window of windows) await window.until(holds(window, ',2]'))
  assert.equal(renders, 1)
  assert.equal(
    JSON.stringify(await windows[3]!.answer(1)).replace(/\[\d+,/, '[9,'),
    '[9,0,[1,0,2]]'.replace('[9,0,', '[9,1,0,'),
  )
  assert.ok(windows[3]!.frames.some((frame) => frame[0] === 9 && frame[1] === 1 && frame[2] === 2))
  assert.ok(!windows[4]!.frames.some((frame) => frame[0] === 9))
  assert.ok(!holds(other, ',2]')())
  // What an event causes beside the render is for the window it came from.
  await windows[3]!.until(holds(windows[3]!, 'flash'))
  assert.ok(!holds(windows[4]!, 'flash')())
})

test('null gives a window an instance of its own', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:room', Ticker))
  mounts = 0
  const [one, two] = [await RawWindow.join(url, '/own'), await RawWindow.join(url, '/own')]
  one.send([1, 1, 0, 'up'])
  await one.answer(1)
  assert.equal(mounts, 2)
  assert.ok(!holds(two, ',2]')())
})

test('a page that is printed later shows what all show, and its rows have the same names', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:room', Ticker))
  const first = await RawWindow.join(url, '/r')
  first.send([1, 1, 0, 'swap'])
  await first.answer(1)
  const page = await loadPage(`${url}/r`)
  assert.match(page.html, /<li>c<\/li><li>b<\/li><li>a<\/li>/)
  const second = await RawWindow.open(url, page.cookie)
  second.send([0, 1, page.token])
  // The rows' ids are 2, 1, 0: the page can't know them, so it gets all values with names.
  await second.until(() => second.frames.some((frame) => frame[0] === 4))
  assert.match(JSON.stringify(second.frames.at(-1)), /\[null,\[2,1,0\],/)
  second.send([1, 1, 0, 'swap'])
  const patch = JSON.stringify((await second.answer(1))[3])
  await first.until(holds(first, patch))
})

test('errors and refusals go to the window that asked', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:room', Ticker))
  const [one, two] = [await RawWindow.join(url, '/e'), await RawWindow.join(url, '/e')]
  one.send([1, 1, 0, 'fail'])
  assert.deepEqual((await one.answer(1)).slice(0, 3), [2, 1, 'E_HANDLER'])
  one.send([1, 2, 0, 'unknown'])
  assert.deepEqual((await one.answer(2)).slice(0, 3), [2, 2, 'E_UNKNOWN_EVENT'])
  two.send([1, 1, 0, 'nothing'])
  assert.deepEqual(await two.answer(1), [1, 1])
  assert.ok(!two.frames.some((frame) => frame[0] === 2))
})

test('a window that was away gets all values; the instance goes with its last window', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:room', Ticker), { limits: { ringFrames: 2 } })
  gone = 0
  const page = await loadPage(`${url}/w`)
  const away = await RawWindow.open(url, page.cookie)
  away.send([0, 1, page.token])
  await away.until(() => away.frames.length === 1)
  const key = away.frames[0]![3] as string
  const stays = await RawWindow.join(url, '/w')
  away.socket.terminate()
  await away.closing()
  for (let n = 1; n <= 5; n++) {
    stays.send([1, n, n * 3, 'up'])
    await stays.answer(n)
  }
  stays.send([1, 6, 18, 'rename', { title: 'Renamed' }])
  await stays.answer(6)
  const back = await RawWindow.open(url, page.cookie)
  back.send([0, 1, page.token, key, 1, [], '/w'])
  await back.until(() => back.frames.some((frame) => frame[0] === 4))
  assert.match(JSON.stringify(back.frames.find((frame) => frame[0] === 4)), /\[-\d+,7,/)
  assert.ok(back.frames.some((frame) => frame[0] === 5 && frame[1] === 'Renamed'))
  await back.close()
  assert.equal(gone, 0)
  await stays.close()
  await eventually(() => gone >= 1)
})

test('pushes and navigation reach a shared view', async (t) => {
  const { url } = await serve(t, (app) => app.live('/:room', Ticker))
  const window = await RawWindow.join(url, '/own')
  window.send([5, 1, 0, '/n', 1])
  await window.answer(1)
  assert.ok(window.frames.some((frame) => frame[0] === 4 && frame[1] === 1))
  await pushToView(Ticker, { handler: 'setPrice', payload: { price: 77 } })
  await window.until(holds(window, ',77]'))
})

class Audience extends LiveView {
  static override shared = () => 'audience'

  @event count() {
    return this.windowCount
  }

  render() {
    return html`<p>all</p>`
  }
}

test('a shared view knows how many windows are connected', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Audience))
  await loadPage(url)
  const [one, two] = [await RawWindow.join(url), await RawWindow.join(url)]
  one.send([1, 1, 0, 'count', null, 0, 1])
  await one.answer(1)
  assert.deepEqual(
    one.frames.find(([op]) => op === 9),
    [9, 1, 2],
  )
  await two.close()
  one.send([1, 2, 0, 'count', null, 0, 1])
  await one.answer(2)
  assert.deepEqual(
    one.frames.find(([op, n]) => op === 9 && n === 2),
    [9, 2, 1],
  )
})

class Cell extends LiveComponent {
  count = 0
  @event inc() {
    this.count++
  }
  render() {
    return html`<b>${this.count}</b>`
  }
}

class Grid extends LiveView {
  static override shared = () => 'grid'
  render() {
    return html`<p>${component(Cell, { id: 1 })}</p>`
  }
}

test('components inside a shared view are shared too', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Grid))
  const [one, two] = [await RawWindow.join(url), await RawWindow.join(url)]
  const number = Number(/live-view="(\d+)"/.exec(await (await fetch(url)).text())![1])
  one.send([1, 1, 0, 'inc', null, number])
  const answer = await one.answer(1)
  assert.deepEqual(answer.slice(0, 3), [1, 1, number])
  await two.until(() => two.frames.some((frame) => frame[0] === 1))
  assert.deepEqual(two.frames.at(-1)!.slice(0, 3), [1, 0, number])
})

class Streaming extends LiveView {
  static override shared = () => 'x'
  rows = stream<{ id: number }>()
  render() {
    return html`<ul>${each(this.rows, () => html`<li></li>`)}</ul>`
  }
}

test('a stream can’t be shared, and the error says so', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Streaming))
  assert.equal((await fetch(url)).status, 500)
  assert.match(String(logged[0]?.fields['error']), /E_SHARED.*each\(items, key, render\)/)
})

class Guarded extends LiveView {
  static override shared = () => 'all'
  static override onMount = [
    (_view: LiveView, request: LiveRequest) =>
      request.query.get('may') === null ? '/elsewhere' : undefined,
  ]
  override render() {
    return html`<p>inside</p>`
  }
}

test('hooks are asked for every visitor of a shared view, not for the first alone', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Guarded))
  const visit = (path: string) => fetch(url + path, { redirect: 'manual' })
  assert.equal((await visit('/?may')).status, 200)
  const second = await visit('/')
  assert.equal(second.status, 302)
  assert.equal(second.headers.get('location'), '/elsewhere')
  assert.equal((await visit('/?may')).status, 200)
})

let askedBy: string[] = []

class Switch extends LiveComponent<{ id: string }> {
  @event whoami(_args: object, { request }: EventContext) {
    askedBy.push(`part ${nameOf(request)} ${nameOf(this.view.request)}`)
  }
  @event({ permissionRequired: 'admin' }) drop() {
    askedBy.push('dropped')
  }
  @event({ rateLimit: { perSecond: 0.001, burst: 1 } }) once() {
    askedBy.push('once')
  }
  render() {
    return html`<i @click=${this.whoami} @focus=${this.drop} @blur=${this.once}></i>`
  }
}

class Board extends LiveView {
  static override shared = () => 'board'
  text = ''
  @event whoami(_args: object, { request }: EventContext) {
    askedBy.push(`view ${nameOf(request)} ${nameOf(this.request)}`)
  }
  @event({ background: true }) async later(_args: object, { request }: EventContext) {
    askedBy.push(`task ${nameOf(request)}`)
  }
  @event({ permissionRequired: 'admin' }) drop() {
    askedBy.push('dropped')
  }
  render() {
    return html`<p>${this.text}</p><b @click=${this.whoami} @focus=${this.drop} @blur=${this.later}></b>
      ${component(Switch, { id: 's' })}`
  }
}

const nameOf = ({ user }: LiveRequest): string => (user as unknown as { id: string }).id

liveviewHandler('board.whoami', ({ scope }) => void askedBy.push(`handler ${nameOf(scope)}`))
signal({ path: 'board.whoami', isAllowedTo: everyone }, (info) => {
  askedBy.push(`signal ${(info!.user as unknown as { id: string }).id}`)
})

test('whoever sends an event to a shared view is who is checked, limited and named', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Board), {
    user: ({ query }) =>
      ({ id: query.get('as'), permissions: query.get('as') === 'ann' ? ['admin'] : [] }) as never,
  })
  askedBy = []
  const ann = await RawWindow.join(url, '/?as=ann')
  const bob = await RawWindow.join(url, '/?as=bob')
  const { html: page } = await loadPage(`${url}/?as=bob`)
  const inside = Number(/live-view="(\d+)"/.exec(page)![1])
  bob.send([1, 1, 0, 'whoami', {}, inside])
  bob.send([1, 2, 0, 'drop', {}, inside])
  bob.send([1, 3, 0, 'once', {}, inside])
  bob.send([1, 4, 0, 'whoami'])
  bob.send([1, 5, 0, 'drop'])
  bob.send([1, 6, 0, 'later'])
  bob.send([6, 7, 0, 0, 'board.whoami', {}])
  bob.send([6, 8, 0, 1, 'board.whoami', {}])
  for (let n = 1; n <= 8; n++) await bob.answer(n)
  await eventually(() => askedBy.length === 6, 'all were asked', { state: () => askedBy })
  assert.deepEqual(askedBy.toSorted(), [
    'handler bob',
    'once',
    'part bob bob',
    'signal bob',
    'task bob',
    'view bob bob',
  ])
  assert.equal((await bob.answer(2))[2], 'E_FORBIDDEN')
  assert.equal((await bob.answer(5))[2], 'E_FORBIDDEN')
  ann.send([1, 1, 0, 'drop', {}, inside])
  ann.send([1, 2, 0, 'once', {}, inside])
  assert.equal((await ann.answer(1))[0], 1)
  assert.equal((await ann.answer(2))[0], 1)
})

class Ward extends LiveView {
  static override shared = (_request: LiveRequest, { room }: Params) =>
    room === 'own' ? null : room!
  name = ''
  static override onMount = [
    (_view: LiveView, request: LiveRequest) => {
      if (request.params['room'] === 'locked' || request.query.has('locked')) return '/x/lobby'
    },
  ]
  override mount(_request: LiveRequest, { room }: Params) {
    this.name = `ward ${room!}`
  }
  render() {
    return html`<p>${this.name}</p>`
  }
}

test('visiting another key of a shared view shows that one, as far as its visitor may', async (t) => {
  const { url } = await serve(t, (app) => app.live('/x/:room', Ward))
  const keeper = await RawWindow.join(url, '/x/a')
  const visitor = await RawWindow.join(url, '/x/a')
  visitor.send([5, 1, 0, '/x/b', 0])
  await visitor.until(holds(visitor, 'ward b'))
  // Of the same key too, each address is admitted.
  visitor.send([5, 2, 0, '/x/b?locked', 0])
  assert.equal((await visitor.answer(2))[0], 2)
  visitor.send([5, 3, 0, '/x/b?free', 0])
  assert.equal((await visitor.answer(3))[0], 1)
  // To and from an instance of one's own.
  visitor.send([5, 4, 0, '/x/own', 0])
  await visitor.until(holds(visitor, 'ward own'))
  visitor.send([5, 5, 0, '/x/locked', 0])
  await visitor.until(holds(visitor, 'ward lobby'))
  assert.equal(holds(keeper, 'ward b')(), false)
})
