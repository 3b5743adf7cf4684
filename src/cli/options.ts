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

/** Options of the commands that reach the processes of an app. */
const reaching = ['redis', 'nats', 'prefix']

/** True for a command that reaches the processes of an app, and is told where they meet. */
export function reaches(command: string): boolean {
  return ['worker', 'push', 'trigger', 'flash', 'failed', 'retry'].includes(command)
}

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

/** What a command takes. */
export interface Takes {
  /** Names of its own options. Default: none. */
  options?: readonly string[]
  /** Names of those without a value, which the command reads itself. Default: none. */
  flags?: readonly string[]
  /** The most words without a dash. */
  words: number
}

/** @throws LiveError E_COMMAND_LINE for options that the command does not have, and for more words than it takes. */
export function readArguments(
  command: string,
  words: string[],
  { options: own = [], flags = [], words: most }: Takes,
): Arguments {
  const known = [...own, ...(reaches(command) ? reaching : [])]
  const options = Object.fromEntries(
    known.map((name) => [name, { type: 'string' as const, multiple: true }]),
  )
  let read: { values: Record<string, unknown>; positionals: string[] }
  try {
    read = parseArgs({ args: inOrder(words), options, allowPositionals: true })
  } catch (error) {
    const names = [...known, ...flags].map((name) => `--${name}`).join(', ')
    throw fail(
      'E_COMMAND_LINE',
      `overwire ${command}: ${(error as Error).message.split('. To specify')[0]}.`.replace(
        '..',
        '.',
      ),
      names ? `It has ${names}.` : 'It has no options.',
    )
  }
  const extra = read.positionals[most]
  if (extra !== undefined) {
    const number = ['no words', 'one word', 'two words'][most] ?? `${most} words`
    throw fail(
      'E_COMMAND_LINE',
      `overwire ${command} takes ${number} beside its options, got also "${extra}".`,
      'Put a text with spaces into quotes.',
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
