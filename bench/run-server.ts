/**
 * The server bench: every scenario, for every framework that takes part, in one run. The
 * frameworks take turns within a scenario, so that a slow minute of the machine hits all alike.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { buildPrograms, runJob } from './lab.ts'
import { machine } from './machine.ts'
import { frameworkNames, scenarioNames, type Result, type ScenarioName } from './measure/job.ts'
import { median } from './measure/latency.ts'
import { chosen, readOptions } from './options.ts'
import { goalsTable } from './report/goals.ts'
import { scenarioTable } from './report/scenario.ts'
import { plans } from './scenarios.ts'

const options = readOptions()
const scenarios = chosen(options.only, scenarioNames)
const frameworks = chosen(options.frameworks, frameworkNames)
const length = options.quick
  ? { warmSeconds: 1, seconds: 2, publishes: 30, joins: 50 }
  : { warmSeconds: 3, seconds: 10, publishes: 30, joins: 50 }
const failures: string[] = []

await buildPrograms(frameworks)
const all: Result[] = []
for (const scenario of scenarios) {
  const results = await measure(scenario)
  all.push(...results)
  console.log(scenarioTable(scenario, plans[scenario], results))
}
console.log(goalsTable(all))
console.log('\nS5shared is left out until views can be shared.')
writeResults()
for (const failure of failures) console.error(`\nFAILED ${failure}`)
process.exitCode = failures.length > 0 ? 1 : 0

async function measure(scenario: ScenarioName): Promise<Result[]> {
  const runs: Result[] = []
  for (let round = 0; round < options.rounds; round++) {
    for (const framework of plans[scenario].frameworks) {
      if (!frameworks.includes(framework)) continue
      progress(`${scenario} ${framework} (round ${round + 1} of ${options.rounds})`)
      try {
        runs.push(...(await runJob({ framework, scenario, ...length })))
      } catch (error) {
        failures.push(`${scenario} ${framework}: ${(error as Error).message}`)
      }
    }
  }
  progress('')
  return medians(runs)
}

/** One result for each framework and size, with the median of each figure. */
function medians(runs: readonly Result[]): Result[] {
  const groups = new Map<string, Result[]>()
  for (const run of runs) {
    const name = `${run.framework} ${run.conns}`
    groups.set(name, [...(groups.get(name) ?? []), run])
  }
  return [...groups.values()].map((group) => {
    const result: Result = { ...group[0]! }
    for (const key of Object.keys(result)) {
      if (typeof result[key] !== 'number') continue
      result[key] = rounded(median(group.map((run) => run[key] as number)))
    }
    return result
  })
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Only a complete run replaces the published results. */
function writeResults(): void {
  const complete = scenarios.length === scenarioNames.length
  const name = complete && frameworks.length === frameworkNames.length ? 'latest' : 'partial'
  const folder = new URL('results/', import.meta.url)
  mkdirSync(folder, { recursive: true })
  const { rounds } = options
  const run = { rounds, warm_s: length.warmSeconds, measured_s: length.seconds }
  const lines = [...all, { machine: machine(), run }].map((entry) => `  ${JSON.stringify(entry)}`)
  writeFileSync(new URL(`${name}.json`, folder), `[\n${lines.join(',\n')}\n]\n`)
  console.log(`\nWritten to bench/results/${name}.json`)
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`)
}
