/** S1, S2 and S3: each window sends an event, waits for its answer, and sends the next. */
import type { Driver, Window } from '../drivers/driver.ts'
import type { Exercise, Player } from './exercise.ts'
import type { Job, Result } from './job.ts'
import { Latency } from './latency.ts'
import { openWindows } from './open.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'

/** Answers checked in each window before and after the measured time. */
const CHECKS = 20

export async function closedLoop(
  driver: Driver,
  job: Job,
  server: ServerProcess,
  exercise: Exercise,
): Promise<Result> {
  const windows = await openWindows(driver, job.port, exercise.page, exercise.conns)
  const players = windows.map((window) => exercise.player(window))
  const checked = job.framework === 'raw-ws' ? 0 : CHECKS
  await checkAnswers(windows, players, checked)

  const loop = new Loop(windows, players)
  await pause(job.warmSeconds)
  const before = snapshot(loop, windows, server)
  loop.latency = new Latency()
  await pause(job.seconds)
  const after = snapshot(loop, windows, server)
  const { latency } = loop
  await loop.stop()

  await checkAnswers(windows, players, checked)
  const events = after.events - before.events
  const elapsed = (after.time - before.time) / 1000
  return {
    framework: job.framework,
    scenario: job.scenario,
    conns: exercise.conns,
    events_per_s: events / elapsed,
    p50_ms: latency.percentile(0.5),
    p99_ms: latency.percentile(0.99),
    bytes_up: (after.bytesUp - before.bytesUp) / events,
    bytes_down: (after.bytesDown - before.bytesDown) / events,
    server_cpu_us_per_event: (after.serverCpu - before.serverCpu) / events,
    rss_mb: server.rssKb() / 1024,
    server_cpu: (after.serverCpu - before.serverCpu) / 1e6 / elapsed,
    driver_cpu: (after.driverCpu - before.driverCpu) / 1e6 / elapsed,
  }
}

class Loop {
  events = 0
  latency: Latency = new Latency()
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
    const timer = setTimeout(() => reject(new Error('No answer within 5 s')), 5000)
    window.onAnswer = (text) => {
      clearTimeout(timer)
      resolve(text)
    }
  })
}

interface Snapshot {
  events: number
  time: number
  bytesUp: number
  bytesDown: number
  serverCpu: number
  driverCpu: number
}

function snapshot(loop: Loop, windows: readonly Window[], server: ServerProcess): Snapshot {
  const { user, system } = process.cpuUsage()
  return {
    events: loop.events,
    time: performance.now(),
    bytesUp: windows.reduce((sum, { socket }) => sum + socket.bytesUp, 0),
    bytesDown: windows.reduce((sum, { socket }) => sum + socket.bytesDown, 0),
    serverCpu: server.cpuMicros(),
    driverCpu: user + system,
  }
}
