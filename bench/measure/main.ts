/** The driver process: takes one job from the runner, does it, and sends the results back. */
import type { Driver } from '../drivers/driver.ts'
import { liveviewjs } from '../drivers/liveviewjs.ts'
import { overwire } from '../drivers/overwire.ts'
import { rawWs } from '../drivers/raw-ws.ts'
import { socketIo } from '../drivers/socket.io.ts'
import { broadcast } from './broadcast.ts'
import { closedLoop } from './closed-loop.ts'
import { counter, relabelTenth, touchMemo, touchPlain } from './exercise.ts'
import { idle } from './idle.ts'
import type { FrameworkName, Job, Result, ScenarioName } from './job.ts'
import { joins } from './join.ts'
import { page } from './page.ts'
import { ServerProcess } from './server-process.ts'

const drivers: Record<FrameworkName, Driver> = {
  'raw-ws': rawWs,
  'socket.io': socketIo,
  liveviewjs,
  overwire,
}

type Scenario = (driver: Driver, job: Job, server: ServerProcess) => Promise<Result | Result[]>

const scenarios: Record<ScenarioName, Scenario> = {
  S1: (driver, job, server) => closedLoop(driver, job, server, counter),
  S2: (driver, job, server) => closedLoop(driver, job, server, touchPlain),
  S2memo: (driver, job, server) => closedLoop(driver, job, server, touchMemo),
  S3: (driver, job, server) => closedLoop(driver, job, server, relabelTenth),
  S4: idle,
  S5: broadcast,
  S6: (_driver, job, server) => page(job, server),
  S7: joins,
}

process.on('message', async ({ job }: { job?: Job }) => {
  if (!job) return
  const server = new ServerProcess(job.serverPid)
  const results = await scenarios[job.scenario](drivers[job.framework], job, server)
  process.send!({ results: [results].flat() }, () => process.exit())
})

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)

function fail(error: unknown): void {
  const text = error instanceof Error ? error.stack : String(error)
  process.send!({ failure: text }, () => process.exit(1))
}
