/** S4: what a window costs that only stands open, at 2,000 and at 5,000 windows. */
import type { Driver } from '../drivers/driver.ts'
import type { Figures, Job, Session } from './job.ts'
import { openWindows } from './open.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'

const SIZES = [2000, 5000]
/** Opened and closed first, so that code and pools are not counted as windows. */
const WARM_UP = 100

/** One slice is the whole scenario: memory does not drift. */
export async function idle(driver: Driver, job: Job, server: ServerProcess): Promise<Session> {
  for (const window of await openWindows(driver, job.port, 'counter', WARM_UP)) {
    window.socket.close()
  }
  return { slice: () => fill(driver, job.port, server), finish: async () => {} }
}

async function fill(driver: Driver, port: number, server: ServerProcess): Promise<Figures[]> {
  const empty = await settled(server)
  const figures: Figures[] = []
  let open = 0
  for (const size of SIZES) {
    await openWindows(driver, port, 'counter', size - open)
    open = size
    const full = await settled(server)
    figures.push({
      conns: size,
      kb_per_view: (full.rss - empty.rss) / size,
      heap_kb_per_view: (full.heap - empty.heap) / size,
      rss_mb: full.rss / 1024,
    })
  }
  return figures
}

async function settled(server: ServerProcess): Promise<{ heap: number; rss: number }> {
  await pause(0.5)
  const heap = await server.heapKb()
  return { heap, rss: server.rssKb() }
}
