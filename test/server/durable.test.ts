/** Durable views: what was answered is stored, and what was not runs once, whatever happens to the server. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { TestContext } from 'node:test'
import { html, LiveView, memoryStore } from 'overwire'
import type { AppOptions, StateStore } from 'overwire'
import { eventually } from '../eventually.ts'
import { Durable } from './durable-counter.ts'
import { FallbackWindow, loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import type { Served } from './serve.ts'

const secret = 'the same in all processes'

/** A server of its own, as another process would be, with a store that others have too. */
function start(t: TestContext, store: StateStore, options: AppOptions = {}): Promise<Served> {
  const setUp = (app: Served['app']): void => void app.live('/', Durable).live('/plain', Plain)
  return serve(t, setUp, { store, secret, ...options })
}

class Plain extends LiveView {
  override render() {
    return html`<p>plain</p>`
  }
}

const keyOf = (window: RawWindow): string => window.frames[0]![3] as string
/** What the frames that came say, but for the HELLO. */
const said = ({ frames }: RawWindow): string => JSON.stringify(frames.slice(1))

/** A store whose writes wait. */
function slowStore(): {
  store: StateStore
  pass: () => void
  hold: () => void
  waiting: () => number
} {
  const inner = memoryStore()
  let held: (() => void)[] | null = null
  let waiting = 0
  return {
    store: {
      ...inner,
      async commit(commits) {
        if (held !== null) {
          waiting++
          await new Promise<void>((resolve) => held!.push(resolve))
        }
        return inner.commit(commits)
      },
    },
    hold: () => void (held = []),
    pass: () => {
      const going = held ?? []
      held = null
      for (const go of going) go()
    },
    waiting: () => waiting,
  }
}

