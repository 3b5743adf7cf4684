/** Rights that change while views inside of pages are open: each of them is asked again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import {
  component,
  event,
  html,
  LiveComponent,
  liveView,
  LiveView,
  onMount,
  pushToView,
} from 'overwire'
import type { AppOptions } from 'overwire'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import type { Served } from '../server/serve.ts'

/** What the database says of the one user. */
const rights = { permissions: ['see'], isLocked: false, isGone: false, isAway: false }
let closed: string[] = []
/** What a hook waits for. */
let asked: Promise<void> | undefined
let asks = 0

class Part extends LiveView {
  text = 'old'
  ran = 0
  @event look() {
    this.ran++
    return this.text
  }
  override disconnect() {
    closed.push(this.constructor.name)
  }
  render() {
    return html`<p>${this.text} ${this.ran}</p><b @click=${this.look}></b>`
  }
}

class Kept extends Part {}
class Salaries extends Part {
  static override permissionRequired = 'see'
}
class Hooked extends Part {
  static override onMount = [
    onMount(async () => {
      asks++
      await asked
      if (rights.isAway) throw new Error('the database is away')
      return rights.isLocked ? '/elsewhere' : undefined
    }),
  ]
}
class Owned extends Part {
  override getObject() {
    return rights.isGone ? null : {}
  }
}
class Checked extends Part {
  override checkPermissions() {
    return rights.permissions.includes('see')
  }
}
class Outer extends Part {
  override render() {
    return html`<h2>${this.text}</h2>${liveView(Salaries, { id: 'deep', fallback: not('Salaries') })}`
  }
}

const parts: Record<string, new () => LiveView> = { Salaries, Hooked, Owned, Checked, Outer, Kept }
const not = (name: string) => html`<em>no ${name}</em>`
const inside = (name: string, sticky = false) =>
  liveView(parts[name]!, { id: name, sticky, fallback: not(name) })

class Box extends LiveComponent {
  render() {
    return html`<section>${inside('Checked')}</section>`
  }
}

class Page extends LiveView {
  n = 0
  @event add() {
    return ++this.n
  }
  render() {
    return html`<h1>${this.n}</h1>
      ${inside('Kept')}${inside('Salaries')}${inside('Hooked')}${inside('Owned')}${inside('Outer')}
      ${component(Box, { id: 1 })}`
  }
}
class Left extends LiveView {
  render() {
    return html`<h1>left</h1>${inside('Salaries', true)}${inside('Kept', true)}`
  }
}
class Right extends LiveView {
  render() {
    return html`<h1>right</h1><i></i>${inside('Salaries', true)}${inside('Kept', true)}`
  }
}

async function start(t: TestContext, options: AppOptions = {}): Promise<Served> {
  Object.assign(rights, { permissions: ['see'], isLocked: false, isGone: false, isAway: false })
  closed = []
  asked = undefined
  const user = (): never => ({ id: 7, permissions: [...rights.permissions] }) as never
  const set = (app: Served['app']): unknown =>
    app.live('/', Page).live('/left', Left).live('/right', Right)
  return serve(t, (app) => void set(app), { user, ...options })
}

/** All that a window was sent. */
const sent = (window: RawWindow): string => JSON.stringify(window.frames)

/** A page that is open, with the numbers of its views. */
async function open(url: string, path = '/') {
  const page = await loadPage(url + path)
  const window = await RawWindow.joinPage(url, page)
  const numbers = [...page.html.matchAll(/live-view="(\d+)"/g)].map((found) => Number(found[1]))
  return { window, numbers, cookie: page.cookie }
}

let events = 100

/** What an event of a view gives back; undefined: it did not run. */
async function call(window: RawWindow, view: number, name = 'look'): Promise<unknown> {
  const n = ++events
  window.send([1, n, 0, name, {}, view, 1])
  await window.answer(n)
  return window.frames.find((frame) => frame[0] === 9 && frame[1] === n)?.[2]
}

async function comeBack(url: string, window: RawWindow, cookie: string, path = '/') {
  const key = window.frames[0]![3] as string
  const page = await loadPage(`${url}/right`, cookie)
  window.socket.terminate()
  await window.closing()
  const again = await RawWindow.open(url, cookie)
  again.send([0, 1, page.token, key, window.frames.length - 1, [], path])
  await again.until(() => again.frames.length > 0 || again.closed !== undefined)
  return again
}

const push = async (text: string): Promise<void> => {
  for (const View of Object.values(parts))
    await pushToView(View as typeof Part, { state: { text } })
}

