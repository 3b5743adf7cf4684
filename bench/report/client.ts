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
export function clientGoals(results: readonly ClientResult[]): string {
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
