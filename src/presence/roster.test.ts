/** Rosters of several processes, joined by hand: what each knows after messages came, or did not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Roster } from './roster.ts'
import type { PresenceChange, RosterMessage } from './roster.ts'

interface Peer {
  roster: Roster
  changes: PresenceChange[]
  /** Messages to it are lost. */
  isDeaf: boolean
}

/** Processes whose messages all others get at once. */
function network(...names: string[]): Record<string, Peer> {
  const peers: Record<string, Peer> = {}
  let time = 0
  for (const name of names) {
    const changes: PresenceChange[] = []
    const send = (message: RosterMessage): void => {
      for (const [other, peer] of Object.entries(peers)) {
        if (other !== name && !peer.isDeaf) peer.roster.take(structuredClone(message))
      }
    }
    const roster = new Roster(
      name,
      send,
      (change) => changes.push(change),
      () => ++time,
    )
    peers[name] = { roster, changes, isDeaf: false }
  }
  return peers
}

const put = ({ roster }: Peer, ref: string, key: string, meta: unknown = null): void =>
  roster.put({ ref, key, meta })
const keys = ({ roster }: Peer): string =>
  roster
    .list()
    .map(({ key }) => key)
    .join(' ')

test('everybody is known everywhere, a person with several windows once [B147]', () => {
  const { a, b } = network('a', 'b') as { a: Peer; b: Peer }
  put(a, 'r1', 'ann', { colour: 'red' })
  put(b, 'r2', 'bob')
  put(b, 'r3', 'ann', { colour: 'blue' })
  assert.equal(keys(a), 'ann bob')
  assert.equal(keys(b), 'ann bob')
  assert.deepEqual(a.roster.list()[0], {
    key: 'ann',
    meta: { colour: 'red' },
    since: 1,
    windows: 2,
  })
  assert.deepEqual(a.roster.list(), b.roster.list())
  a.roster.remove('r1')
  assert.deepEqual(b.roster.list()[1], {
    key: 'ann',
    meta: { colour: 'blue' },
    since: 3,
    windows: 1,
  })
  b.roster.remove('r3')
  assert.equal(keys(a), 'bob')
  const seen = a.changes.map(({ joined, left, updated }) => [
    joined.map(({ key }) => `+${key}`),
    left.map(({ key }) => `-${key}`),
    updated.map(({ key }) => `~${key}`),
  ])
  assert.deepEqual(seen.flat(2), ['+ann', '+bob', '~ann', '~ann', '-ann'])
})

test('a change that was missed is noticed with the next one, and asked for [B147]', () => {
  const { a, b } = network('a', 'b') as { a: Peer; b: Peer }
  put(a, 'r1', 'ann')
  b.isDeaf = true
  put(a, 'r2', 'bob')
  b.isDeaf = false
  assert.equal(keys(b), 'ann')
  put(a, 'r3', 'cid')
  assert.equal(keys(b), 'ann bob cid')
})

test('a process that comes later asks for everybody; one that dies takes its people along [B147]', () => {
  const { a, b, c } = network('a', 'b', 'c') as { a: Peer; b: Peer; c: Peer }
  c.isDeaf = true
  put(a, 'r1', 'ann')
  put(b, 'r2', 'bob')
  c.isDeaf = false
  c.roster.sync()
  assert.equal(keys(c), 'ann bob')
  c.roster.drop('b')
  assert.equal(keys(c), 'ann')
  assert.deepEqual(c.roster.others(), ['a'])
  // It was not dead: its next change shows that something is missing.
  put(b, 'r3', 'dan')
  assert.equal(keys(c), 'ann bob dan')
})

test('no peer is told of a change that is not visible [B147]', () => {
  const { a, b } = network('a', 'b') as { a: Peer; b: Peer }
  put(a, 'r1', 'ann', { n: 1 })
  put(a, 'r1', 'ann', { n: 1 })
  assert.equal(b.changes.length, 1)
  put(a, 'r1', 'ann', { n: 2 })
  assert.deepEqual(b.changes[1]!.updated[0]!.meta, { n: 2 })
  assert.equal(b.changes.length, 2)
})

test('a long state comes in pieces that a message holds, and is known when all are there', () => {
  const { a, b } = network('a', 'b') as { a: Peer; b: Peer }
  b.isDeaf = true
  for (let i = 0; i < 20; i++) put(a, `r${i}`, `k${i}`, { text: '€'.repeat(80_000) })
  put(a, 'last', 'victim')
  b.isDeaf = false
  const lengths: number[] = []
  const { take } = b.roster
  b.roster.take = (message) => {
    lengths.push(Buffer.byteLength(JSON.stringify(message)))
    take.call(b.roster, message)
  }
  b.roster.sync()
  assert.equal(b.roster.list().length, 21)
  assert.ok(lengths.length > 5 && Math.max(...lengths) < 1_000_000, String(lengths))
  assert.equal(b.changes.length, 1)
  assert.equal(b.changes[0]!.joined.length, 21)
  // One that is missed makes nothing of the rest.
  put(a, 'more', 'more')
  b.roster.take({ node: 'a', n: 100, state: [], part: 1, parts: 2 })
  assert.equal(b.roster.list().length, 22)
})
