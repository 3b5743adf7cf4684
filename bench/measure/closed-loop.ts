/** S1, S2 and S3: each window sends an event, waits for its answer, and sends the next. */
import type { Driver, Window } from '../drivers/driver.ts'
import type { Exercise, Player } from './exercise.ts'
import type { Figures, Job, Session } from './job.ts'
import { Latency } from './latency.ts'
import { openWindows } from './open.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'
import { Usage } from './usage.ts'

/** Answers checked in each window before the first slice and after the last. */
const CHECKS = 20
const ANSWER_TIMEOUT_MS = 5000

export async function closedLoop(
  driver: Driver,
  job: Job,
  server: ServerProcess,
  exercise: Exercise,
): Promise<Session> {
  const windows = await openWindows(driver, job.port, exercise.page, exercise.conns)
  const players = windows.map((window) => exercise.player(window))
  // The raw server has no state that could be checked.
  const checks = job.framework === 'raw-ws' ? 0 : CHECKS
  await checkAnswers(windows, players, checks)
  return {
    slice: async (seconds) => [await slice(windows, players, server, seconds)],
    finish: () => checkAnswers(windows, players, checks),
  }
}

async function slice(
  windows: Window[],
  players: Player[],
  server: ServerProcess,
  seconds: number,
): Promise<Figures> {
  const before = bytes(windows)
  const usage = new Usage(server)
  const loop = new Loop(windows, players)
  await pause(seconds)
  await loop.stop()
  const used = usage.end()
  const after = bytes(windows)
  const { events, latency } = loop
  return {
    conns: windows.length,
    events_per_s: events / used.seconds,
    p50_ms: latency.percentile(0.5),
    p99_ms: latency.percentile(0.99),
    bytes_up: (after.up - before.up) / events,
    bytes_down: (after.down - before.down) / events,
    server_cpu_us_per_event: used.serverMicros / events,
    rss_mb: server.rssKb() / 1024,
    server_cores: used.serverCores,
    driver_cores: used.driverCores,
  }
}

class Loop {
  events = 0
  readonly latency: Latency = new Latency()
  #stopping = false
  #running = 0
  #stopped: () => void = () => {}

  constructor(windows: readonly Window[], players: readonly Player[]) {
    windows.forEach((window, i) => this.#start(window, players[i]!))
  }

  /** Resolves when the last answers are in. */
  stop(): Promise<void> {
    this.#stopping = true
    return new Promise((resolve) => (this.#stopped = resolve))
  }

  #start(window: Window, player: Player): void {
    let sentAt = performance.now()
    this.#running++
    window.onAnswer = () => {
      const now = performance.now()
      this.latency.add(now - sentAt)
      this.events++
      if (this.#stopping) return this.#end()
      sentAt = now
      player.fire()
    }
    player.fire()
  }

  #end(): void {
    if (--this.#running === 0) this.#stopped()
  }
}

async function checkAnswers(windows: Window[], players: Player[], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await Promise.all(
      windows.map(async (window, w) => {
        const answer = nextAnswer(window)
        players[w]!.fire()
        players[w]!.check(await answer)
      }),
    )
  }
}

function nextAnswer(window: Window): Promise<string> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('No answer came in time')), ANSWER_TIMEOUT_MS)
    window.onAnswer = (text) => {
      clearTimeout(late)
      resolve(text)
    }
  })
}

function bytes(windows: readonly Window[]): { up: number; down: number } {
  return {
    up: windows.reduce((sum, { socket }) => sum + socket.bytesUp, 0),
    down: windows.reduce((sum, { socket }) => sum + socket.bytesDown, 0),
  }
}
