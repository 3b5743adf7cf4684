import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveViewClass } from '../live/view/live-view.ts'
import { FakeClock } from '../../test/tasks/fake-clock.ts'
import type { CarriedWindow } from './carrier.ts'
import { NewerStates } from './newer-states.ts'

const Counter = { name: 'Counter', version: 1 } as unknown as LiveViewClass
const newer = { view: { name: 'Counter', version: 2 } } as CarriedWindow

function states() {
  const clock = new FakeClock(0)
  const states = new NewerStates(clock)
  const isSentOn = (state: string): boolean => {
    try {
      states.check(Counter, newer, state)
      return false
    } catch (error) {
      assert.equal((error as { code: string }).code, 'E_NEWER')
      return true
    }
  }
  return { clock, isSentOn }
}

test('a newer state is sent on for ten seconds and sixteen times, then it is mounted anew', async () => {
  const { clock, isSentOn } = states()
  const sent: boolean[] = []
  for (let i = 0; i < 22; i++) {
    sent.push(isSentOn('a'))
    await clock.advance(500)
  }
  assert.equal(sent.indexOf(false), 20)
  assert.deepEqual(sent.slice(20), [false, false])
})

test('on a slow way it is sent on sixteen times, however long that takes', async () => {
  const { clock, isSentOn } = states()
  const sent: boolean[] = []
  for (let i = 0; i < 18; i++) {
    sent.push(isSentOn('a'))
    await clock.advance(20_000)
  }
  assert.equal(sent.indexOf(false), 16)
})

test('a window that comes with its next state is sent on as long as with its first', async () => {
  const { clock, isSentOn } = states()
  for (let i = 0; i < 3; i++) assert.ok(isSentOn('a'))
  await clock.advance(20_000)
  assert.ok(isSentOn('b'))
})
