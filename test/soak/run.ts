/**
 * Soak: a server's process under churn, slow readers and floods holds no more at the end than after warm-up,
 * and nothing once all have left. `npm run soak -- --seconds 1200 --seed 7`.
 */
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { eventually, inTime } from '../eventually.ts'
import { loadPage } from '../server/raw-window.ts'
import { randomFrom } from '../chaos/random.ts'
import { typescript } from '../typescript.ts'
import { floods } from './floods.ts'
import { growth, leftover, median, quantile } from './samples.ts'
import type { Growth, Leak, Sample } from './samples.ts'
import { count, from, join, open, readSlowly, visit } from './visitor.ts'
import type { Place, Tally } from './visitor.ts'

/** Visitors that begin in a second, and most that are there at once: a busy machine is not buried. */
const CONNECTS = 50
const MOST_VISITORS = 100
/** Milliseconds that closing may take: `limits.closeMs` of the app, and a second for a busy machine. */
const CLOSE_MS = 5000

export interface SoakOptions {
  seconds: number
  seed: number
  /** What to plant, to see the run fail. Default: nothing. */
  leak?: Leak
}

export interface SoakResult extends Omit<Tally, 'answers'> {
  seed: number
  floods: number
  answerMs: { p50: number; p99: number }
  /** Bytes without visitors: after warm-up, and at the end. */
  rest: Growth
  /** Bytes while visitors come and go, median of a quarter of the samples: more visitors, more bytes. */
  heap: Growth
  /** Bytes, the least of a quarter of the samples: what lies above it is memory to be given back. */
  rss: Growth
  /** Handles that were not there at the begin. */
  handles: Record<string, number>
  /** What is not empty once all have left. */
  tables: Record<string, number>
  closeMs: number
  /** Null: something kept the process, which was ended. */
  exit: number | null
}

/** The server's process, asked one thing at a time. */
class Server {
  readonly #child: ChildProcess
  url = ''

