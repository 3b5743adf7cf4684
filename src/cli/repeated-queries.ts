/**
 * `overwire check` looks for N+1 queries here: views and handlers that ask a database once for each row of a loop. It
 * reads source text, knows the words of Drizzle, Prisma, TypeORM and SQL clients, and stays silent where it is not sure.
 */
import { codeOf } from './code-text.ts'

/** A query in a loop. */
export interface RepeatedQuery {
  /** The line of the query, from 1. */
  line: number
  /** What is called, such as `select`. */
  call: string
}

/** Where what views and handlers do begins: its next bracket holds it. */
const OWNERS =
  /\bextends\s+(?:LiveView|LiveComponent)\b[^{]*|\b(?:liveviewHandler|signal)\s*(?=\()/g
/** Loops over rows. Those that count, and those over a list that is written there, know how often they run. */
const LOOPS = /\bfor\s*(?:await\s*)?(?=\()|\.(?:map|flatMap|forEach)\s*(?=\(\s*async\b)/g
const ROWS = /\s(?:of(?!\s*\[)|in)\s/
const QUERIES =
  /\.(select|selectDistinct|findFirst|findMany|findUnique\w*|findOne\w*|findBy\w*|findByPk|\$count|\$queryRaw|query|execute)\s*[(`]/g
/** One of these asks for many rows at once. */
const MANY = /\binArray\s*\(|\bin:\s|\bIn\(|\bany\s*\(|\bin\s*\(/i

/** @param source a module, with its types or without. A comment with "N+1" at the query or its loop says that it is meant. */
export function repeatedQueries(source: string): RepeatedQuery[] {
  const code = codeOf(source)
  const found = new Map<number, RepeatedQuery>()
  for (const owner of code.matchAll(OWNERS)) {
    const [begin, end] = ownedAt(code, owner.index + owner[0].length)
    for (const loop of code.slice(begin, end).matchAll(LOOPS)) {
      const at = begin + loop.index
      const body = bodyOf(code, at + loop[0].length, loop[0])
      if (body === undefined) continue
      const query = queryIn(source, code, body, loop[0].startsWith('for'))
      if (query === undefined || isMeant(source, [at, query.index])) continue
      const line = lineAt(source, query.index)
      found.set(line, { line, call: query.call })
    }
  }
  return [...found.values()]
}

/** The body of a class, behind its type arguments, or the arguments of a call. */
function ownedAt(code: string, from: number): Range {
  const range = bracketAt(code, from)
  const isType = /^(?:\[\])*\s*[>,&|]/.test(code.slice(range[1]))
  return isType ? ownedAt(code, range[1]) : range
}

type Range = readonly [begin: number, end: number]

/** What runs for each row. undefined: the loop is not over rows. */
function bodyOf(code: string, open: number, loop: string): Range | undefined {
  const head = bracketAt(code, open)
  if (loop.startsWith('.')) return head
  if (!ROWS.test(code.slice(...head))) return undefined
  const next = head[1] + /^\s*/.exec(code.slice(head[1]))![0].length
  if (code[next] === '{') return bracketAt(code, next)
  const end = code.indexOf('\n', next)
  return [next, end < 0 ? code.length : end]
}

/** The first query of a body that is awaited; a function of `map` hands its own on. */
function queryIn(
  source: string,
  code: string,
  [begin, end]: Range,
  isFor: boolean,
): { index: number; call: string } | undefined {
  for (const match of code.slice(begin, end).matchAll(QUERIES)) {
    const index = begin + match.index
    const statement = /[^;{}]*$/.exec(code.slice(begin, index))![0]
    const isAwaited = /\bawait\b/.test(statement)
    if (isFor && !isAwaited) continue
    const rest = source.slice(index, end).split(/;|\bawait\b|\n\s*\n/)[0]!
    if (MANY.test(rest)) continue
    const call = match[1]!
    const isSql = call !== 'query' && call !== 'execute'
    if (isSql || /^[^)]*\bselect\b/i.test(rest)) return { index, call }
  }
  return undefined
}

/** The bracket that opens at or behind a place, up to the one that closes it. */
function bracketAt(code: string, from: number): Range {
  const begin = from + Math.max(0, code.slice(from).search(/[({]/))
  let depth = 0
  for (let at = begin; at < code.length; at++) {
    if ('([{'.includes(code[at]!)) depth++
    else if (')]}'.includes(code[at]!) && --depth === 0) return [begin, at + 1]
  }
  return [begin, code.length]
}

/** True when a comment on one of these lines, or on the line before, says so. */
function isMeant(source: string, places: readonly number[]): boolean {
  const lines = source.split('\n')
  return places.some((place) => {
    const line = lineAt(source, place)
    return /\/\/.*N\+1/.test(`${lines[line - 2] ?? ''}\n${lines[line - 1]}`)
  })
}

function lineAt(source: string, index: number): number {
  return source.slice(0, index).split('\n').length
}
