import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../window/account.ts'
import { FakeClock } from '../../test/tasks/fake-clock.ts'
import { HeapGuard } from './heap-guard.ts'

const LIMIT = 1_000_000_000
const clock = new FakeClock(0)
const silent = { info: () => {}, warn: () => {}, error: () => {} }

function guardWith(used: () => number, accounts: Account[] = []) {
  const guard = new HeapGuard(silent, clock)
  const ended: Account[] = []
  guard.read = () => ({ used: used(), limit: LIMIT })
  guard.windows = () => accounts.map((account) => ({ account, end: () => ended.push(account) }))
  return { guard, ended }
}

const account = (owner: object, brought: number): Account => ({ owner, brought }) as Account

test('of the address that brought most, windows with most of it are ended, and no other address’s', () => {
  const [one, other] = [{}, {}]
  const large = account(one, 60_000_000)
  const middle = account(one, 30_000_000)
  const small = account(one, 10)
  const others = account(other, 80_000_000)
  const { guard, ended } = guardWith(() => 900_000_000, [small, others, middle, large])
  assert.equal(guard.collected(), 2)
  assert.deepEqual(ended, [large, middle])
})

test('where no window brought much, none is ended', () => {
  const { guard, ended } = guardWith(
    () => 900_000_000,
    [account({}, 40_000_000), account({}, 30_000_000)],
  )
  assert.equal(guard.collected(), 0)
  assert.deepEqual(ended, [])
  assert.ok(guard.isFull)
})

test('while it is nearly full, small events of those who brought little go on', () => {
  let used = 900_000_000
  const { guard } = guardWith(() => used)
  const guest = account({}, 100)
  assert.ok(guard.admits(guest, 1_000_000), 'nothing was collected yet')
  guard.collected()
  assert.ok(guard.admits(guest, 1024))
  assert.ok(!guard.admits(guest, 1025))
  assert.ok(guard.admitsBody(65_536))
  assert.ok(!guard.admitsBody(65_537))
  used = 800_000_000
  assert.ok(guard.admits(guest, 1_000_000), 'there is room again')
  used = 900_000_000
  assert.ok(guard.admits(guest, 1_000_000), 'what is not collected is not known to be held')
})

test('small events can’t fill what is left: each address has its share of a part of it', async () => {
  const used = 900_000_000
  const { guard } = guardWith(() => used)
  guard.collected()
  const many = Array.from({ length: 60 }, () => account({}, 0))
  const taken = (one: Account): number => {
    let bytes = 0
    while (guard.admits(one, 1000)) bytes += 1000
    return bytes
  }
  const bytes = many.map(taken)
  const all = bytes.reduce((sum, one) => sum + one, 0)
  assert.ok(all > 1_000_000 && all < (LIMIT - used) / 7, `${all}`)
  assert.ok(guard.admits(account({}, 0), 1000), 'who comes later has room for a little')
  guard.collected()
  assert.ok(!guard.admits(many[0]!, 1000), 'a nearly full heap is collected all the time')
  await clock.advance(10_000)
  assert.ok(guard.admits(many[0]!, 1000), 'later on there is room again')
})

test('without an adapter that knows the heap all goes on', () => {
  const guard = new HeapGuard(silent, clock)
  assert.equal(guard.collected(), 0)
  assert.ok(guard.admits(account({}, LIMIT), LIMIT))
})