test('refreshUser replaces views inside that may no longer be seen, at any depth, and keeps the rest', async (t) => {
  const { url, app } = await start(t)
  const { window, numbers } = await open(url)
  assert.equal(await call(window, 0, 'add'), 1)
  assert.equal(await call(window, numbers[0]!), 'old')
  await app.refreshUser(7)
  for (const number of numbers.slice(0, 4)) assert.equal(await call(window, number), 'old')
  assert.doesNotMatch(sent(window), /"(Salaries|Hooked|Owned|Checked|Outer)"/)
  assert.deepEqual(closed, [])
  rights.permissions = []
  await app.refreshUser(7)
  await eventually(() => closed.length === 3, undefined, { state: () => closed })
  assert.deepEqual(closed.toSorted(), ['Checked', 'Salaries', 'Salaries'])
  await window.until(
    () => (sent(window).match(/"Salaries"/g) ?? []).length === 2 && /"Checked"/.test(sent(window)),
  )
  await push('UPDATED')
  await window.until(() => (sent(window).match(/UPDATED/g) ?? []).length >= 4)
  assert.deepEqual([await call(window, 0, 'add'), await call(window, numbers[0]!)], [2, 'UPDATED'])
  assert.equal(await call(window, numbers[1]!), undefined)
  // Kept, Hooked, Owned, Outer.
  assert.equal((sent(window).match(/"?UPDATED/g) ?? []).length - 1, 4)
  assert.equal(window.closed, undefined)
})

test('a hook that redirects, and an object that is gone, take views inside away', async (t) => {
  const { url, app } = await start(t)
  const { window, numbers } = await open(url)
  rights.isLocked = rights.isGone = true
  await app.refreshUser(7)
  await window.until(() => /"Hooked"/.test(sent(window)) && /"Owned"/.test(sent(window)))
  assert.deepEqual(closed.toSorted(), ['Hooked', 'Owned'])
  assert.equal(await call(window, numbers[1]!), 'old')
  assert.doesNotMatch(sent(window), /redirect|elsewhere/)
})

test('a window that comes back is shown only the views inside that may be seen', async (t) => {
  const { url } = await start(t)
  const { window, numbers, cookie } = await open(url)
  await call(window, 0, 'add')
  rights.permissions = []
  const again = await comeBack(url, window, cookie)
  await again.until(() => /"Salaries"/.test(sent(again)) && /"Checked"/.test(sent(again)))
  await push('UPDATED')
  assert.deepEqual([await call(again, numbers[0]!), await call(again, 0, 'add')], ['UPDATED', 2])
  assert.equal(await call(again, numbers[1]!), undefined)
  assert.equal(closed.length, 3)
})

test('a window whose views inside can’t be asked for now loses none of them', async (t) => {
  const { url, app } = await start(t)
  const { window, numbers, cookie } = await open(url)
  await call(window, 0, 'add')
  rights.isAway = true
  const failed = await comeBack(url, window, cookie)
  assert.equal(await failed.closing(), 4500)
  assert.deepEqual(closed, [])
  rights.isAway = false
  failed.frames.push(...window.frames)
  const again = await comeBack(url, failed, cookie)
  assert.equal(await call(again, 0, 'add'), 2)
  for (const number of numbers.slice(0, 4)) assert.equal(await call(again, number), 'old')
  // Nobody waits for who was told that rights changed: what can't be asked is not shown.
  rights.isAway = true
  await app.refreshUser(7)
  assert.equal(await again.closing(), 4410)
})

for (const isLocked of [false, true]) {
  const who = isLocked ? 'nobody who may not' : 'who may'
  test(`what is pushed while a view inside is asked is shown to ${who} stay`, async (t) => {
    const { url, app } = await start(t)
    const { window, numbers } = await open(url)
    let answer = (): void => {}
    asked = new Promise((resolve) => (answer = resolve))
    rights.isLocked = isLocked
    asks = 0
    const refreshed = app.refreshUser(7)
    await eventually(() => asks === 1)
    await pushToView(Hooked, { state: { text: 'UPDATED' } })
    await pushToView(Kept, { state: { text: 'fine' } })
    await window.until(() => /fine/.test(sent(window)))
    assert.doesNotMatch(sent(window), /UPDATED/)
    answer()
    await refreshed
    await window.until(() => (isLocked ? /"Hooked"/ : /UPDATED/).test(sent(window)))
    assert.equal(await call(window, numbers[2]!), isLocked ? undefined : 'UPDATED')
    assert.equal(/UPDATED/.test(sent(window)), !isLocked)
  })
}

test('a sticky view is asked again for each page that shows it', async (t) => {
  const { url } = await start(t, { reauthEvery: 0 })
  const { window, numbers } = await open(url, '/left')
  assert.equal(await call(window, numbers[0]!), 'old')
  const visit = async (path: string): Promise<void> => {
    const n = ++events
    window.send([5, n, 0, path, 1])
    await window.answer(n)
  }
  await visit('/right')
  assert.equal(await call(window, numbers[0]!), 'old')
  assert.deepEqual(closed, [])
  rights.permissions = []
  await visit('/left')
  await window.until(() => /"Salaries"/.test(sent(window)))
  await push('UPDATED')
  await window.until(() => /UPDATED/.test(sent(window)))
  assert.equal(await call(window, numbers[0]!), undefined)
  assert.equal(await call(window, numbers[1]!), 'UPDATED')
  assert.equal((sent(window).match(/"UPDATED"/g) ?? []).length, 2)
  assert.deepEqual(closed, ['Salaries'])
})

test('refreshUser takes sticky views away too', async (t) => {
  const { url, app } = await start(t)
  const { window, numbers } = await open(url, '/left')
  rights.permissions = []
  await app.refreshUser(7)
  await window.until(() => /"Salaries"/.test(sent(window)))
  assert.equal(await call(window, numbers[0]!), undefined)
  assert.equal(await call(window, numbers[1]!), 'old')
})
