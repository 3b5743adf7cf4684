/** What a view that windows share does for the window that sent an event, also after the event awaited something. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, js, LiveView } from 'overwire'
import type { LiveRequest } from 'overwire'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

/** What work waits for, by name. */
const gates = new Map<string, () => void>()
const gate = (name: string): Promise<void> =>
  new Promise<void>((resolve) => gates.set(name, resolve)).then(() => void gates.delete(name))
const opens = async (name: string): Promise<void> => {
  await eventually(() => gates.has(name), `something waits for ${name}`)
  gates.get(name)!()
}
const nameOf = ({ user }: LiveRequest): string => (user as unknown as { id: string }).id

class Board extends LiveView {
  static override shared = () => 'board'
  text = ''

  @event({ background: true }) async later({ what }: { what: string }) {
    await gate('later')
    if (what === 'flash') this.putFlash('info', `told ${nameOf(this.request)}`)
    if (what === 'event') this.pushEvent('told', { to: nameOf(this.request) })
    if (what === 'commands') this.pushCommands(js().focus('#told'))
    if (what === 'redirect') this.liveRedirect('/told')
    if (what === 'message') this.sendUpdate('all')
    if (what === 'session') this.request.session['told'] = 'told'
    if (what === 'nested') {
      this.startAsync(async () => {
        await gate('nested')
        this.putFlash('info', 'told')
      })
    }
  }
  @event async slow() {
    await gate('slow')
    this.text = 'slow is over'
  }
  @event leave() {
    void gate('left').then(() => this.putFlash('info', 'told'))
  }
  @event long() {
    this.startAsync(() => new Promise<void>(() => undefined))
  }
  @event task() {
    this.startAsync(() => gate('task'), { name: 'task' })
  }
  override handleAsyncResult(name: string) {
    if (name === 'task') this.putFlash('info', `told ${nameOf(this.request)}`)
  }
  override handleInfo() {
    this.putFlash('info', 'told')
    this.text = 'changed'
  }
  override render() {
    return html`<p>${this.text}</p>`
  }
}

type Windows = { ann: RawWindow; bob: RawWindow }

async function meet(t: Parameters<typeof serve>[0]): Promise<Windows> {
  const { url } = await serve(t, (app) => app.live('/', Board), {
    user: ({ query }) => ({ id: query.get('as') }) as never,
  })
  const ann = await RawWindow.join(url, '/?as=ann')
  return { ann, bob: await RawWindow.join(url, '/?as=bob') }
}

const isTold = ({ frames }: RawWindow): boolean => JSON.stringify(frames).includes('told')

/** Both have what was sent before this. */
async function settle({ ann, bob }: Windows, n: number): Promise<void> {
  ann.send([1, n, 0, 'unknown'])
  bob.send([1, n, 0, 'unknown'])
  await Promise.all([ann.answer(n), bob.answer(n)])
}

for (const what of ['flash', 'event', 'commands', 'redirect']) {
  test(`a ${what} of a background event of a shared view is for who sent it`, async (t) => {
    const windows = await meet(t)
    const { ann, bob } = windows
    bob.send([1, 1, 0, 'later', { what }])
    await opens('later')
    await bob.until(() => isTold(bob))
    await settle(windows, 2)
    assert.ok(!isTold(ann))
    assert.ok(!JSON.stringify(bob.frames).includes('told ann'))
  })

  test(`a ${what} of a background event is not for whose event is handled meanwhile`, async (t) => {
    const windows = await meet(t)
    const { ann, bob } = windows
    bob.send([1, 1, 0, 'later', { what }])
    await eventually(() => gates.has('later'))
    ann.send([1, 1, 0, 'slow'])
    await eventually(() => gates.has('slow'))
    await opens('later')
    await eventually(() => !gates.has('later'))
    await opens('slow')
    await bob.until(() => isTold(bob))
    await settle(windows, 2)
    assert.ok(!isTold(ann))
  })
}

test('what a background event writes into the session is its visitor’s', async (t) => {
  const { ann, bob } = await meet(t)
  bob.send([1, 1, 0, 'later', { what: 'session' }])
  await opens('later')
  const wrote = ({ frames }: RawWindow): boolean => JSON.stringify(frames).includes('"session"')
  await bob.until(() => wrote(bob))
  await settle({ ann, bob }, 2)
  assert.ok(!wrote(ann))
})

test('a task that a background event begins is for who sent it', async (t) => {
  const windows = await meet(t)
  windows.bob.send([1, 1, 0, 'later', { what: 'nested' }])
  await opens('later')
  await opens('nested')
  await windows.bob.until(() => isTold(windows.bob))
  await settle(windows, 2)
  assert.ok(!isTold(windows.ann))
})

test('work that an event leaves to itself is for who sent it, once the event is answered', async (t) => {
  const windows = await meet(t)
  windows.bob.send([1, 1, 0, 'leave'])
  await windows.bob.answer(1)
  await opens('left')
  await windows.bob.until(() => isTold(windows.bob))
  await settle(windows, 2)
  assert.ok(!isTold(windows.ann))
})

test('the result of an event’s task is handled for who sent it', async (t) => {
  const windows = await meet(t)
  windows.bob.send([1, 1, 0, 'task'])
  await opens('task')
  await windows.bob.until(() => isTold(windows.bob))
  await settle(windows, 2)
  assert.ok(!isTold(windows.ann))
  assert.ok(JSON.stringify(windows.bob.frames).includes('told bob'))
})

test('a message that an event sends to the view is for all windows', async (t) => {
  const { ann, bob } = await meet(t)
  bob.send([1, 1, 0, 'later', { what: 'message' }])
  await opens('later')
  await Promise.all([ann.until(() => isTold(ann)), bob.until(() => isTold(bob))])
})

test('events whose tasks go on keep no other events of their sender waiting', async (t) => {
  const { ann } = await meet(t)
  const many = 40
  for (let n = 1; n <= many; n++) ann.send([1, n, 0, 'long'])
  ann.send([1, many + 1, 0, 'leave'])
  assert.equal((await ann.answer(many + 1))[0], 1)
})
