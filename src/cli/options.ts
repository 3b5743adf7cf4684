/** Reads the words behind a command. */
import { parseArgs } from 'node:util'
import { describe, fail } from '../base/errors.ts'

/** Options by name; those that may stand several times are lists. */
export interface Arguments {
  /** Words without a dash. */
  plain: string[]
  text(name: string): string | undefined
  list(name: string): string[]
  number(name: string): number | undefined
  json(name: string): object | undefined
}

/** Options that every command has. */
const common = ['redis', 'nats', 'prefix']

/**
 * Options first, then plain words: an id or a value may begin with a single `-` (random ids
 * do). Every option of ours has two dashes and takes one value.
 */
function inOrder(words: readonly string[]): string[] {
  const options: string[] = []
  const plain: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string
    if (word === '--') return [...options, '--', ...plain, ...words.slice(at + 1)]
    if (!word.startsWith('--')) {
      plain.push(word)
      continue
    }
    const next = words[at + 1]
    const hasValue = word.includes('=') || next === undefined || next.startsWith('--')
    options.push(hasValue ? word : `${word}=${next}`)
    if (!hasValue) at += 1
  }
  return [...options, '--', ...plain]
}

/**
 * @param known names of the command's own options.
 * @throws LiveError E_COMMAND_LINE for options that it does not have.
 */
export function readArguments(
  command: string,
  words: string[],
  known: readonly string[],
): Arguments {
  const options = Object.fromEntries(
    [...known, ...common].map((name) => [name, { type: 'string' as const, multiple: true }]),
  )
  let read: { values: Record<string, unknown>; positionals: string[] }
  try {
    read = parseArgs({ args: inOrder(words), options, allowPositionals: true })
  } catch (error) {
    const names = known.map((name) => `--${name}`).join(', ')
    throw fail(
      'E_COMMAND_LINE',
      `overwire ${command}: ${(error as Error).message}`,
      `It has ${names}.`,
    )
  }
  const list = (name: string): string[] => (read.values[name] as string[] | undefined) ?? []
  const text = (name: string): string | undefined => list(name).at(-1)
  const wrong = (name: string, expected: string): Error =>
    fail('E_COMMAND_LINE', `--${name}: expected ${expected}, got ${describe(text(name))}.`, '')
  return {
    plain: read.positionals,
    text,
    list,
    number(name) {
      const value = text(name)
      if (value === undefined) return undefined
      if (!/^\d+$/.test(value)) throw wrong(name, 'a number')
      return Number(value)
    },
    json(name) {
      const value = text(name)
      if (value === undefined) return undefined
      try {
        const parsed: unknown = JSON.parse(value)
        if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed
      } catch {
        // Said below, with what was written.
      }
      throw wrong(name, 'JSON such as {"id": 7}')
    },
  }
}
