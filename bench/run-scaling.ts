/**
 * How the work for one event grows with the size of a page: the server's processor time at a size and at a quarter of
 * it. 4 is linear; a page where only what changes costs something stays near 1. And what a second process adds.
 */
import { writeFileSync } from 'node:fs'
import { openWindow } from 'overwire/testing'
import type { TestWindow } from 'overwire/testing'
import { measureCores } from './cores.ts'
import { machine } from './machine.ts'
import { columns, number } from './report/columns.ts'
import { median } from './measure/latency.ts'
import { Subject } from './subject.ts'

/** What grows. */
const cases = {
  slots: { title: 'a page with that many slots, of which one changes', size: 10_000 },
  components: { title: 'that many components, of which one gets another prop', size: 500 },
  fields: { title: 'a form() of that many fields, which all come with each change', size: 300 },
  topics: { title: 'topics of a window, a message to one of them', size: 100 },
  state: { title: 'bytes of a durable state, of which a part changes', size: 1_000_000 },
} as const

export type ScalingCase = keyof typeof cases

const WARM = 150
const EVENTS = 300
/** Measured in turn, the median counts. */
const ROUNDS = 5
/** A cliff: four times the size costs more than this many times as much. */
const MOST_GROWTH = 4.6

/** What two processes must serve, in events of one. */
const LEAST_CORES = 1.8

interface Measured {
  case: ScalingCase
  size: number
  us_per_event: number
  us_at_a_quarter: number
  growth: number
}

/** A page of one size, in a server of its own. */
class SizedPage {
  readonly #subject: Subject
  #i = 0
  #window!: TestWindow

  constructor(name: ScalingCase, size: number) {
    this.#subject = new Subject('scaling.ts', [name, String(size)])
  }

  async open(): Promise<void> {
    this.#window = await openWindow(await this.#subject.url())
    await this.run(WARM)
  }

  /** @returns microseconds of the server's processor for each event. */
  run(events: number): Promise<number> {
    return this.#subject.cost(async () => {
      for (let n = 0; n < events; n++) await this.#window.push('step', { i: ++this.#i })
      this.#window.frames.length = 0
      return events
    })
  }

  close(): void {
    this.#subject.close()
  }
}

const results: Measured[] = []
for (const [name, { size }] of Object.entries(cases)) {
  const subjects = [size / 4, size].map((one) => new SizedPage(name as ScalingCase, one))
  await Promise.all(subjects.map((one) => one.open()))
  const samples: number[][] = [[], []]
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, subject] of subjects.entries()) samples[i]!.push(await subject.run(EVENTS))
  }
  for (const subject of subjects) subject.close()
  const [quarter, whole] = samples.map(median)
  results.push({
    case: name as ScalingCase,
    size,
    us_per_event: Math.round(whole!),
    us_at_a_quarter: Math.round(quarter!),
    growth: Math.round((whole! / quarter!) * 100) / 100,
  })
}

const head = ['', 'size', 'CPU µs/event', 'at a quarter', 'growth']
const rows = results.map((one) => [
  `${one.case}: ${cases[one.case].title}`,
  number(one.size, 0),
  number(one.us_per_event, 0),
  number(one.us_at_a_quarter, 0),
  `${number(one.growth, 2)}×`,
])
console.log(columns([head, ...rows]))
const cores = await measureCores()
console.log(
  `\n  two processes serve ${number(cores.times, 2)} times the events of one (${cores.us.map((us) => number(us, 1)).join(' and ')} µs each)`,
)
if (cores.times < LEAST_CORES) {
  console.error(`FAILED cores: ${cores.times} times the events of one`)
  process.exitCode = 1
}
const cliffs = results.filter(({ growth }) => growth > MOST_GROWTH)
for (const { case: name, growth } of cliffs) {
  console.error(`FAILED ${name}: ${growth} times the work for four times the size`)
}
if (cliffs.length > 0) process.exitCode = 1
const lines = [...results, { cores }, { machine: machine() }].map(
  (entry) => `  ${JSON.stringify(entry)}`,
)
writeFileSync(new URL('results/scaling.json', import.meta.url), `[\n${lines.join(',\n')}\n]\n`)
