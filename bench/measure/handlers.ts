/**
 * S10: windows that call a handler at a steady pace, whether or not the last answer has come. The time of
 * each call until its answer; a call without one failed.
 */
import type { Driver, Window } from '../drivers/driver.ts'
import type { Job, Session } from './job.ts'
import { Latency } from './latency.ts'
import { openWindows } from './open.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'
import { Usage } from './usage.ts'

const WINDOWS = 2000
/** Milliseconds between two calls of a window. */
const EVERY_MS = 500
/** Seconds that the last answers may take. */
const PATIENCE = 2

export async function handlers(driver: Driver, job: Job, server: ServerProcess): Promise<Session> {
  const windows = await openWindows(driver, job.port, 'handler', WINDOWS)
  return {
    async slice(seconds) {
      const latency = new Latency()
      const usage = new Usage(server)
      const callers = windows.map((window) => new Caller(window, latency))
      // Spread over the interval, as visitors would be.
      const timers = callers.map((caller, i) => caller.start((i / WINDOWS) * EVERY_MS))
      await pause(seconds)
      for (const stop of timers) stop()
      const used = usage.end()
      await pause(PATIENCE)
      const calls = callers.reduce((sum, { called }) => sum + called, 0)
      const figures = {
        conns: WINDOWS,
        calls,
        failed: callers.reduce((sum, { open }) => sum + open, 0),
        p50_ms: latency.percentile(0.5),
        p99_ms: latency.percentile(0.99),
        server_cpu_us_per_event: used.serverMicros / calls,
        server_cores: used.serverCores,
        driver_cores: used.driverCores,
      }
      return [figures]
    },
    finish: async () => {},
  }
}

class Caller {
  readonly #window: Window
  readonly #sentAt: number[] = []
  called = 0

  constructor(window: Window, latency: Latency) {
    this.#window = window
    // Answers come in the order of the calls.
    window.onAnswer = () => latency.add(performance.now() - this.#sentAt.shift()!)
  }

  /** Calls that have no answer yet. */
  get open(): number {
    return this.#sentAt.length
  }

  start(delay: number): () => void {
    let every: ReturnType<typeof setInterval> | undefined
    const first = setTimeout(() => {
      this.#call()
      every = setInterval(() => this.#call(), EVERY_MS)
    }, delay)
    return () => {
      clearTimeout(first)
      clearInterval(every)
    }
  }

  #call(): void {
    this.called++
    this.#sentAt.push(performance.now())
    this.#window.call!('count')
  }
}
