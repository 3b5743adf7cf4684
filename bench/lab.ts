/**
 * A bench is one framework in one scenario: a fresh server on core 0, a fresh driver on core 1, and
 * this process between them, which passes questions and replies on and otherwise sleeps.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Figures, FrameworkName, Order, Report, ScenarioName } from './measure/job.ts'
import type { Reply } from './servers/stage.ts'

const here = dirname(fileURLToPath(import.meta.url))
const SERVER_CORE = '0'
/** A server with threads has both cores. */
const THREADS_CORES = '0,1'
const DRIVER_CORE = '1'
const START_TIMEOUT_MS = 20_000

/** Programs of S5cluster, which starts two of each. */
const clusters = ['overwire-cluster', 'raw-ws-cluster']

/**
 * Servers run as plain JavaScript: a loader's helpers must not be part of what is measured.
 * @param bench the folder of the bench, which may be another checkout's.
 */
export async function buildPrograms(
  frameworks: readonly string[],
  bench: string = here,
): Promise<void> {
  await build({
    absWorkingDir: bench,
    entryPoints: [
      ...[...frameworks, ...clusters]
        .map((name) => `servers/${name}.ts`)
        // An older checkout may lack some.
        .filter((file) => existsSync(join(bench, file))),
      'measure/main.ts',
    ],
    outdir: join(bench, 'dist'),
    outbase: bench,
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

export class Bench {
  readonly framework: FrameworkName
  readonly #server: ChildProcess
  readonly #driver: ChildProcess
  #fail: (reason: Error) => void = () => {}
  #done: (figures: Figures[]) => void = () => {}

  /** @param bench the folder of the bench, which may be another checkout's. */
  constructor(framework: FrameworkName, scenario: ScenarioName, bench: string = here) {
    this.framework = framework
    const built = join(bench, 'dist')
    this.#server = start(
      bench,
      scenario === 'S9' ? THREADS_CORES : SERVER_CORE,
      join(built, 'servers', `${framework}${scenario === 'S5cluster' ? '-cluster' : ''}.mjs`),
      scenario === 'S8redis' ? { STORE: 'redis' } : {},
    )
    this.#driver = start(bench, DRIVER_CORE, join(built, 'measure', 'main.mjs'))
    this.#driver.on('message', (report: Report) => this.#receive(report))
    this.#driver.once('exit', () => this.#fail(new Error('The driver process ended')))
    this.#server.once('exit', () => this.#fail(new Error('The server process ended')))
  }

  async prepare(scenario: ScenarioName): Promise<void> {
    const port = await this.#port()
    this.#server.on('message', (reply: Reply) => this.#tell({ reply }))
    const { framework } = this
    await this.#order({ job: { framework, scenario, port, serverPid: this.#server.pid! } })
  }

  slice(seconds: number, times: number): Promise<Figures[]> {
    return this.#order({ slice: { seconds, times } })
  }

  async finish(): Promise<void> {
    await this.#order({ finish: true })
  }

  close(): void {
    this.#server.kill('SIGKILL')
    this.#driver.kill('SIGKILL')
  }

  #port(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#fail = reject
      const late = setTimeout(() => reject(new Error('The server did not start')), START_TIMEOUT_MS)
      this.#server.once('message', ({ port }: { port: number }) => {
        clearTimeout(late)
        resolve(port)
      })
    })
  }

  #order(order: Order): Promise<Figures[]> {
    return new Promise((resolve, reject) => {
      this.#done = resolve
      this.#fail = reject
      this.#tell(order)
    })
  }

  #tell(order: Order): void {
    this.#driver.send(order)
  }

  #receive(report: Report): void {
    if ('question' in report) this.#server.send(report.question)
    else if ('failure' in report) this.#fail(new Error(report.failure))
    else this.#done(report.done)
  }
}

const pinned = availableParallelism() > 1 && spawnSync('taskset', ['-V']).status === 0
if (!pinned) console.warn('taskset or a second core is missing: processes are not pinned to cores.')

/** `taskset` becomes the program it starts, so the child's id is the program's. */
function start(
  cwd: string,
  cores: string,
  program: string,
  own: Record<string, string> = {},
): ChildProcess {
  const node = [process.execPath, '--expose-gc', program]
  const [command, ...args] = pinned ? ['taskset', '-c', cores, ...node] : node
  return spawn(command!, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', ...own },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}
