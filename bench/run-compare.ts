/**
 * `npm run bench:compare -- ../before`: this checkout beside another one, whose dependencies are installed too. Both
 * measure short slices in turn, with fresh processes in each round: how the engine compiles and lays out differs from
 * process to process, and a machine that slows down for some seconds slows both.
 */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Bench, buildPrograms } from './lab.ts'
import { scenarioNames } from './measure/job.ts'
import type { Figures, ScenarioName } from './measure/job.ts'
import { median } from './measure/latency.ts'
import { chosen } from './options.ts'
import { plans } from './scenarios.ts'
import { measureInTurn } from './turns.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: 'S1,S2,S3,S5,S6' },
    rounds: { type: 'string', default: '5' },
    slices: { type: 'string', default: '6' },
  },
})
const [other] = positionals
if (other === undefined) {
  console.error('Expected the folder of another checkout: npm run bench:compare -- ../before')
  process.exit(1)
}
const rounds = Number(values.rounds)
const slices = Number(values.slices)
const scenarios = chosen(values.only.split(','), scenarioNames)
const now = import.meta.dirname
const before = join(resolve(process.env.INIT_CWD ?? '.', other), 'bench')
const status = spawnSync(process.execPath, ['scripts/build.mjs'], {
  cwd: join(before, '..'),
  stdio: 'inherit',
}).status
if (status !== 0) process.exit(1)
for (const folder of [before, now]) await buildPrograms(['overwire'], folder)
for (const scenario of scenarios) await compare(scenario)

async function compare(scenario: ScenarioName): Promise<void> {
  const all: [before: Figures[], now: Figures[]][] = []
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [before, now] : [now, before]
    // S4: a process that is measured for its memory has the machine to itself.
    const groups = scenario === 'S4' ? order.map((folder) => [folder]) : [order]
    const found = new Map<string, Figures[]>()
    for (const group of groups) {
      for (const [folder, figures] of await measure(scenario, group)) found.set(folder, figures)
    }
    all.push([found.get(before)!, found.get(now)!])
  }
  console.log(`\n${scenario} ${plans[scenario].title}`)
  const sizes = [...new Set(all[0]![0].map(({ conns }) => conns))]
  for (const size of sizes) {
    for (const { key, title, compared } of plans[scenario].figures) {
      if (!compared) continue
      const pairs = all.map((pair) =>
        pair.map((figures) =>
          median(figures.filter(({ conns }) => conns === size).map((of) => of[key]!)),
        ),
      )
      const ratios = pairs.map(([was, is]) => is! / was!).toSorted((a, b) => a - b)
      const figure = (at: 0 | 1): string => median(pairs.map((pair) => pair[at]!)).toFixed(1)
      const range = `${ratios[0]!.toFixed(2)} to ${ratios.at(-1)!.toFixed(2)}`
      const name = `${sizes.length > 1 ? `${size}: ` : ''}${title}`.padEnd(20)
      const ratio = median(ratios).toFixed(3)
      console.log(`  ${name} before ${figure(0)}, now ${figure(1)}: ${ratio} (${range})`)
    }
  }
}

/** @returns the slices of each folder's bench. */
async function measure(
  scenario: ScenarioName,
  folders: readonly string[],
): Promise<Map<string, Figures[]>> {
  const benches = new Map(
    folders.map((folder) => [new Bench('overwire', scenario, folder), folder]),
  )
  const pace = { warmSeconds: 3, slices, sliceSeconds: 1 }
  const measured = await measureInTurn(scenario, [...benches.keys()], pace, (bench, error) => {
    for (const one of benches.keys()) one.close()
    throw new Error(`${benches.get(bench)}: ${error.message}`)
  })
  return new Map([...measured].map(([bench, figures]) => [benches.get(bench)!, figures]))
}
