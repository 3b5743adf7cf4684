/**
 * The server bench: every scenario, for every framework that takes part, in one run. All figures
 * are medians of slices, which the frameworks measure in turn.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { Bench, buildPrograms } from './lab.ts'
import { machine } from './machine.ts'
import {
  frameworkNames,
  scenarioNames,
  type Figures,
  type FrameworkName,
  type ScenarioName,
} from './measure/job.ts'
import { chosen, readOptions } from './options.ts'
import { goalsTable } from './report/goals.ts'
import { regressions } from './report/regressions.ts'
import { scenarioTable } from './report/scenario.ts'
import { medians, type Result } from './result.ts'
import { plans } from './scenarios.ts'

const options = readOptions()
const scenarios = chosen(options.only, scenarioNames)
const frameworks = chosen(options.frameworks, frameworkNames)
const pace = options.quick
  ? { warmSeconds: 1, slices: 4, sliceSeconds: 0.5, memoryRounds: 1, loadSeconds: 5 }
  : { warmSeconds: 3, slices: 10, sliceSeconds: 1, memoryRounds: 3, loadSeconds: 30 }
/** S5 and S7 count in times, not in seconds: 30 publishes and 50 joins over all slices. */
const counted: Partial<Record<ScenarioName, { slices: number; times: number }>> = {
  S4: { slices: 1, times: 1 },
  S5: { slices: 3, times: 10 },
  S5shared: { slices: 3, times: 10 },
  S7: { slices: 5, times: 10 },
  S9: { slices: 3, times: 1 },
  S5cluster: { slices: 3, times: 10 },
  S10: { slices: 1, times: 1 },
  S11: { slices: 3, times: 1 },
}
const failures: string[] = []

await buildPrograms(frameworks)
const all: Result[] = []
for (const scenario of scenarios) {
  const results = await measure(scenario)
  all.push(...results)
  console.log(scenarioTable(scenario, plans[scenario], results))
}
console.log(goalsTable(all))
if (options.check) check()
writeResults()
for (const failure of failures) console.error(`\nFAILED ${failure}`)
if (failures.length > 0) process.exitCode = 1

async function measure(scenario: ScenarioName): Promise<Result[]> {
  const names = plans[scenario].frameworks.filter((name) => frameworks.includes(name))
  const measured =
    scenario === 'S4' ? await measureAlone(names) : await measureInTurn(scenario, names)
  return [...measured].flatMap(([name, figures]) => medians(name, scenario, figures))
}

type Measured = Map<FrameworkName, Figures[]>

/** S4: a process that is measured for its memory has the machine's to itself, and is used once. */
async function measureAlone(names: readonly FrameworkName[]): Promise<Measured> {
  const measured: Measured = new Map()
  for (let round = 0; round < pace.memoryRounds; round++) {
    for (const name of names) {
      const figures = (await measureInTurn('S4', [name])).get(name) ?? []
      measured.set(name, [...(measured.get(name) ?? []), ...figures])
    }
  }
  return measured
}

async function measureInTurn(
  scenario: ScenarioName,
  names: readonly FrameworkName[],
): Promise<Measured> {
  const { slices, times } = counted[scenario] ?? { slices: pace.slices, times: 0 }
  const measured: Measured = new Map()
  const benches = new Set(names.map((name) => new Bench(name, scenario)))
  /** One step for each bench in turn; a bench that fails leaves the scenario. */
  const forEach = async (step: (bench: Bench) => Promise<unknown>): Promise<void> => {
    for (const bench of benches) {
      try {
        await step(bench)
      } catch (error) {
        failures.push(`${scenario} ${bench.framework}: ${(error as Error).message}`)
        benches.delete(bench)
        measured.delete(bench.framework)
        bench.close()
      }
    }
  }

  await forEach((bench) => bench.prepare(scenario))
  if (scenario !== 'S4') await forEach((bench) => bench.slice(pace.warmSeconds, times))
  for (let i = 0; i < slices; i++) {
    await forEach(async (bench) => {
      const seconds = scenario === 'S10' ? pace.loadSeconds : pace.sliceSeconds
      const figures = await bench.slice(seconds, times)
      measured.set(bench.framework, [...(measured.get(bench.framework) ?? []), ...figures])
    })
  }
  await forEach((bench) => bench.finish())
  for (const bench of benches) bench.close()
  return measured
}

function check(): void {
  const { lines, hasFallen } = regressions(all)
  console.log(`\nBeside the published figures\n${lines.map((line) => `  ${line}`).join('\n')}`)
  if (hasFallen) process.exitCode = 1
}

/** Only a complete run replaces the published results. */
function writeResults(): void {
  const complete = scenarios.length === scenarioNames.length
  const name = complete && frameworks.length === frameworkNames.length ? 'latest' : 'partial'
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const provenance = { machine: machine(), quick: options.quick }
  const lines = [...all, provenance].map((entry) => `  ${JSON.stringify(entry)}`)
  writeFileSync(new URL(`${name}.json`, folder), `[\n${lines.join(',\n')}\n]\n`)
  console.log(`\nWritten to bench/results/${name}.json`)
}
