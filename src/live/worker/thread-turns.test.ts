import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '../../../test/tasks/fake-clock.ts'
import { defaultLimits } from '../../base/limits.ts'
import { AddressCount } from '../../server/rate-limits.ts'
import { Window } from '../../window/window.ts'
import type { ToHostedView } from './messages.ts'
import { ThreadTurns } from './thread-turns.ts'

function setUp() {
  const clock = new FakeClock(1000)
  const turns = new ThreadTurns(new AddressCount(clock), clock)
  const ran: string[] = []
  const windows = new Map<number, Window>()
  const enter = (id: number, address: string, user: string | null = null): void => {
    const window = new Window(`${id}`, defaultLimits)
    windows.set(id, window)
    turns.enter(id, window, { address, user: user === null ? null : ({ id: user } as never) })
  }
  const take = (id: number, kind: ToHostedView['kind'], what: string, ms: number = 0): void =>
    turns.take({ id, kind }, () => {
      ran.push(what)
      clock.work(ms)
      if (ms > 0) windows.get(id)!.spent(0, ms)
    })
  return { clock, turns, ran, enter, take }
}

test('what one address asks for waits while others ask; all else of a window keeps its place behind it', async () => {
  const { clock, turns, ran, enter, take } = setUp()
  for (const id of [1, 2]) enter(id, '1.1.1.1')
  enter(3, '2.2.2.2')
  take(1, 'receive', 'long', 300)
  take(1, 'present', 'at once')
  for (const what of ['a', 'b']) take(1, 'receive', what)
  take(1, 'leave', 'left')
  take(2, 'visit', 'of its address')
  take(3, 'receive', 'other')
  assert.deepEqual(ran, ['long', 'at once', 'other'])
  assert.equal(turns.waiting(1), 3)
  await clock.advance(250)
  assert.equal(ran.length, 3)
  await clock.advance(100)
  assert.deepEqual(ran.slice(3).sort(), ['a', 'b', 'left', 'of its address'].sort())
  assert.deepEqual(
    ran.filter((what) => ['a', 'b', 'left'].includes(what)),
    ['a', 'b', 'left'],
  )
})

test('what is charged makes its address wait: a mount, and what goes on with an answer', async () => {
  const { clock, turns, ran, enter, take } = setUp()
  enter(1, '1.1.1.1')
  enter(2, '2.2.2.2')
  turns.charge(1)
  await Promise.resolve().then(() => clock.work(50))
  await new Promise(setImmediate)
  take(1, 'print', 'print')
  take(2, 'receive', 'other')
  turns.goOn(1, () => ran.push('goes on'))
  assert.deepEqual(ran, ['other'])
  await clock.advance(60)
  assert.deepEqual(ran, ['other', 'goes on', 'print'])
})

test('what waits of a window that is gone is not run any more', async () => {
  const { clock, turns, ran, enter, take } = setUp()
  enter(1, '1.1.1.1')
  enter(2, '2.2.2.2')
  take(1, 'receive', 'long', 300)
  take(1, 'receive', 'waits')
  take(2, 'receive', 'other')
  turns.leave(1)
  await clock.advance(400)
  assert.deepEqual(ran, ['long', 'other'])
  assert.equal(turns.waiting(1), 0)
})

test('a window that is another user’s by now waits with the windows of that one', () => {
  const { turns, ran, enter, take } = setUp()
  enter(1, '1.1.1.1', 'a')
  enter(2, '2.2.2.2', 'b')
  enter(3, '3.3.3.3', 'b')
  turns.belongsTo(3, { id: 'a' })
  take(1, 'receive', 'long', 300)
  take(2, 'receive', 'b')
  take(3, 'receive', 'a')
  assert.deepEqual(ran, ['long', 'b'])
})
