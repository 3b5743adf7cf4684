/** `overwire generate`: writes views, tables, accounts and their tests into a project. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../base/errors.ts'
import { crudFields, crudLines } from './crud-fields.ts'
import { classOf, nameParts, pluralOf, renamed, singularOf } from './generated-names.ts'
import { filled } from './marks.ts'
import { readArguments } from './options.ts'
import { inStyleOf } from './project-css.ts'

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))
/** The files of a log-in are those of the template. */
const TEMPLATE = join(packageFolder, 'templates/app')
const ACCOUNTS = ['accounts.ts', 'accounts.test.ts', 'passwords.ts', 'people.ts']
const DATABASE = 'database.ts'
/** What a blueprint says of itself; not written. */
const NEXT = 'next.txt'

/** Words that the files of a crud have for something else. */
const TAKEN = ['app', 'database', 'form-field', 'live-view', 'page', 'row', 'text']

/** A file to write. */
interface Source {
  name: string
  text: string
}

/** What can be written, by its name behind `overwire generate`. */
const kinds: Record<string, (folder: string, words: string[]) => void> = { view, crud, auth }

/** Writes the files; none of them may be there. */
export async function generate(words: string[]): Promise<void> {
  const { plain, text } = readArguments('generate', words, { options: ['folder'], words: Infinity })
  const [what = '', ...rest] = plain
  const write = Object.hasOwn(kinds, what) ? kinds[what] : undefined
  if (write === undefined) {
    const got = plain.length > 0 ? plain.join(' ') : 'nothing'
    const expected = 'overwire generate: expected "view", "crud" or "auth"'
    const fix = 'Write overwire generate view photo-board.'
    throw fail('E_COMMAND_LINE', `${expected}, got ${got}.`, fix)
  }
  const folder = resolve(text('folder') ?? '.')
  if (!existsSync(folder))
    throw fail('E_COMMAND_LINE', `There is no folder ${folder}.`, 'Make it first.')
  write(folder, rest)
}

function view(folder: string, words: string[]): void {
  const parts = nameParts(oneOf(words, 'view', 'view photo-board'))
  if (words.length > 1) throw tooMuch(words[1]!, 'view photo-board')
  const sources = blueprint('view', parts)
  writeNew(folder, sources)
  say(sources, 'view', parts)
}

function crud(folder: string, words: string[]): void {
  const example = 'crud product name:string price:number'
  const parts = singularOf(nameParts(oneOf(words, 'crud', example)))
  if (TAKEN.includes(parts.join('-')))
    throw fail('E_COMMAND_LINE', `A crud can't be named "${words[0]}".`, 'Choose another name.')
  const fields = crudFields(words.slice(1))
  const title = fields.find(({ kind }) => kind === 'string')!
  const many = classOf(pluralOf(parts))
  const hasLogin = existsSync(join(folder, 'accounts.ts'))
  const lines: Record<string, string[]> = {
    ...crudLines(fields, many[0]!.toLowerCase() + many.slice(1)),
    login: hasLogin ? ['static override loginRequired = true'] : [],
    user: [`const visitor = ${hasLogin ? "{ as: { id: 1, email: 'ann@example.com' } }" : '{}'}`],
  }
  const own = blueprint('crud', parts).map(({ name, text }) => ({
    name,
    text: filled(text, lines)
      .replace('real, ', fields.some(({ kind }) => kind === 'number') ? 'real, ' : '')
      .replaceAll('row.title', `row.${title.name}`)
      .replaceAll('TITLE_NAME', title.name)
      .replaceAll('TITLE_LABEL', title.label),
  }))
  const sources = [...own, ...missingDatabase(folder)]
  writeNew(folder, sources)
  say(sources, 'crud', parts)
  sayWhoMay({ hasLogin, file: renamed('photo-boards.ts', parts) })
}

/** It depends on what the project had: the same command protects the page, or leaves it open. */
function sayWhoMay({ hasLogin, file }: { hasLogin: boolean; file: string }): void {
  const login = 'static override loginRequired = true'
  process.stdout.write(
    hasLogin
      ? `\nVisitors must be logged in: "${login}" in ${file} says so.\n`
      : `\nEverybody can change its rows. To ask for a log-in, run "npx overwire generate auth", and add\n"${login}" to the class in ${file}.\n`,
  )
}

function auth(folder: string, words: string[]): void {
  if (words.length > 0) throw tooMuch(words[0]!, 'auth')
  const sources = [...ACCOUNTS.map(ofTemplate), ...missingDatabase(folder)]
  writeNew(folder, sources)
  say(sources, 'auth', [])
}

/** The connection to the database, for a project without one. */
function missingDatabase(folder: string): Source[] {
  return existsSync(join(folder, DATABASE)) ? [] : [ofTemplate(DATABASE)]
}

function ofTemplate(name: string): Source {
  return { name, text: readFileSync(join(TEMPLATE, name), 'utf8') }
}

function blueprint(kind: string, parts: readonly string[]): Source[] {
  const folder = join(packageFolder, 'blueprints', kind)
  const files = readdirSync(folder).filter((file) => file !== NEXT)
  return files.map((file) => ({
    name: renamed(file, parts),
    text: renamed(readFileSync(join(folder, file), 'utf8'), parts),
  }))
}

function oneOf(words: readonly string[], what: string, example: string): string {
  if (words[0] !== undefined) return words[0]
  const fix = `Write overwire generate ${example}.`
  throw fail('E_COMMAND_LINE', `overwire generate ${what} needs a name.`, fix)
}

function tooMuch(word: string, example: string): Error {
  const fix = `Write overwire generate ${example}.`
  return fail('E_COMMAND_LINE', `overwire generate got also "${word}".`, fix)
}

/** @throws LiveError E_COMMAND_LINE when one of them is there. */
function writeNew(folder: string, sources: readonly Source[]): void {
  for (const { name } of sources) {
    if (!existsSync(join(folder, name))) continue
    throw fail('E_COMMAND_LINE', `${name} is there already.`, 'Choose another name, or remove it.')
  }
  for (const { name, text } of sources) writeFileSync(join(folder, name), inStyleOf(folder, text))
}

/** Says what was written, and what is to do next: the blueprint's own words. */
function say(sources: readonly Source[], kind: string, parts: readonly string[]): void {
  const names = sources.map(({ name }) => name)
  const next = readFileSync(join(packageFolder, 'blueprints', kind, NEXT), 'utf8')
  const words = parts.length > 0 ? renamed(next, parts) : next
  process.stdout.write(`${names.slice(0, -1).join(', ')} and ${names.at(-1)} are there. ${words}`)
  // A project without a database has none of its packages.
  if (!names.includes(DATABASE)) return
  process.stdout.write('\nTheir packages: npm install drizzle-orm @libsql/client zod\n')
}
