/**
 * A deployment of two processes, one after the other, while windows act: the old and the new version stand side by
 * side, behind a proxy that takes them in turn. Then one goes back to the old version, and forward again.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, LiveView } from 'overwire'
import type { StateStore } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { redisStore } from 'overwire/redis'
import { eventually } from '../eventually.ts'
import { startRedis } from '../services/redis-server.ts'
import { ChaosWindow, newTally } from './chaos-window.ts'
import { nodeOptions } from './node-options.ts'
import { BadNetwork } from './proxy.ts'
import { randomFrom } from './random.ts'

/** 200 for the long form: `WINDOWS=200 npx tsx --test test/chaos/rolling-deploy.test.ts`. */
const WINDOWS = Number(process.env['WINDOWS'] ?? 60)
/** How many clicks each window makes between two steps of the deployment. */
const CLICKS = 3

/** One process: an app of its own, with nothing in common with the others but the secret, and a store. */
function start(version: number, store: StateStore | undefined): Promise<Listening> {
  class Counter extends LiveView {
    static override durable = store !== undefined
    static override version = version
    static override migrate = (old: Record<string, unknown>, from: number) => {
      if (from > version) throw new Error('no way back')
      return { ...old, migrations: Number(old['migrations']) + 1 }
    }
    count = 0
    migrations = 0
    @event inc() {
      this.count++
    }
    override render() {
      return html`<p>${`count ${this.count}`}</p>`
    }
  }
  const app = createApp(nodeOptions(store))
  return listen(app.live('/', Counter), { port: 0, stopOnSignals: false })
}

async function deploy(makeStore: () => StateStore | undefined) {
  const random = randomFrom(1)
  const network = new BadNetwork(random)
  const tally = newTally()
  const nodes: Listening[] = []
  const reach = (): void => void (network.ports = nodes.map(({ port }) => port))
  const url = await network.listen()
  const windows = Array.from({ length: WINDOWS }, () => new ChaosWindow(url, random, tally))
  /** Clicks until each window has had some more, whatever happens meanwhile. */
  const act = async (): Promise<void> => {
    for (let i = 0; i < CLICKS; i++) {
      for (const window of windows) window.click()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const settled = () =>
    eventually(() => windows.every(({ isSettled }) => isSettled), 'all is answered', {
      mostMs: 60_000,
      state: () => windows.filter(({ isSettled }) => !isSettled).map(({ story }) => story)[0],
    })
  /** Puts a process of a version in the place of the one that is there longest. */
  const replace = async (version: number): Promise<void> => {
    nodes.push(await start(version, makeStore()))
    const [old] = nodes.splice(0, 1)
    reach()
    const closing = old!.close()
    await act()
    await closing
    await act()
    await settled()
  }
  try {
    nodes.push(await start(1, makeStore()))
    reach()
    await Promise.all(windows.map((window) => window.load()))
    await settled()
    nodes.push(await start(1, makeStore()))
    reach()
    await act()
    for (const version of [2, 2, 1, 2]) await replace(version)
  } finally {
    for (const window of windows) window.close()
    network.close()
    for (const node of nodes) await node.close()
  }
  const sum = (of: (window: ChaosWindow) => number): number =>
    windows.reduce((all, window) => all + Math.max(0, of(window)), 0)
  return {
    clicks: sum(({ clicks }) => clicks),
    lost: sum(({ clicks, shown }) => clicks - shown),
    twice: sum(({ clicks, shown }) => shown - clicks),
    wrong: [...new Set(tally.wrong)],
    back: tally.back,
  }
}

for (const [how, prepare] of [
  [
    'without a store, by way of the browsers',
    async () => ({ make: () => undefined, end: () => {} }),
  ],
  [
    'durable, with Redis',
    async () => {
      const redis = await startRedis()
      const stores: StateStore[] = []
      const make = (): StateStore => {
        const store = redisStore(redis.url)
        stores.push(store)
        return store
      }
      const end = async (): Promise<void> => {
        for (const store of stores) await store.close()
        await redis.kill()
      }
      return { make, end }
    },
  ],
] as const) {
  test(`a rolling deployment loses nothing, does nothing twice and loads no page: ${how}`, async (t) => {
    const { make, end } = await prepare()
    t.after(end)
    const { clicks, lost, twice, wrong, back } = await deploy(make)
    t.diagnostic(JSON.stringify({ clicks, back }))
    assert.deepEqual(
      { lost, twice, wrong, fresh: back.fresh },
      { lost: 0, twice: 0, wrong: [], fresh: 0 },
    )
    assert.ok(back.moved >= WINDOWS, 'all have moved')
  })
}
