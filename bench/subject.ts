/** A server program of this bench that says how much of a processor it took. */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export class Subject {
  readonly #child: ChildProcess

  /** @param program in `servers/`. */
  constructor(program: string, args: readonly string[]) {
    const file = fileURLToPath(new URL(`servers/${program}`, import.meta.url))
    this.#child = fork(file, args, {
      execArgv: ['--import', 'tsx'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        OVERWIRE_SECRET: 'of the bench alone, and long enough',
      },
    })
  }

  /** Its address, once it listens. */
  async url(): Promise<string> {
    const [url] = (await once(this.#child, 'message')) as [string]
    return url
  }

  /** @returns microseconds of processors for each of the events that `run` makes. */
  async cost(run: () => Promise<number>): Promise<number> {
    const before = await this.#cpu()
    const events = await run()
    return ((await this.#cpu()) - before) / events
  }

  async #cpu(): Promise<number> {
    const told = once(this.#child, 'message')
    this.#child.send('cpu')
    const [us] = (await told) as [number]
    return us
  }

  close(): void {
    this.#child.kill('SIGKILL')
  }
}
