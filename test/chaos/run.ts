/**
 * Chaos: durable windows, a part of them without a WebSocket, click through a bad network, while their two servers are killed, stopped and started
 * in new versions. `npm run chaos -- --seconds 600 --windows 300 --seed 7`. At the end each window's state
 * equals what its user did.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../eventually.ts'
import { startRedis } from '../services/redis-server.ts'
import { ChaosWindow, newTally } from './chaos-window.ts'
import { BadNetwork } from './proxy.ts'
import { randomFrom } from './random.ts'

export interface ChaosOptions {
  seconds: number
  windows: number
  seed: number
}

/** What happened. `lost` and `twice` count clicks, `wrong` says what must not happen. */
export interface ChaosResult {
  seed: number
  clicks: number
  lost: number
  twice: number
  wrong: string[]
  kills: number
  stops: number
  network: Record<string, number>
  back: Record<string, number>
  recoveryMs: { median: number; worst: number }
}

/** One of so many windows has the fallback transport. */
const FALLBACK = 4

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export async function chaos({ seconds, windows: count, seed }: ChaosOptions): Promise<ChaosResult> {
  const random = randomFrom(seed)
  const folder = mkdtempSync(join(tmpdir(), 'overwire-chaos-'))
  const network = new BadNetwork(random)
  const redis = await startRedis()
  const nodes: (ChildProcess | null)[] = [null, null]
  const ports: number[] = [0, 0]
  let version = 1
  const start = async (i: number): Promise<void> => {
    const args = ['--import', 'tsx', 'test/chaos/node.ts', '0', folder, String(version), redis.url]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    nodes[i] = child
    const [said] = (await once(child.stdout, 'data')) as [Buffer]
    ports[i] = Number(new URL(String(said).trim()).port)
    network.ports = ports.filter((port) => port !== 0)
  }
  const end = async (i: number, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const child = nodes[i]!
    ports[i] = 0
    network.ports = ports.filter((port) => port !== 0)
    const exited = once(child, 'exit')
    child.kill(signal)
    await exited
  }
  const tally = newTally()
  const result = { kills: 0, stops: 0 }
  let windows: ChaosWindow[] = []
  try {
    await Promise.all([start(0), start(1)])
    const url = await network.listen()
    // A page is joined where it was loaded: with one server there until all are.
    network.ports = [ports[0]!]
    windows = Array.from({ length: count }, (_, i) => {
      const transport = i % FALLBACK === 0 ? 'fallback' : 'websocket'
      return new ChaosWindow(url, random, tally, transport)
    })
    await Promise.all(windows.map((window) => window.load()))
    await eventually(() => windows.every(({ isSettled }) => isSettled), 'all have joined')
    network.ports = [...ports]
    network.faultsPerMille = 5
    const over = performance.now() + seconds * 1000
    const user = async (window: ChaosWindow): Promise<void> => {
      while (performance.now() < over) {
        window.click()
        if (random() < 0.01) window.duplicate()
        await wait(50 + random() * 400)
      }
    }
    const operator = async (): Promise<void> => {
      for (let i = 0; performance.now() < over; i = 1 - i) {
        await wait(1500 + random() * 2000)
        const isKill = random() < 0.6
        if (isKill) result.kills++
        else result.stops++
        if (random() < 0.3) version++
        await end(i, isKill ? 'SIGKILL' : 'SIGTERM')
        await start(i)
      }
    }
    await Promise.all([operator(), ...windows.map(user)])
    network.faultsPerMille = 0
    await eventually(() => windows.every(({ isSettled }) => isSettled), 'all is answered', {
      mostMs: 30_000,
      state: () => windows.filter(({ isSettled }) => !isSettled).map(({ story }) => story),
    }).catch((error: unknown) => tally.wrong.push(String(error)))
    const mixed = windows.filter(({ isInOrder }) => !isInOrder).length
    if (mixed > 0)
      tally.wrong.push(`${mixed} windows show other clicks or another text than their users made`)
  } finally {
    for (const window of windows) window.close()
    network.close()
    for (const child of nodes) child?.kill('SIGKILL')
    await redis.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  const sum = (of: (window: ChaosWindow) => number): number =>
    windows.reduce((all, window) => all + Math.max(0, of(window)), 0)
  const sorted = tally.recoveries.toSorted((a, b) => a - b)
  return {
    seed,
    clicks: sum(({ clicks }) => clicks),
    lost: sum(({ clicks, shown }) => clicks - shown),
    twice: sum(({ clicks, shown }) => shown - clicks),
    wrong: [...new Set(tally.wrong)],
    ...result,
    network: { ...network.done, duplicates: tally.duplicates },
    back: tally.back,
    recoveryMs: {
      median: Math.round(sorted[sorted.length >> 1] ?? 0),
      worst: Math.round(sorted.at(-1) ?? 0),
    },
  }
}
