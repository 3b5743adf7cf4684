import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Owner, SharedBytes } from './held-events.ts'

const limits = { mailboxBytes: 100, addressBytes: 100, userBytes: 100, waitingBytes: 200 }

test('when all together have too much, those go on who have less than their share', () => {
  const all = { events: new SharedBytes(), messages: new SharedBytes() }
  const owners = Array.from({ length: 4 }, () => new Owner(all))
  const [one, two, three, late] = owners as [Owner, Owner, Owner, Owner]
  for (const owner of [one, two]) owner.count(90)
  assert.ok(one.hasRoom(10, limits))
  assert.ok(!one.hasRoom(11, limits), 'its own limit')
  three.count(20)
  assert.ok(!one.hasRoom(1, limits), 'more than a third of all')
  assert.ok(three.hasRoom(40, limits))
  assert.ok(late.hasRoom(50, limits))
  assert.ok(!late.hasRoom(51, limits), 'a quarter of all')
  assert.ok(late.hasRoomForMessage(100, limits), 'messages have their own')
  for (const [i, bytes] of [90, 90, 20].entries()) owners[i]!.count(-bytes)
  assert.deepEqual([all.events.bytes, all.events.owners], [0, 0])
})
