/** A server stops, and the windows of a shared view go on together in the next one. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { component, createApp, event, html, LiveComponent, LiveView } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from './raw-window.ts'
import type { LoadedPage } from './raw-window.ts'

const secret = 'the same in all processes'
const reasons: string[] = []
const logger = {
  info: ({ reason }: { reason?: string }) => void (reason && reasons.push(reason)),
  warn: () => {},
  error: console.error,
}

class Cell extends LiveComponent {
  n = 0
  @event up() {
    this.n++
  }
  override render() {
    return html`<button @click=${this.up}>cell ${this.n}</button>`
  }
}

let mounts = 0
let restores = 0
class Board extends LiveView {
  static override shared = (_request: unknown, { name }: Record<string, string>) => name ?? 'main'
  count = 0
  override mount() {
    mounts++
  }
  override restored() {
    restores++
  }
  @event inc() {
    this.count++
  }
  @event work() {
    this.startAsync(({ signal }) => once(signal, 'abort'))
  }
  override render() {
    return html`<b>count ${this.count}</b>${component(Cell, { id: 'a' })}
      <button @click=${this.inc}>Add</button><button @click=${this.work}>Work</button>`
  }
}

async function start(t: TestContext, port = 0): Promise<Listening> {
  const app = createApp({ secret, logger }).live('/', Board).live('/:name', Board)
  const listening = await listen(app, { port, stopOnSignals: false })
  t.after(() => listening.close())
  return listening
}

interface Visitor {
  page: LoadedPage
  window: RawWindow
  path: string
}

async function visit(url: string, path: string = '/'): Promise<Visitor> {
  const page = await loadPage(url + path)
  return { page, window: await RawWindow.joinPage(url, page), path }
}

/** What its browser has been told of the view, and of the component by its number. */
const toldOf = ({ window }: Visitor, view: number): string =>
  JSON.stringify(window.frames.filter((frame) => [1, 4].includes(frame[0]) && frame[2] === view))

async function act({ window }: Visitor, n: number, name: string, view = 0): Promise<void> {
  window.send([1, n, 0, name, null, view])
  const answer = await window.answer(n)
  assert.notEqual(answer[0], 2, JSON.stringify(answer))
}

/** The browser comes back with what the server gave it. @returns how it came: 3 is with its state. */
async function comeBack(visitor: Visitor, url: string): Promise<number> {
  const { page, window, path } = visitor
  await window.closing()
  const key = window.frames.findLast(([op]) => op === 0)![3]
  visitor.window = await RawWindow.joinPage(url, page, key, window.frames.length, [], path)
  await visitor.window.until(() => visitor.window.frames.some(([op]) => op === 4))
  return visitor.window.frames[0]![5] as number
}

async function leave({ window }: Visitor): Promise<void> {
  await window.close()
}

