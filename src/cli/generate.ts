/** `overwire generate`: writes a view and its test into a project. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../base/errors.ts'
import { readArguments } from './options.ts'

/** Sources of a view that is called as below. */
const BLUEPRINT = fileURLToPath(new URL('../../blueprints/view/', import.meta.url))
const FILE = 'photo-board'

/** Writes the files; none of them may be there. */
export async function generate(words: string[]): Promise<void> {
  const { plain, text } = readArguments('generate', words, { options: ['folder'], words: 2 })
  const [what, given] = plain
  if (what !== 'view' || given === undefined) {
    const got = plain.length > 0 ? plain.join(' ') : 'nothing'
    const fix = 'Write overwire generate view photo-board.'
    throw fail('E_COMMAND_LINE', `overwire generate: expected "view" and a name, got ${got}.`, fix)
  }
  const parts = partsOf(given)
  const folder = resolve(text('folder') ?? '.')
  if (!existsSync(folder))
    throw fail('E_COMMAND_LINE', `There is no folder ${folder}.`, 'Make it first.')
  const file = parts.join('-')
  const name = parts.map((part) => part[0]!.toUpperCase() + part.slice(1)).join('')
  const title = titleOf(parts)
  const named = (source: string): string =>
    source.replaceAll(FILE, file).replaceAll('PhotoBoard', name).replaceAll('Photo board', title)
  const files = readdirSync(BLUEPRINT).map((one) => ({
    path: join(folder, named(one)),
    name: named(one),
    source: named(readFileSync(join(BLUEPRINT, one), 'utf8')),
  }))
  for (const { path, name: one } of files) {
    if (!existsSync(path)) continue
    throw fail('E_COMMAND_LINE', `${one} is there already.`, 'Choose another name, or remove it.')
  }
  for (const { path, source } of files) writeFileSync(path, source)
  process.stdout.write(
    `${file}.ts and ${file}.test.ts are there. Serve the view where the app is made:\n\n` +
      `  app.live('/${file}', ${name}, { title: '${title}' })\n`,
  )
}

/** `PhotoBoard`, `photoBoard` and `photo-board` are the same. @throws LiveError E_COMMAND_LINE. */
function partsOf(given: string): string[] {
  const parts = given
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/)
  if (parts.every((part) => /^[a-z][a-z\d]*$/.test(part))) return parts
  const fix = 'Write letters and digits: overwire generate view photo-board.'
  throw fail('E_COMMAND_LINE', `A class can't be named after "${given}".`, fix)
}

function titleOf(parts: readonly string[]): string {
  const text = parts.join(' ')
  return text[0]!.toUpperCase() + text.slice(1)
}
