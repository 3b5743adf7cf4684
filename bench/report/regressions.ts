/**
 * Ratios to raw-ws of this run beside those of the published one, which was as short: what fell by more than so much is
 * named.
 */
import { readFileSync } from 'node:fs'
import type { Result } from '../result.ts'
import { plans } from '../scenarios.ts'

/** The part of a ratio that it may get worse. */
const WORSE = 0.15

/** @returns a line for each ratio, and whether one fell. */
export function regressions(results: readonly Result[]): { lines: string[]; hasFallen: boolean } {
  const file = new URL('../results/check.json', import.meta.url)
  const published = JSON.parse(readFileSync(file, 'utf8')) as Result[]
  const lines: string[] = []
  let hasFallen = false
  for (const { scenario, conns, framework } of results) {
    if (framework !== 'overwire') continue
    for (const { key, title, compared } of plans[scenario].figures) {
      if (!compared || !title.startsWith('CPU')) continue
      const [was, is] = [published, results].map((all) => {
        const of = (name: string): number | undefined =>
          all.find((one) => isSame(one, { framework: name, scenario, conns }))?.[key] as number
        return (of('overwire') ?? NaN) / (of('raw-ws') ?? NaN)
      }) as [number, number]
      const isWorse = is > was * (1 + WORSE)
      hasFallen ||= isWorse
      const verdict = isWorse ? '  WORSE' : ''
      lines.push(
        `${scenario} ${title}: ${is.toFixed(2)} × raw, ${was.toFixed(2)} published${verdict}`,
      )
    }
  }
  return { lines, hasFallen }
}

type Key = Pick<Result, 'scenario' | 'conns'> & { framework: string }

function isSame(one: Key, { framework, scenario, conns }: Key): boolean {
  return one.framework === framework && one.scenario === scenario && one.conns === conns
}
