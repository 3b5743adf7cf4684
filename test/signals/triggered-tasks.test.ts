/** Tasks that views, handlers and tasks trigger for a visitor count for that visitor, as direct calls of signals do. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { beforeEach, test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView, publish } from 'overwire'
import type { App, Limits, LiveRequest } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { disconnectSignals, everyone, SERVER, signal, trigger, WINDOW } from 'overwire/signals'
import type { Source } from 'overwire/signals'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

beforeEach(() => disconnectSignals())

/** Of this test: what waits of the one before may begin when its signal is gone, and would run this one's. */
let path = ''
const work = (source: Source): Promise<void> => trigger(source, path, { to: SERVER })

class Page extends LiveView {
  async mount(): Promise<void> {
    await this.subscribe('told')
  }
  @event async own(): Promise<void> {
    await work(this)
  }
  @event async asked(): Promise<void> {
    await work(this.request)
  }
  @event spree(): void {
    for (let i = 0; i < 9; i++) work(this).catch(() => {})
  }
  @event async later(): Promise<void> {
    await trigger(this, 'shown', { to: WINDOW, countdown: 60_000 })
  }
  @event async nobody(): Promise<void> {
    await work(null)
  }
  @event begun(): void {
    this.startAsync(() => work(this))
  }
  override async handleInfo(): Promise<void> {
    await work(this)
  }
  render() {
    return html`<p>page</p>`
  }
}

class Board extends Page {
  static override shared = () => 'board'
}

const user = ({ query }: LiveRequest): never =>
  (query.has('user') ? { id: query.get('user') } : null) as never

async function open(t: TestContext, limits: Partial<Limits>) {
  const route = (app: App): unknown => app.live('/', Page).live('/board', Board)
  const { url } = await serve(t, route, { user, limits })
  return async (path: string) => {
    const page = await loadPage(url + path)
    const window = new RawWindow(url, { origin: url, cookie: page.cookie })
    await once(window.socket, 'open')
    window.send([0, 1, page.token])
    await window.until(() => window.frames.length > 0 || window.closed !== undefined)
    let n = 0
    /** The error's code, or "ok". */
    const answer = async (): Promise<string> => {
      const said = await window.answer(n)
      return said[0] === 2 ? String(said[2]) : 'ok'
    }
    return {
      async event(name: string): Promise<string> {
        window.send([1, ++n, 0, name, {}])
        return answer()
      },
      async call(kind: number, name: string): Promise<string> {
        window.send([6, ++n, 0, kind, name, {}])
        const said = await answer()
        const reply = window.frames.find((frame) => frame[0] === 9 && frame[1] === n)
        return reply ? (reply[2] as { code: string }).code : said
      },
    }
  }
}

/** A signal "work" whose functions end when they are told. */
function held(queue: string) {
  const ran: string[] = []
  const ends: (() => void)[] = []
  let isFree = false
  path = `work-${queue.replaceAll(' ', '-')}`
  signal({ path, isAllowedTo: everyone, queue }, async (info) => {
    ran.push(String(info?.user?.id ?? 'nobody'))
    if (!isFree) await new Promise<void>((resolve) => ends.push(resolve))
  })
  const release = (): void => {
    isFree = true
    for (const end of ends.splice(0)) end()
  }
  return { ran, release }
}

for (const name of ['own', 'asked', 'later']) {
  test(`tasks of events count for whoever sent them: ${name}`, async (t) => {
    const visit = await open(t, { tasksPerVisitor: 3 })
    const { release } = held(`event ${name}`)
    t.after(release)
    const ann = await visit(`/?user=ann-${name}`)
    const codes: string[] = []
    for (let i = 0; i < 4; i++) codes.push(await ann.event(name))
    assert.deepEqual(codes, ['ok', 'ok', 'ok', 'E_TASKS'])
    assert.equal(await ann.call(1, path), 'E_TASKS', 'they count together with calls')
    assert.equal(await (await visit(`/?user=bob-${name}`)).event(name), 'ok')
    release()
    if (name === 'later') return
    await eventually(async () => (await ann.event(name)) === 'ok', 'what ended makes room')
  })
}

test('tasks that an event triggers without waiting count at once', async (t) => {
  const visit = await open(t, { tasksPerVisitor: 3 })
  const { ran, release } = held('spree')
  t.after(release)
  const ann = await visit('/?user=ann')
  assert.equal(await ann.event('spree'), 'ok')
  assert.equal(await ann.event('own'), 'E_TASKS')
  release()
  await eventually(async () => (await ann.event('own')) === 'ok')
  await eventually(() => ran.length === 4)
})

test('tasks of handlers, of background work and of messages count too; nobody’s do not', async (t) => {
  const visit = await open(t, { tasksPerVisitor: 4 })
  const { ran, release } = held('others')
  t.after(release)
  liveviewHandler('work', (consumer) => work(consumer))
  const ann = await visit('/?user=ann')
  assert.equal(await ann.call(0, 'work'), 'ok')
  assert.equal(await ann.event('begun'), 'ok')
  await publish('told', 'work')
  await eventually(() => ran.length === 2, 'half of the places are for others')
  for (let i = 0; i < 6; i++) assert.equal(await ann.event('nobody'), 'ok')
  await eventually(() => ran.length === 4)
  assert.deepEqual(ran, ['ann', 'ann', 'nobody', 'nobody'])
  assert.equal(await ann.event('own'), 'ok')
  assert.equal(await ann.event('own'), 'E_TASKS')
})

test('in a view that windows share they count for who asked, and what nobody asked for does not', async (t) => {
  const visit = await open(t, { tasksPerVisitor: 2 })
  const { ran, release } = held('shared')
  t.after(release)
  const ann = await visit('/board?user=ann')
  const bob = await visit('/board?user=bob')
  for (let i = 0; i < 3; i++) await publish('told', 'work')
  await eventually(() => ran.length === 3, 'nobody asked', { state: () => ran })
  for (const one of [bob, ann]) {
    assert.equal(await one.event('own'), 'ok')
    assert.equal(await one.event('own'), 'ok')
    assert.equal(await one.event('own'), 'E_TASKS')
  }
})

test('slow tasks of one visitor’s events do not delay those of others, nor do tasks of these tasks', async (t) => {
  const visit = await open(t, { tasksPerVisitor: 3 })
  const { ran, release } = held('fair')
  t.after(release)
  const ids: number[] = []
  signal({ path: 'many', isAllowedTo: everyone, queue: 'many' }, async (info) => {
    // More than a visitor may ask for: that is up to the app.
    for (let i = 0; i < 8; i++) ids.push(await work(info).then(() => i))
  })
  const ann = await visit('/?user=ann')
  assert.equal(await ann.event('own'), 'ok')
  assert.equal(await ann.call(1, 'many'), 'ok')
  await eventually(() => ids.length === 8)
  assert.equal(await ann.event('own'), 'E_TASKS')
  const bob = await visit('/?user=bob')
  assert.equal(await bob.call(1, path), 'ok')
  await eventually(() => ran.length === 3, undefined, { state: () => ran })
  assert.deepEqual(ran.toSorted(), ['ann', 'ann', 'bob'])
})
