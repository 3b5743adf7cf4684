/** A server program for tests: on a free port, in a folder of its own, gone with the test. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** What differs between services. */
export interface ServiceProgram {
  program: string
  /** Arguments for a port and a folder. */
  args: (port: number, folder: string) => string[]
  scheme: string
}

/** Folders of programs, some of which are not on everybody's PATH. */
const FOLDERS = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin']

export class Service {
  readonly port: number
  readonly url: string
  readonly #what: ServiceProgram
  readonly #folder = mkdtempSync(join(tmpdir(), 'overwire-service-'))
  #process: ChildProcess | null = null

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
    const child = spawn(find(program), args(this.port, this.#folder), { stdio: 'ignore' })
    this.#process = child
    process.once('exit', () => child.kill('SIGKILL'))
    const ended = once(child, 'exit').then(() => {
      if (this.#process === child) throw new Error(`${program} ended by itself`)
    })
    await Promise.race([ended, this.#answers()])
    ended.catch(() => {})
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process
    if (child === null) return
    this.#process = null
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }

  async restart(): Promise<void> {
    await this.kill()
    await this.start()
  }

  /** Lets it neither answer nor end, or go on. */
  freeze(frozen: boolean): void {
    this.#process?.kill(frozen ? 'SIGSTOP' : 'SIGCONT')
  }

  async stop(): Promise<void> {
    await this.kill()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Tries to connect until it works. */
  async #answers(): Promise<void> {
    while (!(await takesConnections(this.port))) await pause(5)
  }
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

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