  constructor(leak: Leak | undefined) {
    this.#child = fork(fileURLToPath(new URL('app.ts', import.meta.url)), leak ? [leak] : [], {
      execArgv: [...typescript, '--expose-gc'],
    })
  }

  async start(): Promise<void> {
    this.url = (await this.#told<{ url: string }>('it starts')).url
  }

  sample(): Promise<Sample> {
    this.#child.send('sample')
    return this.#told('a sample')
  }

  async close(): Promise<{ closeMs: number; exit: number | null }> {
    const exited = once(this.#child, 'exit') as Promise<[number | null]>
    this.#child.send('close')
    const { closeMs } = await this.#told<{ closeMs: number }>('it closes')
    const [exit] = await inTime(exited, 'the process ends by itself').catch(() => [null])
    return { closeMs, exit }
  }

  end(): void {
    this.#child.kill('SIGKILL')
  }

  async #told<T>(what: string): Promise<T> {
    const [message] = (await inTime(once(this.#child, 'message'), what, { mostMs: 60_000 })) as [T]
    return message
  }
}

export async function soak({ seconds, seed, leak }: SoakOptions): Promise<SoakResult> {
  const server = new Server(leak)
  try {
    await server.start()
    return await run(server, seconds, seed)
  } finally {
    server.end()
  }
}

async function run(server: Server, seconds: number, seed: number): Promise<SoakResult> {
  const begin = await server.sample()
  const tally: Tally = {
    connects: 0,
    events: 0,
    logins: 0,
    resumed: 0,
    slowReaders: 0,
    answers: [],
    refused: {},
    wrong: {},
  }
  const place: Place = { url: server.url, random: randomFrom(seed), tally }
  // Meanwhile code is compiled, and tables get their size.
  const warmUp = await crowdFor(place, seconds / 3)
  const rested = await emptied(server, begin)
  const samples: Sample[] = []
  const crowd = await crowdFor(place, (seconds * 2) / 3, async () => {
    await wait(Math.max(500, seconds * 10))
    samples.push(await server.sample())
  })
  const end = await emptied(server, begin)
  await crowdAtTheEnd(place)
  const closing = await server.close()
  for (const error of [...samples, end].flatMap(({ errors }) => errors)) count(tally.wrong, error)
  const { answers, ...counts } = tally
  return {
    seed,
    ...counts,
    floods: warmUp.flooded + crowd.flooded,
    answerMs: { p50: quantile(answers, 0.5), p99: quantile(answers, 0.99) },
    rest: growth([rested.held, end.held], median),
    heap: growth(
      samples.map(({ held }) => held),
      median,
    ),
    rss: growth(
      samples.map(({ rss }) => rss),
      (quarter) => Math.min(...quarter),
    ),
    handles: leftover(begin.handles, end.handles),
    tables: leftover({}, end.tables),
    ...closing,
  }
}

/** Lets visitors come for so many seconds, and waits until they have left. @param meanwhile done again and again. */
async function crowdFor(
  place: Place,
  seconds: number,
  meanwhile: () => Promise<void> = () => wait(100),
): Promise<Crowd> {
  const crowd = new Crowd(place, performance.now() + seconds * 1000)
  const repeat = async (): Promise<void> => {
    while (!crowd.isOver) await meanwhile()
  }
  await Promise.all([crowd.churn(), crowd.slowReaders(), crowd.floods(), repeat()])
  await crowd.left()
  return crowd
}

/** All who come until a time is over. */
class Crowd {
  readonly #place: Place
  readonly #until: number
  readonly #here = new Set<Promise<void>>()
  flooded = 0

  constructor(place: Place, until: number) {
    this.#place = place
    this.#until = until
  }

  get isOver(): boolean {
    return performance.now() > this.#until
  }

  async churn(): Promise<void> {
    const began = performance.now()
    for (let begun = 0; !this.isOver;) {
      const due = ((performance.now() - began) / 1000) * CONNECTS
      for (; begun < due; begun++)
        if (this.#here.size < MOST_VISITORS) this.#begin(visit(this.#place))
      await wait(10)
    }
  }

  async slowReaders(): Promise<void> {
    while (!this.isOver) {
      this.#begin(readSlowly(this.#place))
      await wait(500)
    }
  }

  async floods(): Promise<void> {
    while (!this.isOver) {
      const flood = floods[this.flooded % floods.length]!
      this.#begin(flood(this.#place, `10.2.${this.flooded % 64}.1`))
      this.flooded++
      await wait(400)
    }
  }

  /** Resolves when everybody has gone. */
  async left(): Promise<void> {
    await inTime(Promise.all(this.#here), 'all visitors leave', { mostMs: 60_000 })
  }

  #begin(visitor: Promise<void>): void {
    const gone = visitor
      .catch((error: unknown) => count(this.#place.tally.wrong, String(error).slice(0, 200)))
      .finally(() => this.#here.delete(gone))
    this.#here.add(gone)
  }
}

/** Waits until the server has no windows left. @returns a sample of what stays. */
async function emptied(server: Server, begin: Sample): Promise<Sample> {
  let last = begin
  await eventually(
    async () => {
      last = await server.sample()
      const tables = Object.keys(leftover({}, last.tables))
      return tables.length + Object.keys(leftover(begin.handles, last.handles)).length === 0
    },
    'the server holds what it held at the begin',
    { mostMs: 30_000 },
  ).catch(() => undefined)
  return last
}

/** Those whom a server meets when it closes: windows, one that reads nothing, and some who say nothing. */
async function crowdAtTheEnd({ url }: Place): Promise<void> {
  const address = '10.3.0.1'
  for (const path of ['/', '/board', '/feed', '/ticker']) {
    const window = await join(url, await loadPage(url + path, '', from(address)), address)
    if (path === '/ticker') window.socket.pause()
  }
  await open(url, '', address)
  const socket = connect(Number(new URL(url).port), 'localhost').on('error', () => undefined)
  await once(socket, 'connect')
  socket.resume().write('GET / HTTP/1.1\r\nHost: site.example\r\n')
}

/** How much a figure may grow: 0.05 is 5 %. */
export type Most = Record<'rest' | 'heap' | 'rss', number>

/** What of a result must not be; empty is good. */
export function faults(result: SoakResult, most: Most): string[] {
  const { handles, tables, closeMs, exit, wrong } = result
  const grown = (['rest', 'heap', 'rss'] as const).filter((what) => result[what].by > most[what])
  const named = (what: string, table: object): string[] =>
    Object.keys(table).length === 0 ? [] : [`${what}: ${JSON.stringify(table)}`]
  return [
    ...grown.map((what) => `${what} grew by ${(result[what].by * 100).toFixed(1)} %`),
    ...named('handles are left', handles),
    ...named('tables are not empty', tables),
    ...named('visitors met', wrong),
    ...(closeMs > CLOSE_MS ? [`closing took ${Math.round(closeMs)} ms`] : []),
    ...(exit === 0 ? [] : [`the process did not end by itself: ${exit}`]),
  ]
}
