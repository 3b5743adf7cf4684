/** `overwire new --css`: the stylesheets of a project. Those of Tailwind are built of the classes in its pages. */
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../base/errors.ts'
import { addPackages } from './project-packages.ts'
import type { PackageFile } from './project-packages.ts'

const folder = fileURLToPath(new URL('../../blueprints/css/', import.meta.url))
const kinds = ['plain', 'tailwind']
/** Silent: any file of the project that is written makes it look again, a database too. */
const BUILD = 'tailwindcss --silent -i styles.css -o built/styles.css'
const PACKAGES = { '@tailwindcss/cli': '^4.3.0', tailwindcss: '^4.3.0' }

/** @throws LiveError E_COMMAND_LINE for a kind of styles that there is not. */
export function checkCss(css: string): void {
  if (kinds.includes(css)) return
  throw fail('E_COMMAND_LINE', `There is no css "${css}".`, `There are: ${kinds.join(', ')}.`)
}

/** Gives a new project Tailwind's classes, and what builds its stylesheet. */
export function useTailwind(template: string, project: string): void {
  const own = join(folder, template)
  if (existsSync(own)) cpSync(own, project, { recursive: true })
  cpSync(join(folder, 'styles.css'), join(project, 'styles.css'))
  for (const name of readdirSync(project)) {
    if (!name.endsWith('.ts')) continue
    const file = join(project, name)
    writeFileSync(file, withClasses(readFileSync(file, 'utf8')))
  }
  const image = join(project, 'Dockerfile')
  if (existsSync(image)) writeFileSync(image, withStage(readFileSync(image, 'utf8')))
  addPackages(project, { devDependencies: PACKAGES }, ({ dev, ...scripts }) => ({
    // Not in one line with it: a shell in between would keep signals for itself.
    predev: 'npm run build',
    dev: `${dev} --watcher "${BUILD} --watch"`,
    build: `${BUILD} --minify`,
    ...scripts,
  }))
}

/** A Dockerfile whose stylesheet is built in a stage before it. */
function withStage(dockerfile: string): string {
  const stage = readFileSync(join(folder, 'build.Dockerfile'), 'utf8')
  const copied = 'COPY . .\n'
  return `${stage}\n${dockerfile.replace(copied, `${copied}COPY --from=build /app/built ./built\n`)}`
}

/** The text of a file as this project has its classes. */
export function inStyleOf(project: string, text: string): string {
  const list = join(project, 'package.json')
  if (!existsSync(list)) return text
  const { devDependencies } = JSON.parse(readFileSync(list, 'utf8')) as PackageFile
  return devDependencies?.['@tailwindcss/cli'] ? withClasses(text) : text
}

function withClasses(text: string): string {
  const all = JSON.parse(readFileSync(join(folder, 'classes.json'), 'utf8')) as Record<
    string,
    string
  >
  return Object.entries(all).reduce((made, [from, to]) => made.replaceAll(from, () => to), text)
}