for (const Window of [RawWindow, FallbackWindow])
  describe(`over ${Window.transport}`, () => {
    const join = Window.joinPage.bind(Window)

    test('an event is answered when its state is stored, not before', async (t) => {
      const { store, hold, pass, waiting } = slowStore()
      const { url } = await start(t, store)
      const page = await loadPage(url)
      const window = await join(url, page)
      hold()
      window.send([1, 1, 0, 'inc'])
      await eventually(() => waiting() === 1)
      window.send([3])
      await window.until(() => window.frames.some(([op]) => op === 6))
      assert.doesNotMatch(said(window), /\[1,1/)
      pass()
      assert.match(JSON.stringify(await window.answer(1)), /^\[1,1,0,/)
      const [id] = await store.list()
      assert.equal((await store.load(id!))?.lastEvent, 1)
    })

    test('another server goes on with the state that was answered; mount does not run [B164]', async (t) => {
      const store = memoryStore()
      const one = await start(t, store)
      const page = await loadPage(one.url)
      const before = await join(one.url, page)
      before.send([1, 1, 0, 'inc'])
      before.send([1, 2, 1, 'inc'])
      await before.answer(2)
      const mounts = Durable.mounts
      const two = await start(t, store)
      const after = await join(two.url, page, keyOf(before), 2, [], '/')
      assert.equal(after.frames[0]![5], 3, 'goes on elsewhere')
      assert.equal(keyOf(after), keyOf(before))
      await after.until(() => /"2"|,2,/.test(said(after)))
      await after.until(() => after.frames.some(([op]) => op === 4))
      assert.match(said(after), /\b2\b.*\b0\b.*\b1\b/)
      assert.equal(Durable.mounts, mounts)
    })

    test('events that were stored are answered and not run again; others run once', async (t) => {
      const store = memoryStore()
      const one = await start(t, store)
      const page = await loadPage(one.url)
      const before = await join(one.url, page)
      before.send([1, 1, 0, 'inc'])
      await before.answer(1)
      const two = await start(t, store)
      const after = await join(two.url, page, keyOf(before), 0, [], '/')
      assert.equal(after.frames[0]![4], 0, 'the browser sends all again that it has no answer to')
      const ran = Durable.runs.length
      after.send([1, 1, 0, 'inc'])
      after.send([1, 2, 0, 'inc'])
      await after.answer(2)
      await after.answer(1)
      assert.equal(Durable.runs.length - ran, 1)
      const [id] = await store.list()
      assert.match((await store.load(id!))!.state, /count.{0,12}:1.*,2,/)
    })

    test('the id of an event is the same when another server runs it', async (t) => {
      const { store, hold, waiting } = slowStore()
      const one = await start(t, store, { limits: { storeMs: 60_000, closeMs: 100 } })
      const page = await loadPage(one.url)
      const before = await join(one.url, page)
      hold()
      const ran = Durable.runs.length
      before.send([1, 1, 0, 'inc'])
      await eventually(() => waiting() === 1)
      const other = memoryStore()
      const [id] = await store.list()
      const stored = (await store.load(id!))!
      await other.commit([{ ...stored, window: id!, after: 0 }])
      const two = await start(t, other)
      const after = await join(two.url, page, keyOf(before), 0, [], '/')
      after.send([1, 1, 0, 'inc'])
      await after.answer(1)
      const [first, second] = Durable.runs.slice(ran)
      assert.equal(first, second)
    })

    test('of two servers that have a window the older one closes its copy', async (t) => {
      const store = memoryStore()
      const one = await start(t, store)
      const page = await loadPage(one.url)
      const before = await join(one.url, page)
      const two = await start(t, store)
      const after = await join(two.url, page, keyOf(before), 0, [], '/')
      after.send([1, 1, 0, 'inc'])
      await after.answer(1)
      before.send([1, 1, 0, 'inc'])
      assert.equal(await before.closing(), 4509)
      assert.equal(before.frames.length, 1)
      assert.deepEqual(one.app.counts, { connected: 0, pending: 0, absent: 0 })
      const [id] = await store.list()
      assert.equal((await store.load(id!))?.epoch, 2)
      // Back at the first server: the newest state, not its old copy.
      after.socket.terminate()
      const third = await join(one.url, page, keyOf(before), 0, [], '/')
      await third.until(() => third.frames.some(([op]) => op === 4))
      third.send([1, 2, 0, 'inc'])
      await third.answer(2)
      assert.equal((await store.load(id!))?.epoch, 3)
      assert.equal((await store.load(id!))?.lastEvent, 2)
    })

    test('a copy that waits for its browser is not used when another server went on', async (t) => {
      const store = memoryStore()
      const one = await start(t, store)
      const page = await loadPage(one.url)
      const before = await join(one.url, page)
      before.socket.terminate()
      await eventually(() => one.app.counts.absent === 1)
      const two = await start(t, store)
      const away = await join(two.url, page, keyOf(before), 0, [], '/')
      away.send([1, 1, 0, 'inc'])
      await away.answer(1)
      const back = await join(one.url, page, keyOf(before), 0, [], '/')
      back.send([1, 2, 0, 'inc'])
      await back.answer(2)
      const [id] = await store.list()
      const stored = (await store.load(id!))!
      assert.deepEqual([stored.epoch, stored.lastEvent], [3, 2])
      assert.match(stored.state, /,2,/)
    })

    test('a store that is down: the event waits, and the window goes on when it is back', async (t) => {
      const inner = memoryStore()
      let isDown = false
      const store: StateStore = {
        ...inner,
        commit: (commits) => (isDown ? Promise.reject(new Error('down')) : inner.commit(commits)),
        load: (window) => (isDown ? Promise.reject(new Error('down')) : inner.load(window)),
      }
      const { url, app } = await start(t, store, { limits: { storeMs: 150 } })
      const page = await loadPage(url)
      const before = await join(url, page)
      isDown = true
      const ran = Durable.runs.length
      before.send([1, 1, 0, 'inc'])
      assert.equal(await before.closing(), 4503)
      assert.equal(before.frames.length, 1, 'nothing was answered')
      const refused = await join(url, page, keyOf(before), 0, [], '/')
      assert.equal(await refused.closing(), 4503)
      const plain = await Window.join(url, '/plain', page.cookie)
      assert.equal(plain.frames[0]![0], 0)
      isDown = false
      const after = await join(url, page, keyOf(before), 0, [], '/')
      after.send([1, 1, 0, 'inc'])
      await after.answer(1)
      assert.equal(Durable.runs.length - ran, 2, 'the state of the first run was given up')
      const [id] = await store.list()
      assert.match((await store.load(id!))!.state, /,1,/)
      assert.equal(app.counts.connected, 2)
    })

    test('a write that failed is tried again before the window is given up', async (t) => {
      const inner = memoryStore()
      let failures = 0
      const store: StateStore = {
        ...inner,
        commit: (commits) =>
          failures-- > 0 ? Promise.reject(new Error('once')) : inner.commit(commits),
      }
      const { url } = await start(t, store)
      const window = await join(url, await loadPage(url))
      failures = 1
      window.send([1, 1, 0, 'inc'])
      await window.answer(1)
      const [id] = await store.list()
      assert.equal((await store.load(id!))?.lastEvent, 1)
    })

    test('a failed event leaves the stored state as it was', async (t) => {
      const store = memoryStore()
      const { url } = await start(t, store)
      const window = await join(url, await loadPage(url))
      window.send([1, 1, 0, 'fail'])
      assert.equal((await window.answer(1))[0], 2)
      window.send([1, 2, 0, 'inc'])
      await window.answer(2)
      const [id] = await store.list()
      assert.doesNotMatch((await store.load(id!))!.state, /999999999/)
    })

    /** After the events before it, an event can't be stored: it is refused, and the window goes on from those. */
    async function refused(t: TestContext, url: string, name: string): Promise<void> {
      const page = await loadPage(url)
      const window = await join(url, page)
      window.send([1, 1, 0, 'inc'])
      await window.answer(1)
      window.send([1, 2, 0, name])
      assert.equal(await window.closing(), 4510)
      const answer: unknown[] = await window.answer(2)
      assert.deepEqual(answer.slice(0, 3), [2, [2], 'E_HANDLER'], 'the log says more')
      const key = window.frames[0]![3] as string
      const again = await join(url, page, key, window.frames.length, [], '/')
      t.after(() => again.socket.terminate())
      assert.equal(again.frames[0]![5], 3, 'it goes on with its state')
      again.send([1, 3, 0, 'inc'])
      await again.answer(3)
      assert.match(JSON.stringify(again.frames), /count 2|,2\]|"2"/)
    }

    test('a value that can’t be stored is refused with its event, and the error names it', async (t) => {
      const store = memoryStore()
      const { url, logged } = await start(t, store)
      await refused(t, url, 'spoil')
      const errors = logged.map(({ fields }) => String((fields['error'] as Error)?.message))
      assert.ok(
        errors.some((one) => /E_STATE\] Durable .* broken in the field broken/.test(one)),
        errors.join(),
      )
    })

    test('a state that is too large is refused with its event, and the error names the largest field', async (t) => {
      const store = memoryStore()
      const { url, logged } = await start(t, store)
      await refused(t, url, 'grow')
      const errors = logged.map(({ fields }) => String((fields['error'] as Error)?.message))
      assert.ok(
        errors.some((one) => /E_STATE_SIZE\].*field Durable\.big has 3000/.test(one)),
        errors.join(),
      )
    })

    class Functions extends LiveView {
      static override durable = true
      run = (): number => 1
      override render() {
        return html`<p>${this.run()}</p>`
      }
    }

    test('a durable view with a value that can’t be stored refuses to start, and names it', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Functions), { store: memoryStore() })
      const response = await fetch(url)
      assert.equal(response.status, 500)
      assert.match(
        await response.text(),
        /Functions can.{1,6}t be stored.*the function run in the field run/s,
      )
    })

    test('a durable view that is shared or has #private fields is refused by app.live', async (t) => {
      class Shared extends Durable {
        static override shared = () => 'one'
      }
      class Hidden extends Durable {
        #n = 0
        override render() {
          return html`<p>${this.#n}</p>`
        }
      }
      await serve(t, (app) => {
        assert.throws(() => app.live('/a', Shared), { code: 'E_STATE' })
        assert.throws(() => app.live('/b', Hidden), { code: 'E_STATE' })
      })
    })

    test('a browser that leaves for good has nothing stored', async (t) => {
      const store = memoryStore()
      const { url } = await start(t, store)
      const window = await join(url, await loadPage(url))
      assert.equal((await store.list()).length, 1)
      await window.close()
      await eventually(async () => (await store.list()).length === 0)
    })

    test('a visit to a view that is not durable ends what is stored, and back begins anew', async (t) => {
      const store = memoryStore()
      const { url } = await start(t, store)
      const window = await join(url, await loadPage(url))
      window.send([1, 1, 0, 'inc'])
      await window.answer(1)
      window.send([5, 2, 1, '/plain', 1])
      await window.answer(2)
      await eventually(async () => (await store.list()).length === 0)
      window.send([5, 3, 2, '/', 1])
      await window.answer(3)
      const [id] = await store.list()
      const stored = (await store.load(id!))!
      assert.equal(stored.lastEvent, 3)
      window.send([1, 4, window.frames.length - 1, 'inc'])
      await window.answer(4)
      assert.equal((await store.load(id!))?.lastEvent, 4)
    })

    test('a key of another session finds nothing', async (t) => {
      const store = memoryStore()
      const one = await start(t, store)
      const before = await join(one.url, await loadPage(one.url))
      const two = await start(t, store)
      const thief = await join(two.url, await loadPage(two.url), keyOf(before), 0, [], '/')
      assert.equal(thief.frames[0]![5], 2)
    })

    test('a visit to a view that is not durable may come while the state before is being stored', async (t) => {
      const { store, hold, pass, waiting } = slowStore()
      const { url, logged } = await start(t, store)
      const page = await loadPage(url)
      const window = await join(url, page)
      hold()
      window.send([1, 1, 0, 'inc'])
      await eventually(() => waiting() === 1)
      window.send([5, 2, window.frames.length - 1, '/plain', 1])
      await eventually(async () => (await store.list()).length === 0)
      pass()
      const answer = await window.answer(2)
      assert.deepEqual([answer?.[0], window.closed], [4, undefined])
      window.send([5, 3, window.frames.length - 1, '/', 1])
      await window.answer(3)
      window.send([1, 4, window.frames.length - 1, 'inc'])
      assert.equal((await window.answer(4))[0], 1)
      assert.equal(window.closed, undefined)
      assert.deepEqual(
        logged
          .map(({ fields }) => fields['reason'])
          .filter((reason) => /FENCED/.test(String(reason))),
        [],
      )
    })
  })
