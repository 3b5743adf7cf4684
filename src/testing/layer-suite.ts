/**
 * What a channel layer must do, as tests for node:test. Every layer of this package runs it; run it for
 * your own.
 */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { ChannelLayer } from '../pubsub/layer.ts'
import { MESSAGE_BYTES } from '../pubsub/layer.ts'

/** Milliseconds between two looks, and until something counts as not happening. */
const LOOK_MS = 5
const PATIENCE_MS = 20_000
/** A slow subscriber's work. */
const SLOW_MS = 50

/** A layer, and a second one that reaches the same server as another process would. */
interface Stage {
  layer: ChannelLayer
  other: ChannelLayer
  restart: (() => Promise<void>) | undefined
}

/** What does not hold for a layer without a server. */
const SURVIVAL = 'survives its server: subscribes again, and tells of the gap'

const cases: Record<string, (stage: Stage) => Promise<void>> = {
  'delivers to every subscriber of the topic, in the publishing process too': async (stage) => {
    const { layer, other } = stage
    const topic = newTopic()
    const seen: string[] = []
    await layer.subscribe(topic, (message) => seen.push(`1 ${message}`))
    await layer.subscribe(topic, (message) => seen.push(`2 ${message}`))
    await other.subscribe(topic, (message) => seen.push(`3 ${message}`))
    await layer.publish(topic, 'x')
    await eventually(() => assert.deepEqual(seen.sort(), ['1 x', '2 x', '3 x']))
  },

  'delivers to the named topic alone': async ({ layer }) => {
    const topic = newTopic()
    const seen: string[] = []
    await layer.subscribe(topic, (message) => seen.push(message))
    for (const near of [topic.toUpperCase(), `${topic}.`, `${topic} `, topic.slice(0, -1)]) {
      await layer.publish(near, near)
    }
    await layer.publish(topic, 'mine')
    await eventually(() => assert.deepEqual(seen, ['mine']))
  },

  'keeps the order of one publisher': async ({ layer, other }) => {
    const topic = newTopic()
    const seen: number[] = []
    await other.subscribe(topic, (message) => seen.push(Number(message)))
    const numbers = Array.from({ length: 1000 }, (_, i) => i)
    await Promise.all(numbers.map((i) => layer.publish(topic, String(i))))
    await eventually(() => assert.equal(seen.length, 1000))
    assert.deepEqual(seen, numbers)
  },

  'takes names and messages with any character': async ({ layer, other }) => {
    const base = newTopic()
    const odd = [
      'a b',
      '*',
      '>',
      'a.b',
      'a.*',
      '.',
      '..',
      '[x]?',
      '"\'\\',
      'ä€😀',
      '\r\n\t',
      '%2E',
      '=',
    ]
    const names = ['', `${base}${'é'.repeat(600)}`, ...odd.map((name) => base + name)]
    const seen: string[] = []
    for (const name of names) await other.subscribe(name, (text) => seen.push(`${name} ${text}`))
    for (const name of names) await layer.publish(name, `${name}\r\n\0`)
    const expected = names.map((name) => `${name} ${name}\r\n\0`)
    await eventually(() => assert.deepEqual(seen.sort(), expected.sort()))
  },

  'stops when unsubscribed, and others go on': async ({ layer }) => {
    const topic = newTopic()
    const seen: string[] = []
    const first = await layer.subscribe(topic, (message) => seen.push(`1 ${message}`))
    const second = await layer.subscribe(topic, (message) => seen.push(`2 ${message}`))
    await first()
    await first()
    await layer.publish(topic, 'a')
    await eventually(() => assert.deepEqual(seen, ['2 a']))
    const left = second()
    // Coming while the last one leaves.
    const third = await layer.subscribe(topic, (message) => seen.push(`3 ${message}`))
    await left
    await layer.publish(topic, 'b')
    await eventually(() => assert.deepEqual(seen, ['2 a', '3 b']))
    await third()
  },

  'has room for 10,000 topics': async ({ layer, other }) => {
    const base = newTopic()
    const names = Array.from({ length: 10_000 }, (_, i) => `${base} ${i}`)
    const seen = new Set<string>()
    const hear = (message: string): void => void seen.add(message)
    const leaving = await Promise.all(names.map((name) => other.subscribe(name, hear)))
    await Promise.all(names.map((name) => layer.publish(name, name)))
    await eventually(() => assert.equal(seen.size, names.length))
    await Promise.all(leaving.map((leave) => leave()))
  },

  'loses nothing when a subscriber is slow, and lets the publisher go on': async (stage) => {
    const { layer, other } = stage
    const topic = newTopic()
    const seen: number[] = []
    await other.subscribe(topic, (message) => {
      const end = performance.now() + SLOW_MS
      while (performance.now() < end);
      seen.push(Number(message))
    })
    const numbers = Array.from({ length: 20 }, (_, i) => i)
    await Promise.all(numbers.map((i) => layer.publish(topic, String(i))))
    await eventually(() => assert.deepEqual(seen, numbers))
  },

  'refuses a message that is too big, and takes the next one': async ({ layer, other }) => {
    const topic = newTopic()
    const seen: string[] = []
    await other.subscribe(topic, (message) => seen.push(message))
    const refused = { name: 'LiveError', code: 'E_MESSAGE_SIZE' }
    await assert.rejects(layer.publish(topic, 'x'.repeat(MESSAGE_BYTES)), refused)
    await assert.rejects(layer.publish(topic, '€'.repeat(MESSAGE_BYTES / 3 + 1)), refused)
    await layer.publish(topic, 'x'.repeat(MESSAGE_BYTES - 1))
    await eventually(() =>
      assert.deepEqual(
        seen.map((text) => text.length),
        [MESSAGE_BYTES - 1],
      ),
    )
  },

  'goes on when a subscriber throws': async ({ layer }) => {
    const topic = newTopic()
    const seen: string[] = []
    await layer.subscribe(topic, () => {
      throw new Error('thrown by a subscriber, on purpose')
    })
    await layer.subscribe(topic, (message) => seen.push(message))
    await layer.publish(topic, 'a')
    await layer.publish(topic, 'b')
    await eventually(() => assert.deepEqual(seen, ['a', 'b']))
  },

  'ends when it is closed, and others go on': async ({ layer, other }) => {
    const topic = newTopic()
    const seen: string[] = []
    const leave = await layer.subscribe(topic, (message) => seen.push(`closed ${message}`))
    await layer.close()
    await layer.close()
    await leave()
    await assert.rejects(layer.publish(topic, 'x'), { code: 'E_LAYER' })
    await assert.rejects(
      layer.subscribe(topic, () => {}),
      { code: 'E_LAYER' },
    )
    await assert.rejects(layer.ready(), { code: 'E_LAYER' })
    // What is another one and yet the same, as in memory, is closed with it.
    if (other === layer) return
    await other.subscribe(topic, (message) => seen.push(message))
    await other.publish(topic, 'y')
    await eventually(() => assert.deepEqual(seen, ['y']))
  },

  [SURVIVAL]: async (stage) => {
    const { layer, other, restart } = stage
    const topic = newTopic()
    const seen: string[] = []
    let gaps = 0
    const forget = layer.onGap(() => gaps++)
    layer.onGap(() => gaps++)
    forget()
    await layer.subscribe(topic, (message) => seen.push(message))
    await other.publish(topic, 'before')
    await eventually(() => assert.deepEqual(seen, ['before']))
    assert.equal(gaps, 0)
    await restart!()
    await eventually(() => assert.equal(gaps, 1))
    // What is told of the gap is subscribed; the publisher waits for its own connection.
    await other.publish(topic, 'after')
    await eventually(() => assert.deepEqual(seen, ['before', 'after']))
    assert.equal(gaps, 1)
  },
}

