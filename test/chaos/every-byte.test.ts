/** The link breaks once, at each byte of a conversation in turn, in each direction: every click counts once. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, LiveView, memoryStore } from 'overwire'
import type { StateStore } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import type { Transport } from 'overwire/testing'
import { eventually } from '../eventually.ts'
import { ChaosWindow, newTally } from './chaos-window.ts'
import { CutLink } from './cut-link.ts'
import { nodeOptions } from './node-options.ts'
import type { Cut, Direction } from './cut-link.ts'

/** Conversations at the same time. */
const LINKS = 16
const CLICKS = 3
const IS_LONG = Number(process.env['OVERWIRE_CASES'] ?? 2000) > 2000
/** Bytes from one place to the next: a conversation without a WebSocket has fifteen times as many. */
const STEPS = { websocket: 1, fallback: IS_LONG ? 1 : 16 }

class Counter extends LiveView {
  count = 0
  @event inc() {
    this.count++
  }
  override render() {
    return html`<p>${`count ${this.count}`}</p>`
  }
}
class DurableCounter extends Counter {
  static override durable = true
}

const start = (View: typeof Counter, store?: StateStore): Promise<Listening> =>
  listen(createApp(nodeOptions(store)).live('/', View), { port: 0, stopOnSignals: false })

/** One conversation. @returns what went wrong; undefined: nothing. */
async function converse(
  link: CutLink,
  url: string,
  cut: Cut | null,
  transport: Transport,
): Promise<string | undefined> {
  const tally = newTally()
  const window = new ChaosWindow(url, () => 0, tally, { transport })
  const settled = () => eventually(() => window.isSettled, 'all is answered', { mostMs: 8_000 })
  link.startAnew()
  link.cut = cut
  try {
    await window.load()
    await settled()
    for (let i = 1; i < CLICKS; i++) window.click()
    await settled()
    window.click()
    await settled()
  } catch (error) {
    return `${String(error)} ${JSON.stringify(window.story)}`
  } finally {
    window.close()
    link.cut = null
  }
  if (tally.wrong.length > 0) return tally.wrong.join()
  if (window.clicks !== CLICKS || window.shown !== CLICKS) return `${window.shown} are shown`
}

const ways = [
  ['back at the same process', async () => [await start(Counter)]],
  [
    'a durable view, back at another process',
    async () => {
      const store = memoryStore()
      return [await start(DurableCounter, store), await start(DurableCounter, store)]
    },
  ],
] as const
const transports = ['websocket', 'fallback'] as const
const cases = ways.flatMap(([how, begin]) =>
  transports.map((transport) => ({ how, begin, transport })),
)

for (const { how, begin, transport } of cases) {
  test(`a link that breaks at any byte loses no click and makes none count twice: ${how}, over ${transport}`, async (t) => {
    const nodes = await begin()
    t.after(() => Promise.all(nodes.map((node) => node.close())))
    const links = Array.from({ length: LINKS }, () => new CutLink(nodes.map(({ port }) => port)))
    t.after(() => links.forEach((link) => link.close()))
    const urls = await Promise.all(links.map((link) => link.listen()))
    assert.equal(await converse(links[0]!, urls[0]!, null, transport), undefined)
    const { up, down } = links[0]!.bytes
    const cutsOf = (direction: Direction, bytes: number): Cut[] =>
      Array.from({ length: bytes + 1 }, (_, after) => ({ direction, after }))
    const every = [...cutsOf('up', up), ...cutsOf('down', down)]
    const step = STEPS[transport]
    const first = Date.now() % step
    t.diagnostic(`each ${step}. byte, from ${first} on`)
    const cuts = every.filter((_, i) => i % step === first)
    t.diagnostic(`${up} bytes up, ${down} bytes down`)
    const wrong: string[] = []
    const work = async (link: CutLink, i: number): Promise<void> => {
      // One that is wrong is enough: each takes as long as a test waits.
      while (wrong.length === 0) {
        const cut = cuts.pop()
        if (cut === undefined) return
        const what = await converse(link, urls[i]!, cut, transport)
        if (what !== undefined) wrong.push(`${cut.direction} ${cut.after}: ${what}`)
      }
    }
    await Promise.all(links.map(work))
    assert.deepEqual(wrong, [])
  })
}
