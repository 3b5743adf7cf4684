/**
 * S5, S5shared and S5cluster: one publish on the server reaches 1,000 windows; the time until the last one
 * has it. Of a cluster half of the windows are at either node.
 */
import { contains, type Driver, type PageName, type Window } from '../drivers/driver.ts'
import { monotonicMs } from '../servers/stage.ts'
import type { Job, ScenarioName, Session } from './job.ts'
import { median } from './latency.ts'
import { openWindows } from './open.ts'
import type { ServerProcess } from './server-process.ts'

const WINDOWS = 1000
/** Published values count from here: no frame number can be taken for one of them. */
const FIRST_VALUE = 90_000
const PATIENCE_MS = 10_000

/** The page of each scenario. */
const pages: Partial<Record<ScenarioName, PageName>> = {
  S5: 'ticker',
  S5shared: 'ticker-shared',
  S5cluster: 'ticker',
}

export async function broadcast(driver: Driver, job: Job, server: ServerProcess): Promise<Session> {
  const page = pages[job.scenario]!
  // The second node listens at the next port.
  const ports = job.scenario === 'S5cluster' ? [job.port, job.port + 1] : [job.port]
  const windows: Window[] = []
  for (const port of ports) {
    windows.push(...(await openWindows(driver, port, page, WINDOWS / ports.length)))
  }
  let value = FIRST_VALUE
  return {
    async slice(_seconds, times) {
      const waits: number[] = []
      const before = bytesDown(windows)
      const cpuBefore = server.cpuMicros()
      for (let i = 0; i < times; i++) waits.push(await publishOnce(windows, server, ++value))
      const deliveries = WINDOWS * times
      const figures = {
        conns: WINDOWS,
        median_ms: median(waits),
        us_per_delivery: (server.cpuMicros() - cpuBefore) / deliveries,
        bytes_down: (bytesDown(windows) - before) / deliveries,
        rss_mb: server.rssKb() / 1024,
      }
      return [figures]
    },
    // Every receipt was checked when it came.
    finish: async () => {},
  }
}

/** Resolves to the milliseconds from the publish to the last receipt. */
async function publishOnce(
  windows: Window[],
  server: ServerProcess,
  value: number,
): Promise<number> {
  const received = collect(windows)
  const began = await server.publish(value)
  const { answers, lastAt } = await received
  answers.forEach((answer, i) => {
    if (contains(windows[i]!.values(answer), value)) return
    throw new Error(`Window ${i} expected ${value}, got ${answer.slice(0, 200)}`)
  })
  return lastAt - began
}

/** One answer of each window; they are read only when all are in, to keep the driver quick. */
function collect(windows: Window[]): Promise<{ answers: string[]; lastAt: number }> {
  return new Promise((resolve, reject) => {
    const answers: string[] = []
    let missing = windows.length
    const timer = setTimeout(() => {
      reject(new Error(`${missing} of ${windows.length} windows received nothing`))
    }, PATIENCE_MS)
    windows.forEach((window, i) => {
      window.onAnswer = (text) => {
        answers[i] = text
        if (--missing > 0) return
        clearTimeout(timer)
        resolve({ answers, lastAt: monotonicMs() })
      }
    })
  })
}

function bytesDown(windows: readonly Window[]): number {
  return windows.reduce((sum, { socket }) => sum + socket.bytesDown, 0)
}
