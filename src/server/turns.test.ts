import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FakeClock } from '../../test/tasks/fake-clock.ts'
import { defaultLimits } from '../base/limits.ts'
import { Window } from '../window/window.ts'
import type { Account } from '../window/account.ts'
import { AddressCount } from './rate-limits.ts'

function setUp() {
  const clock = new FakeClock(1000)
  const addresses = new AddressCount(clock)
  const { turns } = addresses
  let windows = 0
  const all = new Map<Account, Window>()
  const open = (address: string, user: string | null = null): Account => {
    const window = new Window(`${++windows}`, defaultLimits)
    const owner = addresses.enter(address, Infinity)
    const account = addresses.accountOf(window, owner, user === null ? null : { id: user })
    all.set(account, window)
    return account
  }
  const ran: string[] = []
  const send = (account: Account, what: string, length = 10): void => {
    if (turns.admits(account)) ran.push(what)
    else account.wait(ran.length + 1, length, () => ran.push(what))
  }
  const windowOf = (account: Account): Window => all.get(account)!
  return { clock, addresses, turns, open, ran, send, windowOf }
}

test('who kept the process busy waits as long while others have something to do', async () => {
  const { clock, open, ran, send } = setUp()
  const [busy, other] = [open('a'), open('b')]
  send(busy, 'busy 1')
  busy.spent(300)
  send(busy, 'busy 2')
  send(other, 'other 1')
  await clock.advance(250)
  assert.deepEqual(ran, ['busy 1', 'other 1'])
  await clock.advance(100)
  assert.deepEqual(ran, ['busy 1', 'other 1', 'busy 2'])
})

test('a lone sender waits for one look at others’ frames, and none waits more than a second', async () => {
  const { clock, open, ran, send } = setUp()
  const [busy, other] = [open('a'), open('b')]
  busy.spent(300)
  send(busy, 'busy 1')
  assert.equal(ran.length, 0)
  await clock.advance(5)
  assert.deepEqual(ran, ['busy 1'])
  busy.spent(60_000)
  send(other, 'other 1')
  send(busy, 'busy 2')
  await clock.advance(900)
  assert.deepEqual(ran, ['busy 1', 'other 1'])
  await clock.advance(200)
  assert.deepEqual(ran, ['busy 1', 'other 1', 'busy 2'])
})

test('a quarter of the process is anybody’s, and many short events count together', async () => {
  const { clock, open, ran, send } = setUp()
  const [busy, other] = [open('a'), open('b')]
  for (let i = 0; i < 50; i++) {
    busy.spent(5)
    send(other, 'other')
    send(busy, 'busy')
    await clock.advance(20)
  }
  assert.equal(ran.filter((who) => who === 'busy').length, 50)
  ran.length = 0
  for (let i = 0; i < 5; i++) busy.spent(5)
  send(busy, 'busy')
  assert.deepEqual(ran, [])
})

test('waits end with the windows of the address, and with the server', async () => {
  const { addresses, clock, open, ran, send, turns, windowOf } = setUp()
  const [busy, again, other] = [open('a'), open('a'), open('b')]
  busy.spent(300)
  send(busy, 'closed')
  windowOf(busy).close()
  addresses.leave('a')
  addresses.leave('a')
  // Who comes again owes what they owed.
  const back = open('a')
  send(back, 'back')
  send(other, 'other')
  assert.deepEqual(ran, ['other'])
  send(again, 'again')
  turns.end()
  assert.deepEqual(ran, ['other', 'back', 'again'])
  busy.spent(300)
  send(again, 'last')
  await clock.advance(1)
  assert.deepEqual(ran, ['other', 'back', 'again', 'last'])
})

test('a window that is connected from elsewhere takes its waiting frames along', async () => {
  const { addresses, clock, open, ran, send, windowOf } = setUp()
  const [busy, other] = [open('a', '7'), open('b')]
  busy.spent(300)
  send(busy, 'busy')
  send(other, 'other')
  addresses.moved(windowOf(busy), addresses.enter('c', Infinity), { id: '8' })
  await clock.advance(1)
  assert.deepEqual(ran, ['other', 'busy'])
})
