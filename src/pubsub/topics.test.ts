/** Audiences and what their layers may do to them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ChannelLayer } from './layer.ts'
import { memoryLayer } from './memory.ts'
import { Topics } from './topics.ts'

interface Faulty extends ChannelLayer {
  /** How many of the next calls are refused. */
  refuse: number
  subscribed: string[]
  gap(): void
}

/** A layer that refuses when told to, and tells of gaps. */
function faultyLayer(): Faulty {
  const layer = memoryLayer()
  const gaps = new Set<() => void>()
  return {
    ...layer,
    refuse: 0,
    subscribed: [],
    async publish(topic, message) {
      if (this.refuse-- > 0) throw new Error('refused on purpose')
      await layer.publish(topic, message)
    },
    async subscribe(topic, onMessage) {
      if (this.refuse-- > 0) throw new Error('refused on purpose')
      this.subscribed.push(topic)
      const leave = await layer.subscribe(topic, onMessage)
      return async () => {
        this.subscribed.splice(this.subscribed.indexOf(topic), 1)
        await leave()
      }
    },
    onGap(listener) {
      gaps.add(listener)
      return () => void gaps.delete(listener)
    },
    gap() {
      for (const tell of gaps) tell()
    },
  }
}

class Ear {
  readonly heard: unknown[] = []
  gaps = 0
  hear(message: unknown): void {
    this.heard.push(message)
  }
  missed(): void {
    this.gaps++
  }
}

function setUp(): { topics: Topics; layer: Faulty; logged: string[] } {
  const logged: string[] = []
  const note = (_fields: object, sentence: string): void => void logged.push(sentence)
  const layer = faultyLayer()
  const topics = new Topics(memoryLayer())
  topics.use(layer, { info: note, warn: note, error: note })
  return { topics, layer, logged }
}

test('many who listen are one subscription, which goes with the last of them', async () => {
  const { topics, layer } = setUp()
  const [one, two] = [new Ear(), new Ear()]
  await topics.subscribe('a', one)
  await topics.subscribe('a', two)
  assert.deepEqual(layer.subscribed, ['a'])
  await topics.publish('a', { n: 1 })
  assert.deepEqual([one.heard, two.heard], [[{ n: 1 }], [{ n: 1 }]])
  topics.unsubscribe('a', one)
  topics.unsubscribe('a', one)
  assert.deepEqual(layer.subscribed, ['a'])
  topics.unsubscribe('a', two)
  assert.deepEqual(layer.subscribed, [])
})

test('a gap is told to all subscribers, with or without `missed`, and to none that unsubscribed', async () => {
  const { topics, layer } = setUp()
  const [one, two, gone] = [new Ear(), new Ear(), new Ear()]
  await topics.subscribe('a', { hear: () => {} })
  await topics.subscribe('a', one)
  await topics.subscribe('b', two)
  await topics.subscribe('b', gone)
  topics.unsubscribe('b', gone)
  layer.gap()
  assert.deepEqual([one.gaps, two.gaps, gone.gaps], [1, 1, 0])
})

test('a subscription that is refused is tried again, and is a gap', async (t) => {
  // The timer of another try keeps no process alive.
  const alive = setInterval(() => {}, 1000)
  t.after(() => clearInterval(alive))
  const { topics, layer, logged } = setUp()
  layer.refuse = 1
  const ear = new Ear()
  await topics.subscribe('a', ear)
  assert.deepEqual([ear.gaps, layer.subscribed], [1, ['a']])
  await topics.publish('a', 'x')
  assert.deepEqual(ear.heard, ['x'])
  assert.deepEqual(logged, ['no messages of a topic arrive; trying again'])
})

test('a message that is refused rejects for who waits, and is logged for who does not', async () => {
  const { topics, layer, logged } = setUp()
  layer.refuse = 2
  await assert.rejects(topics.publish('a', 'x'), /refused on purpose/)
  // An unhandled rejection would fail this test.
  // oxlint-disable-next-line typescript/no-floating-promises -- what the test is about
  void topics.publish('a', 'x')
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(logged, Array(2).fill('a message was not published'))
})

test('a subscriber that throws, and a message that is not JSON, stop no other subscriber', async () => {
  const { topics, layer, logged } = setUp()
  const ear = new Ear()
  await topics.subscribe('a', {
    hear() {
      throw new Error('thrown on purpose')
    },
    missed() {
      throw new Error('thrown on purpose')
    },
  })
  await topics.subscribe('a', ear)
  await layer.publish('a', '{')
  await topics.publish('a', 1)
  layer.gap()
  assert.deepEqual([ear.heard, ear.gaps], [[1], 1])
  const failed = 'a subscriber failed'
  assert.deepEqual(logged, ['a message that is not JSON', failed, failed])
})

test('another layer takes over all who listen; the one before is left, not closed', async () => {
  const { topics, layer } = setUp()
  const ear = new Ear()
  await topics.subscribe('a', ear)
  const next = faultyLayer()
  topics.use(next)
  assert.deepEqual([layer.subscribed, next.subscribed], [[], ['a']])
  await topics.publish('a', 'x')
  layer.gap()
  assert.deepEqual([ear.heard, ear.gaps], [['x'], 0])
  next.gap()
  assert.equal(ear.gaps, 1)
  await layer.publish('a', 'still open')
})

test('a topic’s name has a limit, for who listens and for who publishes', async () => {
  const topics = new Topics(memoryLayer())
  const subscriber = { hear: () => undefined }
  const refused = { code: 'E_TOPIC' }
  assert.throws(() => void topics.subscribe('x'.repeat(601), subscriber), refused)
  assert.throws(() => topics.follow('x'.repeat(60_000), subscriber), refused)
  await assert.rejects(topics.publish('x'.repeat(601), 1), refused)
  await topics.subscribe('x'.repeat(600), subscriber)
})
