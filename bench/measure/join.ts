/** S7: from opening the socket to the confirmed join of the table page, one after the other. */
import type { Driver } from '../drivers/driver.ts'
import type { Job, Result } from './job.ts'
import { median } from './latency.ts'
import type { ServerProcess } from './server-process.ts'

const WARM_UP = 10

export async function joins(driver: Driver, job: Job, server: ServerProcess): Promise<Result> {
  const times: number[] = []
  const bytes: number[] = []
  for (let i = 0; i < WARM_UP + job.joins; i++) {
    const loaded = await driver.load(job.port, 'table')
    const began = performance.now()
    const window = await loaded.join()
    if (i >= WARM_UP) {
      times.push(performance.now() - began)
      bytes.push(window.socket.bytesDown)
    }
    window.socket.close()
  }
  return {
    framework: job.framework,
    scenario: job.scenario,
    conns: 1,
    median_ms: median(times),
    bytes_down: median(bytes),
    rss_mb: server.rssKb() / 1024,
  }
}