const numberOfCell = (page: LoadedPage): number => Number(/live-view="?(\d+)/.exec(page.html)![1])

test('windows of a shared view go on together with its state and its components', async (t) => {
  mounts = restores = 0
  const one = await start(t)
  const ann = await visit(one.url)
  const bob = await visit(one.url)
  await act(ann, 1, 'inc')
  await act(bob, 1, 'inc')
  const cell = numberOfCell(ann.page)
  await act(bob, 2, 'up', cell)
  await one.close()
  const two = await start(t)
  assert.deepEqual([await comeBack(ann, two.url), await comeBack(bob, two.url)], [3, 3])
  for (const visitor of [ann, bob]) {
    assert.match(toldOf(visitor, 0), /\[-1,2,/)
    assert.match(toldOf(visitor, cell), /"up",1\]/)
  }
  assert.deepEqual([mounts, restores], [1, 1])
  await act(ann, 2, 'up', cell)
  await eventually(() => toldOf(bob, cell).includes(',2]'), 'both see the one component')
  await act(bob, 3, 'inc')
  await eventually(() => toldOf(ann, 0).endsWith(',3]]]'), 'both see the one state')
  await two.close()
  const three = await start(t)
  assert.deepEqual([await comeBack(ann, three.url), await comeBack(bob, three.url)], [3, 3])
  assert.match(toldOf(ann, 0), /\[-1,3,/)
  assert.match(toldOf(bob, cell), /"up",2\]/)
})

test('who was first in the next process sees what the others bring, once', async (t) => {
  const one = await start(t)
  const ann = await visit(one.url)
  const bob = await visit(one.url)
  const cell = numberOfCell(ann.page)
  await act(ann, 1, 'inc')
  await act(ann, 2, 'up', cell)
  await one.close()
  const two = await start(t)
  const first = await visit(two.url)
  await comeBack(ann, two.url)
  await eventually(() => toldOf(first, 0).endsWith(',1]]]'), 'the state of the view')
  await eventually(() => toldOf(first, numberOfCell(first.page)).includes('1]'), 'its component')
  await act(ann, 3, 'inc')
  await comeBack(bob, two.url)
  assert.match(toldOf(bob, 0), /\[-1,2,/, 'what came after it stays')
})

test('a view that was here before another process stopped keeps its own state', async (t) => {
  const one = await start(t)
  const two = await start(t)
  const here = await visit(two.url)
  await act(here, 1, 'inc')
  await act(here, 2, 'inc')
  const ann = await visit(one.url)
  await act(ann, 1, 'inc')
  await one.close()
  assert.equal(await comeBack(ann, two.url), 3)
  assert.match(toldOf(ann, 0), /\[-1,2,/)
})

test('of two states that come back the one of the later process wins', async (t) => {
  const one = await start(t)
  const ann = await visit(one.url)
  const bob = await visit(one.url)
  await act(ann, 1, 'inc')
  await one.close()
  const two = await start(t)
  await comeBack(ann, two.url)
  await act(ann, 2, 'inc')
  await two.close()
  const three = await start(t)
  // This one slept while the second process ran.
  await comeBack(bob, three.url)
  assert.match(toldOf(bob, 0), /\[-1,1,/)
  await comeBack(ann, three.url)
  await eventually(() => toldOf(bob, 0).endsWith(',2]]]'), 'the state of the second process')
  assert.match(toldOf(ann, 0), /\[-1,2,|,2\]/)
})

test('a state is of its key alone, and each key has its own', async (t) => {
  const one = await start(t)
  const ann = await visit(one.url, '/a')
  const bob = await visit(one.url, '/b')
  await act(ann, 1, 'inc')
  await one.close()
  const two = await start(t)
  await comeBack(bob, two.url)
  await comeBack(ann, two.url)
  assert.match(toldOf(ann, 0), /\[-1,1,/)
  assert.match(toldOf(bob, 0), /\[-1,0,/)
})

test('a shared view with a task is mounted anew, and the log says why', async (t) => {
  reasons.length = 0
  const one = await start(t)
  const ann = await visit(one.url)
  ann.window.send([1, 1, 0, 'work'])
  await act(ann, 2, 'inc')
  await one.close()
  assert.deepEqual(reasons, ['It is shared, and has tasks.'])
  const two = await start(t)
  assert.equal(await comeBack(ann, two.url), 2)
})

test('what was done here is not undone by a copy that comes when its windows have gone', async (t) => {
  const one = await start(t)
  const ann = await visit(one.url)
  const bob = await visit(one.url)
  const eve = await visit(one.url)
  await act(ann, 1, 'inc')
  await one.close()
  const two = await start(t)
  await comeBack(ann, two.url)
  await act(ann, 2, 'inc')
  await leave(ann)
  assert.equal(await comeBack(bob, two.url), 3)
  assert.match(toldOf(bob, 0), /\[-1,0,/, 'the view is over, as it is without a stop')
  await act(bob, 1, 'inc')
  await comeBack(eve, two.url)
  assert.match(toldOf(eve, 0), /\[-1,1,/)
  await act(bob, 2, 'inc')
  await eventually(() => toldOf(eve, 0).endsWith(',2]]]'), 'both see the one state')
})

test('a view that was only looked at takes what is carried, though its window has gone', async (t) => {
  const one = await start(t)
  const ann = await visit(one.url)
  await act(ann, 1, 'inc')
  await one.close()
  const two = await start(t)
  await leave(await visit(two.url))
  await comeBack(ann, two.url)
  assert.match(toldOf(ann, 0), /\[-1,1,/)
})
