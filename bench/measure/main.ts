/** The driver process: prepares one job, then measures a slice of it whenever the runner asks. */
import type { Driver } from '../drivers/driver.ts'
import { liveviewjs } from '../drivers/liveviewjs.ts'
import { overwire } from '../drivers/overwire.ts'
import { rawWs } from '../drivers/raw-ws.ts'
import { socketIo } from '../drivers/socket.io.ts'
import { broadcast } from './broadcast.ts'
import { closedLoop } from './closed-loop.ts'
import { counter, durableCounter, relabelTenth, touchMemo, touchPlain } from './exercise.ts'
import { handlers } from './handlers.ts'
import { idle } from './idle.ts'
import type { Figures, FrameworkName, Job, Order, Report, ScenarioName, Session } from './job.ts'
import { joins } from './join.ts'
import { page } from './page.ts'
import { siblings } from './siblings.ts'
import { ServerProcess } from './server-process.ts'
import { upload } from './upload.ts'

const drivers: Record<FrameworkName, Driver> = {
  'raw-ws': rawWs,
  'socket.io': socketIo,
  liveviewjs,
  overwire,
}

type Scenario = (driver: Driver, job: Job, server: ServerProcess) => Promise<Session>

const scenarios: Record<ScenarioName, Scenario> = {
  S1: (driver, job, server) => closedLoop(driver, job, server, counter),
  S2: (driver, job, server) => closedLoop(driver, job, server, touchPlain),
  S2memo: (driver, job, server) => closedLoop(driver, job, server, touchMemo),
  S3: (driver, job, server) => closedLoop(driver, job, server, relabelTenth),
  S4: idle,
  S5: broadcast,
  S5shared: broadcast,
  S6: (_driver, job, server) => page(job, server, '/table'),
  S6hand: (_driver, job, server) =>
    page(job, server, job.framework === 'overwire' ? '/table' : '/table-by-hand'),
  S7: joins,
  S8: (driver, job, server) => closedLoop(driver, job, server, durableCounter),
  S8redis: (driver, job, server) => closedLoop(driver, job, server, durableCounter),
  S9: siblings,
  S5cluster: broadcast,
  S10: handlers,
  S11: upload,
}

let session: Session

process.on('message', async (order: Order) => {
  // Replies are for the server process' own listener.
  if ('reply' in order) return
  try {
    report({ done: await obey(order) })
  } catch (error) {
    fail(error)
  }
})
process.on('disconnect', () => process.exit())
process.on('uncaughtException', fail)

async function obey(order: Exclude<Order, { reply: unknown }>): Promise<Figures[]> {
  if ('slice' in order) return session.slice(order.slice.seconds, order.slice.times)
  if ('job' in order) {
    const { job } = order
    const server = new ServerProcess(job.serverPid)
    session = await scenarios[job.scenario](drivers[job.framework], job, server)
  } else {
    await session.finish()
  }
  return []
}

function fail(error: unknown): void {
  report({ failure: error instanceof Error ? error.stack! : String(error) })
}

function report(message: Report): void {
  process.send!(message)
}
