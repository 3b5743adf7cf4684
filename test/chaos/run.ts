/**
 * Chaos: durable windows, a part of them without a WebSocket, act through a bad network, while their two servers are
 * killed, stopped and started in new versions, and Redis between them (and, where it is their store, below them) is
 * killed and started again. `npm run chaos -- --seconds 600 --windows 300 --seed 7 --store redis --redis-restarts 9`.
 * At the end each window shows what its user did, and so does what is stored of it.
 */
import { eventually } from '../eventually.ts'
import { ChaosPage } from './chaos-page.ts'
import { ChaosWindow, newTally } from './chaos-window.ts'
import type { Tally } from './chaos-window.ts'
import { ChaosNodes } from './nodes.ts'
import type { StoreName } from './nodes.ts'
import { BadNetwork } from './proxy.ts'
import { randomFrom } from './random.ts'

export interface ChaosOptions {
  seconds: number
  windows: number
  seed: number
  /** Of the durable views. */
  store: StoreName
  /** How often Redis is killed. */
  redisRestarts: number
}

/** What happened. `lost` and `twice` count actions, `wrong` says what must not happen. */
export interface ChaosResult {
  seed: number
  store: StoreName
  /** Of users: clicks, typing, changes of lists and streams. */
  actions: number
  lost: number
  twice: number
  wrong: string[]
  kills: number
  stops: number
  redisRestarts: number
  network: Record<string, number>
  back: Record<string, number>
  recoveryMs: { median: number; worst: number }
}

interface Running {
  nodes: ChaosNodes
  windows: ChaosWindow[]
  random: () => number
  done: { kills: number; stops: number; redisRestarts: number }
}

/** One of so many windows has the fallback transport. */
const FALLBACK = 4

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function chaos(options: ChaosOptions): Promise<ChaosResult> {
  const { seed, store } = options
  const random = randomFrom(seed)
  const network = new BadNetwork(random)
  const tally = newTally()
  const done = { kills: 0, stops: 0, redisRestarts: 0 }
  const nodes = await ChaosNodes.start(network, store)
  let windows: ChaosWindow[] = []
  let late = 0
  try {
    const url = await network.listen()
    windows = Array.from({ length: options.windows }, (_, i) => {
      const transport = i % FALLBACK === 0 ? 'fallback' : 'websocket'
      return new ChaosWindow(url, random, tally, { transport, page: new ChaosPage(random) })
    })
    // A page is joined where it was loaded: with one server there until all are.
    nodes.reach(1)
    await Promise.all(windows.map((window) => window.load()))
    await eventually(() => windows.every(({ isSettled }) => isSettled), 'all have joined')
    nodes.reach()
    network.faultsPerMille = 5
    await act({ nodes, windows, random, done }, options)
    network.faultsPerMille = 0
    await judge(windows, tally, 'show what their users did')
    late = await straggle(network, windows, tally)
    await judge(windows, tally, 'show what their users did, whatever came late')
    if (tally.wrong.length === 0) {
      // What they show now comes from the store.
      await Promise.all([nodes.end(0, 'SIGKILL'), nodes.end(1, 'SIGKILL')])
      for (const window of windows) window.expectWhole()
      await nodes.start(0)
      await judge(windows, tally, 'are stored as their users left them')
    }
  } finally {
    for (const window of windows) window.close()
    network.close()
    await nodes.stop()
  }
  return {
    seed,
    store,
    ...counted(windows),
    wrong: [...new Set(tally.wrong)],
    ...done,
    network: { ...network.done, late, duplicates: tally.duplicates },
    back: tally.back,
    recoveryMs: recovery(tally),
  }
}

/** Users act, and operators end what they use. */
async function act(running: Running, { seconds, redisRestarts }: ChaosOptions): Promise<void> {
  const { nodes, windows, random, done } = running
  const over = performance.now() + seconds * 1000
  const user = async (window: ChaosWindow): Promise<void> => {
    while (performance.now() < over) {
      window.click()
      if (random() < 0.01) window.duplicate()
      await wait(50 + random() * 400)
    }
  }
  const began = performance.now()
  const isRedisDue = (): boolean =>
    done.redisRestarts < redisRestarts &&
    performance.now() - began >= ((done.redisRestarts + 1) * seconds * 1000) / (redisRestarts + 1)
  const operator = async (): Promise<void> => {
    for (let i = 0; performance.now() < over || isRedisDue(); i = 1 - i) {
      await wait(1000 + random() * 1500)
      const isRedisKilled = isRedisDue()
      if (isRedisKilled) await nodes.killRedis()
      // What a node answers meanwhile it has not stored, when that is Redis' part.
      if (isRedisKilled) await wait(200 + random() * 300)
      const isKill = isRedisKilled || random() < 0.6
      if (isKill) done.kills++
      else done.stops++
      if (random() < 0.3) nodes.version++
      await nodes.end(i, isKill ? 'SIGKILL' : 'SIGTERM')
      if (isRedisKilled) {
        await nodes.startRedis()
        done.redisRestarts++
      }
      await nodes.start(i)
    }
  }
  await Promise.all([operator(), ...windows.map(user)])
}

/**
 * What browsers sent comes to servers that they have left, when other servers have gone on with their windows.
 * @returns how many events came late.
 */
async function straggle(
  network: BadNetwork,
  windows: ChaosWindow[],
  tally: Tally,
): Promise<number> {
  network.holdBack()
  for (const times of ['once', 'twice']) {
    for (const window of windows) window.click()
    await judge(windows, tally, `show what was done ${times}`)
  }
  return network.release()
}

/** Waits until all is answered, and compares. */
async function judge(windows: ChaosWindow[], tally: Tally, what: string): Promise<void> {
  const late = (): ChaosWindow[] => windows.filter(({ isSettled }) => !isSettled)
  await eventually(() => late().length === 0, 'all is answered', {
    mostMs: 30_000,
    state: () => late().map(({ story }) => story),
  }).catch((error: unknown) => tally.wrong.push(String(error)))
  const different = windows.flatMap(({ difference }) => difference ?? [])
  if (different.length > 0)
    tally.wrong.push(`not all windows ${what}: ${different.length} differ. One ${different[0]}`)
}

function counted(windows: ChaosWindow[]): Pick<ChaosResult, 'actions' | 'lost' | 'twice'> {
  const sum = (of: (window: ChaosWindow) => number): number =>
    windows.reduce((all, window) => all + Math.max(0, of(window)), 0)
  return {
    actions: sum(({ clicks }) => clicks),
    lost: sum(({ clicks, shown }) => clicks - shown),
    twice: sum(({ clicks, shown }) => shown - clicks),
  }
}

function recovery({ recoveries }: Tally): ChaosResult['recoveryMs'] {
  const sorted = recoveries.toSorted((a, b) => a - b)
  return {
    median: Math.round(sorted[sorted.length >> 1] ?? 0),
    worst: Math.round(sorted.at(-1) ?? 0),
  }
}
