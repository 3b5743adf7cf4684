/**
 * Runs one scenario for one framework: a fresh server on core 0, a fresh driver on core 1, and
 * this process between them, which passes questions and replies on and otherwise sleeps.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Job, Result } from './measure/job.ts'
import type { Question, Reply } from './servers/stage.ts'

const here = dirname(fileURLToPath(import.meta.url))
const built = join(here, 'dist')
const SERVER_CORE = 0
const DRIVER_CORE = 1
const START_TIMEOUT_MS = 20_000

/** Servers run as plain JavaScript: a loader's helpers must not be part of what is measured. */
export async function buildPrograms(frameworks: readonly string[]): Promise<void> {
  await build({
    absWorkingDir: here,
    entryPoints: [...frameworks.map((name) => `servers/${name}.ts`), 'measure/main.ts'],
    outdir: built,
    outbase: here,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
  })
}

export async function runJob(job: Omit<Job, 'port' | 'serverPid'>): Promise<Result[]> {
  const server = start(SERVER_CORE, join(built, 'servers', `${job.framework}.mjs`))
  const driver = start(DRIVER_CORE, join(built, 'measure', 'main.mjs'))
  try {
    const port = await portOf(server)
    const results = resultsOf(driver, server)
    driver.send({ job: { ...job, port, serverPid: server.pid! } })
    return await results
  } finally {
    server.kill('SIGKILL')
    driver.kill('SIGKILL')
  }
}

const pinned = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0
if (!pinned) console.warn('taskset or a second core is missing: processes are not pinned to cores.')

/** `taskset` becomes the program it starts, so the child's id is the program's. */
function start(core: number, program: string): ChildProcess {
  const node = [process.execPath, '--expose-gc', program]
  const [command, ...args] = pinned ? ['taskset', '-c', String(core), ...node] : node
  return spawn(command!, args, {
    cwd: here,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

function portOf(server: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('The server did not start')), START_TIMEOUT_MS)
    server.once('message', (message: { port: number }) => {
      clearTimeout(late)
      resolve(message.port)
    })
    server.once('exit', (code) => reject(new Error(`The server ended with code ${code}`)))
  })
}

interface FromDriver {
  question?: Question
  results?: Result[]
  failure?: string
}

function resultsOf(driver: ChildProcess, server: ChildProcess): Promise<Result[]> {
  return new Promise((resolve, reject) => {
    server.on('message', (reply: Reply) => driver.send({ reply }))
    driver.on('message', ({ question, results, failure }: FromDriver) => {
      if (question) server.send(question)
      if (results) resolve(results)
      if (failure) reject(new Error(failure))
    })
    driver.once('exit', (code) => reject(new Error(`The driver ended with code ${code}`)))
    server.once('exit', () => reject(new Error('The server ended during the measurement')))
  })
}
