/** How many tasks of signals one visitor may have in memory, and who comes first. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { beforeEach, test } from 'node:test'
import type { TestContext } from 'node:test'
import { html, LiveView } from 'overwire'
import type { App, Limits, LiveRequest } from 'overwire'
import { disconnectSignals, everyone, signal } from 'overwire/signals'
import { eventually } from '../eventually.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

beforeEach(() => disconnectSignals())

class Page extends LiveView {
  render() {
    return html`<p>page</p>`
  }
}

const user = ({ query }: LiveRequest): never =>
  (query.has('user') ? { id: query.get('user') } : null) as never

interface Caller {
  /** Calls a signal: its error's code, or "ok". */
  call(name: string, args?: object): Promise<string>
}

async function open(t: TestContext, limits: Partial<Limits>) {
  const route = (app: App): unknown => app.live('/', Page)
  const { url } = await serve(t, route, { user, limits, trustedProxies: 1 })
  return async (path: string, from: string = '1.1.1.1'): Promise<Caller> => {
    const headers = { 'x-forwarded-for': from }
    const page = await loadPage(url + path, '', headers)
    const window = new RawWindow(url, { origin: url, cookie: page.cookie, ...headers })
    await once(window.socket, 'open')
    window.send([0, 1, page.token])
    await window.until(() => window.frames.length > 0 || window.closed !== undefined)
    let n = 0
    return {
      async call(name, args = {}) {
        const id = ++n
        window.send([6, id, 0, 1, name, args])
        const answer = await window.answer(id)
        if (answer[0] === 2) return answer[2]
        const reply = window.frames.find((frame) => frame[0] === 9 && frame[1] === id)
        return reply ? (reply[2] as { code: string }).code : 'ok'
      },
    }
  }
}

/** A signal whose functions end when they are told. */
function held(path: string, queue: string) {
  const ran: string[] = []
  let release = (): void => {}
  const free = new Promise<void>((resolve) => (release = resolve))
  signal({ path, isAllowedTo: everyone, queue }, async (_info, { name }: { name?: string }) => {
    ran.push(name ?? '')
    await free
  })
  return { ran, release }
}

test('a visitor’s calls beyond what may wait are refused, those of others are not', async (t) => {
  const visit = await open(t, { tasksPerVisitor: 10 })
  const { release } = held('slow', 'held')
  const all = async (caller: Caller, calls: number): Promise<string[]> => {
    const codes: string[] = []
    for (let i = 0; i < calls; i++) codes.push(await caller.call('slow'))
    return codes
  }
  const refusals = (codes: string[]): number => codes.filter((code) => code === 'E_TASKS').length
  const ann = await visit('/?user=ann')
  assert.equal(refusals(await all(ann, 12)), 2)
  assert.equal(await (await visit('/?user=ann', '2.2.2.2')).call('slow'), 'E_TASKS')
  assert.equal(await (await visit('/?user=bob')).call('slow'), 'ok')
  // Nobodies of one network count together, whatever their sessions.
  assert.equal(refusals(await all(await visit('/'), 6)), 0)
  assert.equal(refusals(await all(await visit('/'), 6)), 2)
  assert.equal(await (await visit('/', '3.3.3.3')).call('slow'), 'ok')
  release()
  await eventually(async () => (await ann.call('slow')) === 'ok', 'what ended makes room')
})

test('a visitor’s calls may wait with so many bytes', async (t) => {
  const visit = await open(t, { taskBytesPerVisitor: 16_000 })
  const { release } = held('large', 'bytes')
  const name = 'x'.repeat(4000)
  const ann = await visit('/?user=ann')
  const codes = [await ann.call('large', { name }), await ann.call('large', { name })]
  codes.push(await ann.call('large', { name }), await ann.call('large', { name }))
  assert.deepEqual(codes, ['ok', 'ok', 'ok', 'E_TASKS'])
  assert.equal(await (await visit('/?user=bob')).call('large', { name }), 'ok')
  release()
})

test('all functions of a call are queued, or none', async (t) => {
  const visit = await open(t, { tasksPerVisitor: 2 })
  const ran: string[] = []
  const { release } = held('both', 'both')
  signal({ path: 'both', isAllowedTo: everyone, queue: 'second' }, () => void ran.push('second'))
  const ann = await visit('/?user=ann')
  const first = held('one', 'one')
  assert.equal(await ann.call('one'), 'ok')
  assert.equal(await ann.call('both'), 'ok')
  await eventually(() => ran.length === 1)
  assert.equal(await ann.call('both'), 'E_TASKS')
  assert.equal(ran.length, 1)
  first.release()
  release()
})

test('many calls of one visitor do not delay the first call of another', async (t) => {
  const visit = await open(t, {})
  const begun: string[] = []
  const ends: (() => void)[] = []
  const work = async (_info: unknown, { name }: { name: string }): Promise<void> => {
    begun.push(name)
    await new Promise<void>((resolve) => ends.push(resolve))
  }
  signal({ path: 'work', isAllowedTo: everyone, queue: 'fair' }, work)
  const ann = await visit('/?user=ann')
  for (let i = 0; i < 100; i++) assert.equal(await ann.call('work', { name: 'ann' }), 'ok')
  assert.equal(await (await visit('/?user=bob')).call('work', { name: 'bob' }), 'ok')
  assert.equal(await (await visit('/')).call('work', { name: 'nobody' }), 'ok')
  await eventually(() => begun.length === 4)
  // Half of the places are for others, who need not wait for any of hers.
  assert.deepEqual(begun.toSorted(), ['ann', 'ann', 'bob', 'nobody'])
  while (begun.length < 102 || ends.length > 0) {
    ends.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
})
