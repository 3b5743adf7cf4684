/** A server program for tests: on a free port, in a folder of its own, gone with the test. */
import { execFileSync, spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-port.ts'

/** What differs between services. */
export interface ServiceProgram {
  program: string
  /** Arguments for a port and a folder. */
  args: (port: number, folder: string) => string[]
  scheme: string
}

/** Folders of programs, some of which are not on everybody's PATH. */
const FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin']

/**
 * Runs a server, tells its process id, and ends it when the test process, which holds the other end of its
 * input, is gone: however the test ends.
 */
const KEEPER = '"$@" <&- >/dev/null 2>&1 & echo $!; cat; kill -9 $! 2>/dev/null; wait'
/** Milliseconds after which a server that takes no connections counts as broken. */
const START_MS = 15_000

interface Running {
  keeper: ChildProcessByStdio<Writable, Readable, null>
  pid: number
}

export class Service {
  readonly port: number
  readonly url: string
  readonly #what: ServiceProgram
  readonly #folder = mkdtempSync(join(tmpdir(), 'overwire-service-'))
  #running: Running | null = null

  constructor(what: ServiceProgram, port: number) {
    this.#what = what
    this.port = port
    this.url = `${what.scheme}://127.0.0.1:${port}`
  }

  /** @throws when the program is missing: tests that need it fail. */
  static async start(what: ServiceProgram): Promise<Service> {
    const service = new Service(what, await freePort())
    await service.start()
    return service
  }

  /** Starts it again after `kill`; resolves when it takes connections. */
  async start(): Promise<void> {
    const { program, args } = this.#what
    const command = [find(program), ...args(this.port, this.#folder)]
    const keeper = spawn('sh', ['-c', KEEPER, 'sh', ...command], {
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    const [said] = (await once(keeper.stdout, 'data')) as [Buffer]
    this.#running = { keeper, pid: Number(said.toString()) }
    const end = performance.now() + START_MS
    while (!(await takesConnections(this.port))) {
      if (performance.now() > end) throw new Error(`${program} takes no connections.`)
      await pause(5)
    }
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const running = this.#running
    if (running === null) return
    this.#running = null
    process.kill(running.pid, 'SIGKILL')
    running.keeper.stdin.end()
    await once(running.keeper, 'exit')
  }

  async restart(): Promise<void> {
    await this.kill()
    await this.start()
  }

  /** Lets it neither answer nor end. */
  async freeze(): Promise<void> {
    const { pid } = this.#running!
    process.kill(pid, 'SIGSTOP')
    // The signal takes its time.
    await eventually(() => stateOf(pid).startsWith('T'))
  }

  thaw(): void {
    process.kill(this.#running!.pid, 'SIGCONT')
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function stateOf(pid: number): string {
  return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
}

function find(program: string): string {
  for (const folder of FOLDERS) {
    try {
      accessSync(join(folder, program))
      return join(folder, program)
    } catch {
      // The next folder may have it.
    }
  }
  throw new Error(`${program} is not installed; "npm test" installs it where that is possible.`)
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const answer = (does: boolean) => (): void => {
      socket.destroy()
      resolve(does)
    }
    socket.once('connect', answer(true)).once('error', answer(false))
  })
}
