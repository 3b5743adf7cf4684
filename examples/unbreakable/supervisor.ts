/** Starts the example's server when somebody first wants it, and again whenever it ends. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Milliseconds from one start to the next, whatever visitors do. */
const LEAST_MS = 500
/** Ids of events that are remembered. */
const MOST_DONE = 1000

/** What the server says: where it is, or which signal an event of a page asks for. */
type Message = { port: number } | { signal: NodeJS.Signals; id: string }

export class Supervisor {
  #started: Promise<number> | null = null
  /** 0 until the system has chosen one; the next process gets the same. */
  #port = 0
  #folder = ''
  /** An event whose process was killed before it was stored comes again, with the same id. */
  readonly #done = new Set<string>()
  /** The next process knows the sessions and pages of the one before. */
  readonly #secret: string = crypto.randomUUID()
  readonly #program: string

  constructor(program: string = fileURLToPath(new URL('server.ts', import.meta.url))) {
    this.#program = program
  }

  /**
   * The server's port, once it listens.
   * @throws when it ends before that; the next call starts it again.
   */
  port(): Promise<number> {
    return (this.#started ??= this.#start())
  }

  #start(): Promise<number> {
    const startedAt = performance.now()
    const child = this.#fork()
    return new Promise((resolve, reject) => {
      let isListening = false
      child.on('message', (message: Message) => {
        if ('signal' in message) return this.#end(child, message)
        // Node reports what a watched process imports on the same channel.
        if (!('port' in message)) return
        isListening = true
        resolve((this.#port = message.port))
      })
      child.once('error', reject)
      child.once('exit', (code) => {
        this.#started = null
        if (!isListening) return reject(new Error(`The server ended before it listened: ${code}.`))
        this.#startAgain(Math.max(0, LEAST_MS - (performance.now() - startedAt)))
      })
    })
  }

  #startAgain(ms: number): void {
    const later = new Promise((resolve) => setTimeout(resolve, ms).unref())
    this.#started = later.then(() => this.#start())
    this.#started.catch((error: unknown) => console.error(error))
  }

  #fork(): ChildProcess {
    this.#folder ||= temporaryFolder()
    const child = fork(this.#program, {
      // Durable views are kept in .overwire/state below it.
      cwd: this.#folder,
      execArgv: ['--import', import.meta.resolve('tsx')],
      env: { ...process.env, PORT: String(this.#port), OVERWIRE_SECRET: this.#secret },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    // It does not keep the gallery from ending, and ends when the channel does.
    child.unref()
    child.channel?.unref()
    return child
  }

  #end(child: ChildProcess, { signal, id }: { signal: NodeJS.Signals; id: string }): void {
    if (this.#done.has(id)) return
    this.#done.add(id)
    const [oldest] = this.#done
    if (this.#done.size > MOST_DONE) this.#done.delete(oldest!)
    child.kill(signal)
  }
}

/** A folder that is gone when the process is. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-unbreakable-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
