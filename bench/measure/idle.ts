/** S4: what a window costs that only stands open, at 2,000 and at 5,000 windows. */
import type { Driver } from '../drivers/driver.ts'
import type { Job, Result } from './job.ts'
import { openWindows } from './open.ts'
import { pause } from './pause.ts'
import type { ServerProcess } from './server-process.ts'

const SIZES = [2000, 5000]
/** Opened and closed first, so that code and pools are not counted as windows. */
const WARM_UP = 100

export async function idle(driver: Driver, job: Job, server: ServerProcess): Promise<Result[]> {
  for (const window of await openWindows(driver, job.port, 'counter', WARM_UP)) {
    window.socket.close()
  }
  const empty = await settled(server)
  const results: Result[] = []
  let open = 0
  for (const size of SIZES) {
    await openWindows(driver, job.port, 'counter', size - open)
    open = size
    const full = await settled(server)
    results.push({
      framework: job.framework,
      scenario: 'S4',
      conns: size,
      kb_per_view: (full.rss - empty.rss) / size,
      heap_kb_per_view: (full.heap - empty.heap) / size,
      rss_mb: full.rss / 1024,
    })
  }
  return results
}

async function settled(server: ServerProcess): Promise<{ heap: number; rss: number }> {
  await pause(0.5)
  const heap = await server.heapKb()
  return { heap, rss: server.rssKb() }
}
