/** S7: from opening the socket to the confirmed join of the table page, one after the other. */
import type { Driver } from '../drivers/driver.ts'
import type { Figures, Job, Session } from './job.ts'
import { median } from './latency.ts'
import type { ServerProcess } from './server-process.ts'

export async function joins(driver: Driver, job: Job, server: ServerProcess): Promise<Session> {
  return {
    slice: async (_seconds, times) => [await joinInSequence(driver, job.port, server, times)],
    // A join that is refused, or that nobody answers, has already ended the run.
    finish: async () => {},
  }
}

async function joinInSequence(
  driver: Driver,
  port: number,
  server: ServerProcess,
  times: number,
): Promise<Figures> {
  const waits: number[] = []
  const bytes: number[] = []
  for (let i = 0; i < times; i++) {
    const loaded = await driver.load(port, 'table')
    const began = performance.now()
    const { socket } = await loaded.join()
    waits.push(performance.now() - began)
    bytes.push(socket.bytesDown)
    socket.close()
  }
  return {
    conns: 1,
    median_ms: median(waits),
    bytes_down: median(bytes),
    rss_mb: server.rssKb() / 1024,
  }
}
