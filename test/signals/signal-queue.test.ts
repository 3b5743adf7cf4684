/** The helper for tests of an app's signals. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import { to } from 'overwire'
import {
  BROADCAST,
  disconnectSignals,
  SERVER,
  signal,
  trigger,
  USER,
  WINDOW,
} from 'overwire/signals'
import { WindowInfo } from 'overwire/signals'
import { SignalQueue } from 'overwire/testing'

beforeEach(() => disconnectSignals())

const info = new WindowInfo({
  windowKey: 'w1',
  sessionId: 's1',
  user: { id: 7 },
  lang: 'de',
  userAgent: 'test',
  csrfToken: '',
  extra: {},
})

test('wsSignals has what windows would get, by audience [A179, A181]', async () => {
  const signals = new SignalQueue()
  await signals.during(async () => {
    await trigger(info, 'saved', { to: [WINDOW, USER, BROADCAST, 1, 'news', to.room('r')], id: 5 })
    await trigger(null, 'saved', { to: { type: 'app.model', id: 3 }, at: new Date(0) })
    await trigger(null, 'saved', { to: { topicKey: 'own' } })
  })
  assert.deepEqual(signals.wsSignals, {
    '-window.w1': [['saved', { id: 5 }]],
    '-user.7': [['saved', { id: 5 }]],
    '-broadcast': [['saved', { id: 5 }]],
    '-int.1': [['saved', { id: 5 }]],
    '-str.news': [['saved', { id: 5 }]],
    '-room.r': [['saved', { id: 5 }]],
    '-app.model.3': [['saved', { at: '1970-01-01T00:00:00.000Z' }]],
    '-key.own': [['saved', {}]],
  })
})

test('serverSignals has what queues would get, as tuples [A180]', async () => {
  signal({ path: 'work', queue: 'slow' }, () => assert.fail('it must not run'))
  const signals = new SignalQueue()
  await signals.during(() => trigger(info, 'work', { to: SERVER, id: 5 }))
  assert.deepEqual(signals.serverSignals, {
    slow: [['work', info.toJSON(), { id: 5 }, false, null, true, 'slow']],
  })
  assert.equal(signals.pythonSignals, signals.serverSignals)
})

test('delayed signals run first in first out, by queue, and errors come last [A179, B199]', async () => {
  const ran: string[] = []
  signal({ path: 'a', queue: 'slow' }, async (_info, { n }) => {
    ran.push(`a${String(n)}`)
    if (n === 1) await trigger(null, 'b', { to: SERVER, n: 9 })
    if (n === 2) throw new Error('broken')
  })
  signal({ path: 'b', queue: 'fast' }, (_info, { n }) => void ran.push(`b${String(n)}`))
  const signals = new SignalQueue()
  await signals.during(async () => {
    for (const n of [1, 2, 3]) await trigger(null, 'a', { to: SERVER, n })
    await trigger(null, 'b', { to: SERVER, n: 4 })
  })
  assert.deepEqual(ran, [])
  await assert.rejects(signals.executeDelayedSignals(['slow']), /broken/)
  assert.deepEqual(ran, ['a1', 'a2', 'a3'])
  await signals.executeDelayedSignals()
  assert.deepEqual(ran, ['a1', 'a2', 'a3', 'b4', 'b9'])
})

test('with immediateExecution functions run before trigger resolves [A179]', async () => {
  const ran: unknown[] = []
  signal({ path: 'now' }, (_info, args) => void ran.push(args))
  const signals = new SignalQueue({ immediateExecution: true })
  await signals.during(() => trigger(null, 'now', { to: SERVER, n: 1 }))
  assert.deepEqual(ran, [{ n: 1 }])
})
