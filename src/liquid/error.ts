/** Errors of Liquid with file, line, column and the lines around, as the rest of the package shows them. */
import { LiquidError } from 'liquidjs'
import type { Token } from 'liquidjs'
import { fail, LiveError } from '../base/errors.ts'
import { shortName } from './files.ts'

/** The error to throw for what was caught at a token. An error that names its place stays as it is. */
export function liquidError(error: unknown, token: Token | null): LiveError {
  if (error instanceof LiveError) return error
  const own = LiquidError.is(error) ? (error as LiquidError & { token?: Token }).token : undefined
  const message = error instanceof Error ? error.message : String(error)
  // Liquid adds its own name of the place to the first line.
  const bare = message.replace(/, file:.*$/s, '').replace(/, line:\d+, col:\d+$/s, '')
  return fail('E_LIQUID', describeToken(own ?? token), `${sentence(bare)}`)
}

function sentence(text: string): string {
  const filter = /^undefined filter: (\S+)/.exec(text)
  if (filter)
    return `There is no filter ${filter[1]}. Add it: liquid({ filters: { ${filter[1]}: … } }).`
  const tag = /^tag "(.*)" not found/.exec(text)
  if (tag) return `There is no tag {% ${tag[1]} %}.`
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** The place as `views/counter.liquid, line 3, column 7` with the lines around it. */
export function describeToken(token: Token | null): string {
  if (token === null) return 'a template'
  const [line, column] = token.getPosition() as [number, number]
  const lines = token.input.split('\n')
  const from = Math.max(0, line - 2)
  const excerpt = lines
    .slice(from, line + 1)
    .map((text, i) => `  ${from + i + 1 === line ? '>' : ' '} ${text.slice(0, 120)}`)
  const file = token.file === undefined ? 'a template' : shortName(token.file)
  return [`${file}, line ${line}, column ${column}:`, ...excerpt].join('\n  ')
}
