/** The table of the browser bench: script time and time with layout, beside hand-written code. */
import type { TechniqueName } from '../client/material.ts'
import { columns, number, ratio } from './columns.ts'

export interface ClientResult {
  technique: TechniqueName
  operation: string
  rows: number
  script_ms: number
  layout_ms: number
}

const YARDSTICK = 'hand-written'

export function clientTable(size: number, results: readonly ClientResult[]): string {
  const ofSize = results.filter(({ rows }) => rows === size)
  const techniques = [...new Set(ofSize.map(({ technique }) => technique))]
  const operations = [...new Set(ofSize.map(({ operation }) => operation))]
  const header = ['', ...techniques.flatMap((t) => [t, `/ ${YARDSTICK}`])]
  const rows = operations.map((operation) => {
    const base = find(ofSize, YARDSTICK, operation)
    const cells = techniques.flatMap((technique) => {
      const result = find(ofSize, technique, operation)
      if (!result) return ['–', '–']
      return [times(result), ratio(result.script_ms, base?.script_ms)]
    })
    return [operation, ...cells]
  })
  const title = `\n${number(size, 0)} rows: ms of script | with layout, and the ratio of script`
  return `${title}\n${columns([header, ...rows])}`
}

/** At most 2.0 × hand-written code; a single change at least 10 × faster than morphdom. */
export function clientGoals(measured: readonly ClientResult[]): string {
  const results = withAdoption(measured)
  const rows = results
    .filter(({ technique }) => technique === 'overwire')
    .map((own) => {
      const ofSize = results.filter((result) => result.rows === own.rows)
      const base = find(ofSize, YARDSTICK, own.operation)
      return verdict(`${own.operation}, ${number(own.rows, 0)} rows`, own, base, (r) => r <= 2)
    })
  const single = results.find((r) => r.technique === 'overwire' && r.operation === SINGLE)
  const morphed = results.find((r) => r.technique === 'morphdom' && r.operation === SINGLE)
  if (single) rows.push(verdict('morphdom beside a single change', morphed, single, (r) => r >= 10))
  const text = 'at most 2.0 × hand-written script time; a single change 10 × faster than morphdom'
  return `\nGoals: ${text}\n${rows.length > 0 ? columns(rows) : '  not measured'}`
}

/**
 * Who adopts a page lazily pays at the first change, so the goal is for both together. Beside each
 * other they say what is paid when.
 */
function withAdoption(results: readonly ClientResult[]): ClientResult[] {
  const sums = results.flatMap((adopted) => {
    if (adopted.operation !== ADOPT) return []
    const change = find(results, adopted.technique, FIRST_CHANGE)
    if (!change) return []
    const script_ms = adopted.script_ms + change.script_ms
    const layout_ms = adopted.layout_ms + change.layout_ms
    return [{ ...adopted, operation: 'adopt and first change', script_ms, layout_ms }]
  })
  const parts = [ADOPT, FIRST_CHANGE]
  return [...results.filter(({ operation }) => !parts.includes(operation)), ...sums]
}

const ADOPT = 'adopt a served page'
const FIRST_CHANGE = 'first change after adopting'
const SINGLE = 'change one cell'

function verdict(
  text: string,
  own: ClientResult | undefined,
  base: ClientResult | undefined,
  met: (ratio: number) => boolean,
): string[] {
  if (!own || !base) return [text, 'not measured', '']
  const isMet = met(own.script_ms / base.script_ms)
  return [text, isMet ? 'met' : 'MISSED', ratio(own.script_ms, base.script_ms)]
}

function times({ script_ms: script, layout_ms: layout }: ClientResult): string {
  return `${number(script, script < 1 ? 3 : 1)} | ${number(layout, 1)}`
}

function find(
  results: readonly ClientResult[],
  technique: TechniqueName,
  operation: string,
): ClientResult | undefined {
  return results.find((r) => r.technique === technique && r.operation === operation)
}
