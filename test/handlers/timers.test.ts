/** Work for later, long work, and that it ends with its window. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { FakeClock, turn } from '../tasks/fake-clock.ts'
import { freshRegistry, servePage } from './harness.ts'
import { eventually } from '../eventually.ts'

freshRegistry()

test('a handler comes back later, as often as it wants; what it leaves behind ends with the window [A121]', async (t) => {
  const clock = new FakeClock(Date.now())
  const pages = await servePage(t, { clock })
  const ran: string[] = []
  let cancel = (): void => undefined
  let running = 0
  liveviewHandler('begin', (consumer) => {
    consumer.after(1000, () => ran.push('after'))
    consumer.after(5000, () => ran.push('kept'), { keep: true })
    consumer.after(5000, () => ran.push('too late'))
    cancel = consumer.after(1000, () => ran.push('cancelled'))
    consumer.every(1000, async () => {
      ran.push('every')
      running++
      await turn()
      assert.equal(running--, 1, 'one at a time')
    })
    consumer.after(1500, () => {
      throw new Error('later')
    })
    consumer.every(1500, () => Promise.reject(new Error('each time')))
  })
  const window = await pages.open()
  await window.call('begin')
  cancel()
  cancel()
  await clock.advance(1000)
  assert.deepEqual(ran.splice(0).sort(), ['after', 'every'])
  await clock.advance(2000)
  assert.deepEqual(ran.splice(0), ['every', 'every'])
  const failures = pages.logged.map(({ fields }) => [fields['during'], String(fields['error'])])
  assert.deepEqual(failures, [
    ['after', 'Error: later'],
    ['every', 'Error: each time'],
    ['every', 'Error: each time'],
  ])
  await window.close()
  await eventually(() => pages.app.counts.connected === 0)
  await clock.advance(60_000)
  assert.deepEqual(ran, ['kept'])
})

test('timers outlive a lost connection, for as long as the window does [A121]', async (t) => {
  const clock = new FakeClock(Date.now())
  const pages = await servePage(t, { clock, limits: { graceMs: 30_000 } })
  liveviewHandler('begin', (consumer) => {
    consumer.after(10_000, () => send(consumer, { target: '#a', text: 'in time' }))
    consumer.after(60_000, () => assert.fail('the window is gone'))
  })
  const window = await pages.open()
  await window.call('begin')
  await window.lose()
  await eventually(() => pages.app.counts.absent !== 0)
  await clock.advance(20_000)
  await window.connect()
  await window.until(() => window.operations.length > 0)
  assert.deepEqual(window.operations, [['text', '#a', 'in time']])
  await window.lose()
  await eventually(() => pages.app.counts.absent !== 0)
  await clock.advance(90_000)
  assert.deepEqual(pages.logged, [])
})

test('a notification for everybody that removes itself, also when its sender is gone [A121]', async (t) => {
  const clock = new FakeClock(Date.now())
  const pages = await servePage(t, { clock })
  let id = 0
  liveviewHandler('notify_all', async (consumer) => {
    const own = `note-${++id}`
    const note = html`<p id=${own}>Hello</p>`
    await send(consumer, { target: '#notes', html: note, append: true }, { broadcast: true })
    const remove = () => send(null, { target: `#${own}`, remove: true }, { broadcast: true })
    consumer.after(5000, remove, { keep: true })
  })
  const [sender, other] = [await pages.open(), await pages.open()]
  await sender.call('notify_all')
  await other.until(() => other.operations.length === 1)
  await sender.close()
  await eventually(() => pages.app.counts.connected <= 1)
  await clock.advance(4999)
  assert.equal(other.operations.length, 1)
  await clock.advance(1)
  await other.until(() => other.operations.length === 2)
  assert.deepEqual(other.operations, [
    ['append', '#notes', '<p id="note-1">Hello</p>'],
    ['remove', '#note-1'],
  ])
})

test('long work says at once that it goes on, and its end when it comes; other calls do not wait [A127]', async (t) => {
  const clock = new FakeClock(Date.now())
  const pages = await servePage(t, { clock })
  let finish = (_text: string): void => undefined
  let breakDown = (): void => undefined
  const build = (): Promise<string> =>
    new Promise((resolve, reject) => {
      finish = resolve
      breakDown = () => reject(new Error('no paper'))
    })
  liveviewHandler('build_report', async (consumer) => {
    await send(consumer, { target: '#report', text: 'Working…' })
    consumer.after(0, async () => {
      try {
        await send(consumer, { target: '#report', text: await build() })
      } catch {
        await send(consumer, { target: '#report', text: 'That did not work.' })
      }
    })
  })
  liveviewHandler('ping', (consumer) => send(consumer, { target: '#pong', text: 'pong' }))
  const window = await pages.open()
  await window.call('build_report')
  await clock.advance(0)
  await window.call('ping')
  finish('12 pages')
  await window.until(() => window.operations.length === 3)
  await window.call('build_report')
  await clock.advance(0)
  breakDown()
  await window.until(() => window.operations.length === 5)
  assert.deepEqual(
    window.operations.map(([, , text]) => text),
    ['Working…', 'pong', '12 pages', 'Working…', 'That did not work.'],
  )
})
