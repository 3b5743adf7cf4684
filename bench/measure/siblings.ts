/**
 * S9: one window counts in a closed loop; in the second half of each slice another one keeps a view in a
 * thread busy, 500 ms per event. The first must hardly notice.
 */
import type { Driver, Window } from '../drivers/driver.ts'
import { counter } from './exercise.ts'
import type { Job, Session } from './job.ts'
import { Latency } from './latency.ts'
import { openWindows } from './open.ts'
import { pause } from './pause.ts'

/** A half of a slice holds some of the burner's events. */
const HALF_SECONDS = 3

export async function siblings(driver: Driver, job: Job): Promise<Session> {
  const [window] = (await openWindows(driver, job.port, 'counter', 1)) as [Window]
  const [burner] = (await openWindows(driver, job.port, 'burner', 1)) as [Window]
  const player = counter.player(window)
  return {
    async slice() {
      const idle = await loop(window, player.fire, HALF_SECONDS)
      let burned = 0
      let burning = true
      burner.onAnswer = () => {
        burned++
        if (burning) burner.send('burn')
      }
      burner.send('burn')
      const busy = await loop(window, player.fire, HALF_SECONDS)
      burning = false
      const [idleMs, busyMs] = [idle.percentile(0.5), busy.percentile(0.5)]
      return [
        {
          conns: 1,
          idle_p50_ms: idleMs,
          busy_p50_ms: busyMs,
          busy_p99_ms: busy.percentile(0.99),
          busy_over_idle: busyMs / idleMs,
          burned,
        },
      ]
    },
    finish: async () => {},
  }
}

/** Sends, waits for the answer, and sends again, for some seconds. */
async function loop(window: Window, fire: () => void, seconds: number): Promise<Latency> {
  const latency = new Latency()
  let sentAt = performance.now()
  let ended: (() => void) | undefined
  window.onAnswer = () => {
    latency.add(performance.now() - sentAt)
    if (ended) return ended()
    sentAt = performance.now()
    fire()
  }
  fire()
  await pause(seconds)
  await new Promise<void>((resolve) => (ended = resolve))
  return latency
}
