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
import { measureInTurn } from './turns.ts'
import { medians, type Result } from './result.ts'
import { plans } from './scenarios.ts'

const options = readOptions()
const scenarios = chosen(options.only, scenarioNames)
const frameworks = chosen(options.frameworks, frameworkNames)
const pace = options.quick
  ? { warmSeconds: 1, slices: 4, sliceSeconds: 0.5, memoryRounds: 1, loadSeconds: 5 }
  : { warmSeconds: 3, slices: 10, sliceSeconds: 1, memoryRounds: 3, loadSeconds: 30 }
const failures: string[] = []

await buildPrograms(frameworks)
const all: Result[] = []
for (const scenario of scenarios) {
  const results = await measure(scenario)
  all.push(...results)
  console.log(scenarioTable(scenario, plans[scenario], results))
}
console.log(goalsTable(all))
if (options.check && !options.publish) check()
writeResults()
for (const failure of failures) console.error(`\nFAILED ${failure}`)
if (failures.length > 0) process.exitCode = 1

async function measure(scenario: ScenarioName): Promise<Result[]> {
  const names = plans[scenario].frameworks.filter((name) => frameworks.includes(name))
  const measured =
    scenario === 'S4' ? await measureAlone(names) : await measureTogether(scenario, names)
  return [...measured].flatMap(([name, figures]) => medians(name, scenario, figures))
}

type Measured = Map<FrameworkName, Figures[]>

/** S4: a process that is measured for its memory has the machine's to itself, and is used once. */
async function measureAlone(names: readonly FrameworkName[]): Promise<Measured> {
  const measured: Measured = new Map()
  for (let round = 0; round < pace.memoryRounds; round++) {
    for (const name of names) {
      const figures = (await measureTogether('S4', [name])).get(name) ?? []
      measured.set(name, [...(measured.get(name) ?? []), ...figures])
    }
  }
  return measured
}

async function measureTogether(
  scenario: ScenarioName,
  names: readonly FrameworkName[],
): Promise<Measured> {
  const benches = names.map((name) => new Bench(name, scenario))
  const sliceSeconds = scenario === 'S10' ? pace.loadSeconds : pace.sliceSeconds
  const measured = await measureInTurn(
    scenario,
    benches,
    { ...pace, sliceSeconds },
    (bench, error) => failures.push(`${scenario} ${bench.framework}: ${error.message}`),
  )
  return new Map([...measured].map(([bench, figures]) => [bench.framework, figures]))
}

function check(): void {
  const { lines, hasFallen } = regressions(all)
  console.log(`\nBeside the published figures\n${lines.map((line) => `  ${line}`).join('\n')}`)
  if (hasFallen) process.exitCode = 1
}

/** Only a complete run replaces the published results. */
function writeResults(): void {
  const complete = scenarios.length === scenarioNames.length
  const isWhole = complete && frameworks.length === frameworkNames.length
  const name = options.publish ? 'check' : isWhole ? 'latest' : 'partial'
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const provenance = { machine: machine(), quick: options.quick }
  const lines = [...all, provenance].map((entry) => `  ${JSON.stringify(entry)}`)
  writeFileSync(new URL(`${name}.json`, folder), `[\n${lines.join(',\n')}\n]\n`)
  console.log(`\nWritten to bench/results/${name}.json`)
}
