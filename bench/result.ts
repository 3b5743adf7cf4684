/** One line of bench/results/latest.json: the medians of one framework in one scenario. */
import type { Figures, FrameworkName, ScenarioName } from './measure/job.ts'
import { median } from './measure/latency.ts'

export interface Result {
  framework: FrameworkName
  scenario: ScenarioName
  conns: number
  [figure: string]: number | string
}

/** S4 has a result for each of its sizes, all others have one. */
export function medians(
  framework: FrameworkName,
  scenario: ScenarioName,
  slices: readonly Figures[],
): Result[] {
  const sizes = [...new Set(slices.map(({ conns }) => conns))]
  return sizes.map((conns) => {
    const ofSize = slices.filter((figures) => figures.conns === conns)
    const result: Result = { framework, scenario, conns }
    for (const key of Object.keys(ofSize[0]!)) {
      result[key] = rounded(median(ofSize.map((figures) => figures[key]!)))
    }
    return result
  })
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000
}
