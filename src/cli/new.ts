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
import { checkExample, useExample } from './example-project.ts'
import { checkHost, serveIn } from './host-server.ts'
import { readArguments } from './options.ts'
import { checkCss, useTailwind } from './project-css.ts'

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))

const options = ['template', 'host', 'css', 'example']

/** Writes the files of a template into a folder that is new or empty. */
export async function newProject(words: string[]): Promise<void> {
  const given = readArguments('new', words, { options, words: 1 })
  const [folder] = given.plain
  if (folder === undefined) {
    const fix = 'Write overwire new my-app.'
    throw fail('E_COMMAND_LINE', 'overwire new needs the name of a folder.', fix)
  }
  const to = resolve(folder)
  if (existsSync(to) && (!statSync(to).isDirectory() || readdirSync(to).length > 0)) {
    throw fail('E_COMMAND_LINE', `${to} is not an empty folder.`, 'Choose another name.')
  }
  const name = given.text('template') ?? 'minimal'
  const template = templateOf(name)
  const example = given.text('example')
  if (example !== undefined) checkExample(example)
  const host = given.text('host') ?? 'node'
  checkHost(host)
  const css = given.text('css') ?? 'plain'
  checkCss(css)
  if (example !== undefined && (name !== 'minimal' || css !== 'plain')) {
    const fix = 'Leave out --template and --css.'
    throw fail('E_COMMAND_LINE', 'An example has pages and styles of its own.', fix)
  }
  try {
    cpSync(template, to, { recursive: true })
  } catch (error) {
    const fix = 'Choose another name.'
    throw fail('E_COMMAND_LINE', `${to} can't be made: ${(error as Error).message}.`, fix)
  }
  // Packages can't carry all files whose names begin with a dot.
  for (const name of ['gitignore', 'dockerignore']) renameSync(join(to, name), join(to, `.${name}`))
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as {
    version: string
  }
  const file = join(to, 'package.json')
  const text = readFileSync(file, 'utf8')
    .replace('"NAME"', JSON.stringify(nameOf(to)))
    .replace('"VERSION"', `"^${version}"`)
  writeFileSync(file, text)
  if (example !== undefined) useExample(example, to)
  if (host !== 'node') serveIn(host, to)
  if (css === 'tailwind') useTailwind(name, to)
  process.stdout.write(
    `${folder} is there. Next:\n\n  cd ${quoted(folder)}\n  npm install\n  npm run dev\n`,
  )
}

function templateOf(name: string): string {
  const folder = join(packageFolder, 'templates')
  const names = readdirSync(folder)
  if (names.includes(name)) return join(folder, name)
  const fix = `There are: ${names.join(', ')}.`
  throw fail('E_COMMAND_LINE', `There is no template "${name}".`, fix)
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./~+@:-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}

/** A folder's name as npm takes it. */
function nameOf(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._~-]+/g, '-')
    .replace(/^[._-]+/, '')
  return name || 'app'
}
