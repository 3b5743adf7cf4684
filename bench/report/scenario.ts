/** The table of one scenario: medians, ratios to raw-ws, and overwire's ratios to each peer. */
import type { Result } from '../result.ts'
import type { Figure, ScenarioPlan } from '../scenarios.ts'
import { columns, number, ratio } from './columns.ts'

export function scenarioTable(name: string, plan: ScenarioPlan, results: Result[]): string {
  const sizes = [...new Set(results.map((result) => result.conns))]
  const compared = plan.figures.filter((figure) => figure.compared)
  const lines = [`\n${name}: ${plan.title}`]
  for (const conns of sizes) {
    const ofSize = results.filter((result) => result.conns === conns)
    lines.push(columns([header(plan, compared), ...ofSize.map((r) => row(plan, r, ofSize))]))
    lines.push(...comparisons(compared, ofSize))
  }
  return lines.join('\n')
}

function header(plan: ScenarioPlan, compared: Figure[]): string[] {
  const hasRaw = plan.frameworks.includes('raw-ws')
  const ratios = hasRaw ? compared.map((figure) => `${figure.title} / raw`) : []
  return ['', ...plan.figures.map((figure) => figure.title), ...ratios]
}

function row(plan: ScenarioPlan, result: Result, all: Result[]): string[] {
  const cells = plan.figures.map((figure) => number(result[figure.key], figure.digits))
  if (!plan.frameworks.includes('raw-ws')) return [result.framework, ...cells]
  const raw = all.find(({ framework }) => framework === 'raw-ws')
  const compared = plan.figures.filter((figure) => figure.compared)
  const ratios = compared.map(({ key }) => ratio(result[key], raw?.[key]))
  return [result.framework, ...cells, ...ratios]
}

function comparisons(compared: Figure[], results: Result[]): string[] {
  const own = results.find(({ framework }) => framework === 'overwire')
  const peers = results.filter(({ framework }) => framework !== 'overwire')
  if (!own || peers.length === 0) return []
  return compared.map(({ key, title }) => {
    const parts = peers.map((peer) => `${ratio(own[key], peer[key])} ${peer.framework}`)
    return `  overwire's ${title}: ${parts.join(', ')}`
  })
}
