/** The server as seen from the driver process: its CPU and memory, and questions put to it. */
import { readFileSync } from 'node:fs'
import type { Question, Reply } from '../servers/stage.ts'
import type { Order, Report } from './job.ts'

/** Linux counts process time in these, whatever the kernel's own tick. */
const TICKS_PER_SECOND = 100

export class ServerProcess {
  readonly #pid: number
  readonly #waiting = new Map<number, (reply: Reply) => void>()
  #asked = 0

  constructor(pid: number) {
    this.#pid = pid
    process.on('message', (order: Order) => {
      if (!('reply' in order)) return
      const { reply } = order
      this.#waiting.get(reply.id)!(reply)
      this.#waiting.delete(reply.id)
    })
  }

  /** User and system time of all its threads so far, in microseconds. */
  cpuMicros(): number {
    const stat = readFileSync(`/proc/${this.#pid}/stat`, 'utf8')
    // The second field is the program's name, which may hold spaces; utime and stime are 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return ((Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND) * 1e6
  }

  rssKb(): number {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)![1])
  }

  /** Collects garbage first, so that resident memory read after it has settled too. */
  async heapKb(): Promise<number> {
    const { heapBytes } = await this.#ask({ id: ++this.#asked, ask: 'heap' })
    return heapBytes! / 1024
  }

  /** Resolves to the time at which the server began to publish. */
  async publish(value: number): Promise<number> {
    const { at } = await this.#ask({ id: ++this.#asked, ask: 'publish', value })
    return at!
  }

  /** The runner is the parent of both processes and passes the messages on. */
  #ask(question: Question): Promise<Reply> {
    return new Promise((resolve) => {
      this.#waiting.set(question.id, resolve)
      process.send!({ question } satisfies Report)
    })
  }
}
