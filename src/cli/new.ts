/** `overwire new`: begins a project from a template of this package. */
import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../base/errors.ts'
import { readArguments } from './options.ts'

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))

/** Writes the files of a template into a folder that is new or empty. */
export async function newProject(words: string[]): Promise<void> {
  const given = readArguments('new', words, ['template'])
  const [folder, other] = given.plain
  if (folder === undefined) {
    const fix = 'Write overwire new my-app.'
    throw fail('E_COMMAND_LINE', 'overwire new needs the name of a folder.', fix)
  }
  if (other !== undefined) {
    const fix = 'A name with spaces stands in quotes.'
    throw fail('E_COMMAND_LINE', `overwire new takes one name, got also "${other}".`, fix)
  }
  const to = resolve(folder)
  if (existsSync(to) && (!statSync(to).isDirectory() || readdirSync(to).length > 0)) {
    throw fail('E_COMMAND_LINE', `${to} is not an empty folder.`, 'Choose another name.')
  }
  cpSync(templateOf(given.text('template') ?? 'minimal'), to, { recursive: true })
  // Packages can't carry a file of that name.
  renameSync(join(to, 'gitignore'), join(to, '.gitignore'))
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const file = join(to, 'package.json')
  const text = readFileSync(file, 'utf8')
    .replace('"NAME"', JSON.stringify(nameOf(to)))
    .replace('"VERSION"', `"^${version}"`)
  writeFileSync(file, text)
  process.stdout.write(
    `${folder} is there. Next:\n\n  cd ${folder}\n  npm install\n  npm run dev\n`,
  )
}

function templateOf(name: string): string {
  const folder = join(packageFolder, 'templates')
  const names = readdirSync(folder)
  if (names.includes(name)) return join(folder, name)
  const fix = `There are: ${names.join(', ')}.`
  throw fail('E_COMMAND_LINE', `There is no template "${name}".`, fix)
}

/** A folder's name as npm takes it. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[._-]+/, '')
  return name || 'app'
}