/** Options of {@link layerSuite}. */
export interface LayerSuiteOptions {
  /** Cases that are left out: title and reason. */
  skip?: Readonly<Record<string, string>>
  /**
   * Ends the server as a crash would and starts it again at the same address; resolves when it is there.
   * Default: no server, so nothing to survive.
   */
  restart?: () => Promise<void>
}

/**
 * Runs the contract of channel layers.
 * @param open makes a layer; two of them must reach each other as two processes would, unless they are
 * not shared. The suite closes them.
 */
export function layerSuite(
  name: string,
  open: () => ChannelLayer | Promise<ChannelLayer>,
  { skip = {}, restart }: LayerSuiteOptions = {},
): void {
  for (const title of Object.keys(skip)) {
    if (!(title in cases)) throw new Error(`layerSuite(): skip names no case: "${title}"`)
  }
  const left: typeof skip = restart ? skip : { [SURVIVAL]: 'it has no server', ...skip }
  describe(`channel layer: ${name}`, () => {
    for (const [title, run] of Object.entries(cases)) {
      it(title, { skip: left[title] ?? false }, async () => {
        const layer = await open()
        const other = layer.shared ? await open() : layer
        try {
          await layer.ready()
          await run({ layer, other, restart })
        } finally {
          await layer.close()
          await other.close()
        }
      })
    }
  })
}

function newTopic(): string {
  return `suite:${randomUUID()}`
}

/** Looks again and again, until it holds or patience ends. */
async function eventually(check: () => void): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return check()
    } catch (error) {
      if (performance.now() > end) throw error
      await pause(LOOK_MS)
    }
  }
}
