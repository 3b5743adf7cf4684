/** What survives: the instance of the page, events in flight, frames without an acknowledgement. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { event, html, LiveView, pushToView } from 'overwire'
import { Counter } from './counter.ts'
import { FallbackWindow, loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'
import { eventually } from '../eventually.ts'

for (const Window of [RawWindow, FallbackWindow])
  describe(`over ${Window.transport}`, () => {
    test('mount runs once: the socket takes over the page’s instance with a short answer [B163]', async (t) => {
      const { url, app } = await serve(t, (app) => app.live('/', Counter))
      const mounts = Counter.mounts
      const window = await Window.join(url)
      assert.equal(Counter.mounts - mounts, 1)
      assert.equal(window.frames.length, 1)
      assert.deepEqual([window.frames[0]![0], window.frames[0]![5]], [0, 0])
      assert.ok(JSON.stringify(window.frames[0]).length < 100)
      assert.deepEqual(app.counts, { connected: 1, pending: 0, absent: 0 })
    })

    test('a page whose socket comes too late is mounted anew and gets values', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Counter), {
        limits: { pendingPages: 1 },
      })
      const page = await loadPage(url)
      await loadPage(url)
      const window = await Window.open(url, page.cookie)
      window.send([0, 1, page.token])
      await window.until(() => window.frames.length === 3)
      const [hello, templates, values] = window.frames
      assert.equal(hello![5], 2)
      assert.equal(templates![0], 3)
      assert.equal(values![0], 4)
    })

    test('the same instance goes on after a lost connection; missed answers are replayed', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Counter))
      const page = await loadPage(url)
      const before = await Window.open(url, page.cookie)
      before.send([0, 1, page.token])
      await before.until(() => before.frames.length === 1)
      const key = before.frames[0]![3] as string
      before.send([1, 1, 0, 'inc'])
      before.send([1, 2, 0, 'inc'])
      await before.answer(2)
      before.socket.terminate()
      const after = await Window.open(url, page.cookie)
      after.send([0, 1, page.token, key, 1, []])
      // Events 2 and 3 are sent again, as by a browser that never saw the answers.
      await after.until(() => after.frames.length >= 2)
      after.send([1, 2, 1, 'inc'])
      after.send([1, 3, 1, 'inc'])
      const third = await after.answer(3)
      assert.equal(after.frames[0]![5], 1, 'resumed')
      assert.equal(after.frames[0]![4], 2, 'last event')
      assert.equal(after.frames[0]![6], 1, 'the count goes on where the browser stopped')
      assert.match(JSON.stringify(after.frames[1]), /,0,2\]/)
      assert.match(JSON.stringify(third), /,0,3\]/)
    })

    test('a wrong key does not take over a window, and a second tab gets one of its own', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Counter))
      const page = await loadPage(url)
      const join = (...rest: unknown[]): Promise<RawWindow> => Window.joinPage(url, page, ...rest)
      const first = await join()
      first.send([1, 1, 0, 'inc'])
      await first.answer(1)
      const id = (first.frames[0]![3] as string).split('.')[0]
      const thief = await join(`${id}.wrong`, 0, [])
      assert.equal(thief.frames[0]![5], 2)
      const twin = await join()
      assert.equal(twin.frames[0]![5], 2)
      first.send([1, 2, 0, 'inc'])
      assert.match(JSON.stringify(await first.answer(2)), /,0,2\]/)
      assert.equal(first.closed, undefined)
    })

    test('the newest socket of a window wins', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Counter))
      const page = await loadPage(url)
      const older = await Window.open(url, page.cookie)
      older.send([0, 1, page.token])
      await older.until(() => older.frames.length === 1)
      const newer = await Window.open(url, page.cookie)
      newer.send([0, 1, page.token, older.frames[0]![3], 0, []])
      assert.equal(await older.closing(), 4409)
      newer.send([1, 1, 0, 'inc'])
      assert.match(JSON.stringify(await newer.answer(1)), /,0,1\]/)
    })

    test('after the grace period the view is told once, a tab that leaves at once', async (t) => {
      const { url, app } = await serve(t, (app) => app.live('/', Counter), {
        limits: { graceMs: 50 },
      })
      const gone = Counter.gone
      const lost = await Window.join(url)
      lost.socket.terminate()
      const left = await Window.join(url)
      await left.close()
      await eventually(() => Counter.gone >= gone + 2)
      assert.deepEqual(app.counts, { connected: 0, pending: 0, absent: 0 })
    })

    test('events are handled one at a time in their order, and rendered together', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Counter))
      const window = await Window.join(url)
      const names = ['slow', 'quick', 'slow', 'quick']
      names.forEach((name, i) => window.send([1, i + 1, 0, name]))
      await window.answer(4)
      assert.match(JSON.stringify(window.frames.at(-1)), /"sqsq"/)
      const answered = window.frames.flatMap((frame) => (frame[0] === 1 ? frame[1] : []))
      assert.deepEqual(answered, [1, 2, 3, 4])
    })

    test('every event has an answer, also when nothing changed [B159]', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Counter))
      const window = await Window.join(url)
      window.send([1, 1, 0, 'nothing'])
      assert.deepEqual(await window.answer(1), [1, 1])
    })

    test('pushes reach every open view but the sender, and none is dropped', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Counter))
      const windows = await Promise.all([Window.join(url), Window.join(url)])
      for (let i = 1; i <= 50; i++) await pushToView(Counter, { handler: 'quick' })
      await pushToView(Counter, { state: { count: 70 } })
      for (const window of windows) {
        // Only updates: random ids and keys may read like anything.
        const updates = (): string => JSON.stringify(window.frames.filter(([op]) => op === 1))
        await window.until(() => updates().includes(',70'))
        const notes = updates().match(/q+/g)!
        assert.equal(notes.at(-1)!.length, 50)
      }
    })

    test('a browser that does not acknowledge gets the latest state, not every step', async (t) => {
      const limits = { ringFrames: 5 }
      const { url } = await serve(t, (app) => app.live('/', Counter), { limits })
      const window = await Window.join(url)
      for (let i = 1; i <= 40; i++) {
        await pushToView(Counter, { state: { count: i } })
        await new Promise((resolve) => setImmediate(resolve))
      }
      await window.until(() => window.frames.length === 6)
      window.send([2, 5])
      await window.until(() => window.frames.length === 7)
      assert.match(JSON.stringify(window.frames.at(-1)), /,0,40\]/)
    })

    test('without a time of grace a window is gone with its socket, however quick its browser is', async (t) => {
      const { url, app } = await serve(t, (app) => app.live('/', Counter), {
        limits: { graceMs: 0 },
      })
      for (let i = 0; i < 5; i++) {
        const page = await loadPage(url)
        const before = await Window.open(url, page.cookie)
        before.send([0, 1, page.token])
        await before.until(() => before.frames.length === 1)
        const key = before.frames[0]![3] as string
        before.socket.terminate()
        await eventually(() => app.counts.connected === 0, 'the server knows')
        const after = await Window.open(url, page.cookie)
        after.send([0, 1, page.token, key, 0, []])
        await after.until(() => after.frames.length > 0)
        assert.equal(after.frames[0]![5], 2, 'mounted anew')
        await after.close()
        await eventually(
          () => app.counts.connected === 0 && app.counts.absent === 0,
          'nobody is left',
        )
      }
    })

    class Draft extends LiveView {
      @event change() {
        this.unsaved = true
      }
      override render() {
        return html`<p>${this.unsaved === true ? 'unsaved' : 'saved'}</p>`
      }
    }

    test('a browser that gets all values anew is told again that there is something unsaved', async (t) => {
      const { url } = await serve(t, (app) => app.live('/', Draft))
      const page = await loadPage(url)
      const before = await Window.joinPage(url, page)
      const key = before.frames[0]![3]
      before.send([1, 1, 0, 'change'])
      const isTold = ({ frames }: RawWindow): boolean =>
        frames.some((frame) => JSON.stringify(frame) === '[8,0,["unsaved",0,1]]')
      await before.until(() => isTold(before))
      // It has all frames: they are not kept.
      before.send([2, before.frames.length - 1])
      before.send([3])
      await before.until(() => before.frames.at(-1)![0] === 6)
      before.socket.terminate()
      const after = await Window.joinPage(url, page, key, 0, [])
      await after.until(() => isTold(after))
      assert.equal(after.frames[0]![5], 1, 'resumed')
    })

    test('a key is good for the session that it was given to, connected or not', async (t) => {
      const limits = { windowsPerAddress: 2 }
      const { url, app } = await serve(t, (app) => app.live('/', Counter), { limits })
      const mine = await loadPage(url)
      const own = await Window.open(url, mine.cookie)
      own.send([0, 1, mine.token])
      await own.until(() => own.frames.length > 0)
      const key = own.frames[0]![3] as string
      const theirs = await loadPage(url)
      const steal = async (): Promise<RawWindow> => {
        const thief = await Window.open(url, theirs.cookie)
        thief.send([0, 1, theirs.token, key, 0, []])
        await thief.until(() => thief.frames.length > 0 || thief.closed !== undefined)
        return thief
      }
      const first = await steal()
      assert.equal(first.frames[0]![5], 2, 'a window of its own')
      assert.equal(own.closed, undefined)
      own.socket.terminate()
      await eventually(() => app.counts.absent === 1)
      // The window that waits is counted for its address all the while.
      assert.equal((await steal()).closed, 4429)
      const back = await Window.open(url, mine.cookie)
      back.send([0, 1, mine.token, key, 0, []])
      await back.until(() => back.frames.length > 0)
      assert.equal(back.frames[0]![5], 1, 'resumed')
    })
  })
