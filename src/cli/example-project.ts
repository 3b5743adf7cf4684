/** `overwire new --example`: an example of the gallery as a project of its own, below a folder of its name. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../base/errors.ts'
import { filled } from './marks.ts'
import { addPackages } from './project-packages.ts'
import type { PackageFile, PackageLists } from './project-packages.ts'

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))
const examples = join(packageFolder, 'examples')
const blueprints = join(packageFolder, 'blueprints/examples')
/** What all of them have from the gallery. */
const SHARED = ['gallery/gallery.css', 'gallery/favicon.svg', 'gallery/policy.ts']

/** What the gallery says of an example. `{ "start": "/chat", "live": { "/chat/:room": "Chat" }, … }` */
interface Example {
  title: string
  sentence: string
  /** Its first page. */
  start: string
  /** Classes of views by their paths. */
  live: Record<string, string>
  /** The function that adds its routes. */
  setUp?: string
  /** What its pages load, and what that imports. */
  assets: string[]
  libraries: string[]
}

/** @throws LiveError E_COMMAND_LINE for an example that there is not. */
export function checkExample(name: string): void {
  const names = Object.keys(readExamples())
  if (names.includes(name)) return
  const fix = `There are: ${names.join(', ')}.`
  throw fail('E_COMMAND_LINE', `There is no example "${name}".`, fix)
}

/** Puts an example in the place of a new project's own page. */
export function useExample(name: string, project: string): void {
  const example = readExamples()[name]!
  for (const file of readdirSync(project)) {
    if (file.endsWith('.ts') && file !== 'server.ts') rmSync(join(project, file))
  }
  const own = readdirSync(join(examples, name)).map((file) => `${name}/${file}`)
  const texts = new Map<string, string>()
  for (const file of [...SHARED, ...own]) copy(file, project, texts)
  for (const file of fromGallery(texts)) copy(file, project, texts)
  const lines = linesOf(example, texts)
  for (const file of ['app.ts', 'app.test.ts', 'layout.ts', 'styles.css']) {
    const text = filled(readFileSync(join(blueprints, file), 'utf8'), lines)
    writeFileSync(join(project, file), withNames(text, example))
  }
  const hasTests = [...texts.keys()].some((file) => file.endsWith('.test.ts'))
  addPackages(project, packagesOf(example, texts), ({ test, ...scripts }) => ({
    ...scripts,
    test: hasTests ? `${test} ${name}/*.test.ts` : test!,
  }))
}

/** Copies a file of the examples, unless it is a test that needs more than the app. */
function copy(file: string, project: string, texts: Map<string, string>): void {
  const text = readFileSync(join(examples, file), 'utf8')
  const needed = modulesOf(text).filter((name) => name.startsWith('../') && name !== '../app.ts')
  if (file.endsWith('.test.ts') && needed.length > 0) return
  if (file.endsWith('.ts')) texts.set(file, text)
  mkdirSync(dirname(join(project, file)), { recursive: true })
  writeFileSync(join(project, file), text)
}

/** Other modules of the gallery that these import. */
function fromGallery(texts: ReadonlyMap<string, string>): string[] {
  const found = [...texts.values()]
    .flatMap(modulesOf)
    .filter((name) => name.startsWith('../gallery/'))
  return found.map((name) => name.slice('../'.length)).filter((file) => !texts.has(file))
}

/** What a module imports. */
function modulesOf(text: string): string[] {
  return [...text.matchAll(/ from [']([^']+)[']$/gm)].map(([, name]) => name!)
}

/** The lines in place of the marks of the blueprints, by mark. */
function linesOf(example: Example, texts: ReadonlyMap<string, string>): Record<string, string[]> {
  const { title, live, setUp, assets, libraries } = example
  const user = [...texts.keys()].some((file) => file.endsWith('/people.ts')) ? ['whoIs'] : []
  const names = new Set([...Object.values(live), ...(setUp ? [setUp] : []), ...user])
  const imports = [...names].map((name) => ({ name, file: moduleOf(name, texts) }))
  const files = [...SHARED, ...assets, ...libraries].filter((file) => !file.endsWith('.ts'))
  return {
    imports: imports.map(({ name, file }) => `import { ${name} } from ${`'./${file}'`}`),
    files: files.map((file) => `'${file}': ${placeOf(file)},`),
    options: user.map((name) => `user: ${name},`),
    routes: [
      ...Object.entries(live).map(
        ([path, view]) => `app.live('${path}', ${view}, { title: '${title}' })`,
      ),
      ...(setUp ? [`${setUp}(app)`] : []),
    ],
    assets: assets.map((file) => {
      const address = `\${request.href('/${file}')}`
      return file.endsWith('.css')
        ? `<link rel="stylesheet" href=${address} />`
        : `<script type="module" src=${address}></script>`
    }),
  }
}

/** A file of the project, or of a package, for the app that serves it. */
function placeOf(file: string): string {
  return existsSync(join(examples, file))
    ? `new URL('${file}', import.meta.url)`
    : `import.meta.resolve('${file}')`
}

/** The module that exports a name. */
function moduleOf(name: string, texts: ReadonlyMap<string, string>): string {
  const exported = new RegExp(`^export (?:async )?(?:class|function|const) ${name}\\b`, 'm')
  return [...texts].find(([, text]) => exported.test(text))![0]
}

function withNames(text: string, { title, sentence, start }: Example): string {
  return text
    .replaceAll('EXAMPLE_TITLE', () => title)
    .replaceAll('EXAMPLE_SENTENCE', () => sentence)
    .replaceAll('EXAMPLE_START', () => start)
}

/** What these import, in the versions that this package is tested with. */
function packagesOf(
  { assets, libraries }: Example,
  texts: ReadonlyMap<string, string>,
): PackageLists {
  const imports = [...texts.values()].flatMap(modulesOf)
  const known = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as PackageFile
  const versions: Record<string, string> = { ...known.dependencies, ...known.devDependencies }
  // Drizzle's driver, which it does not bring along.
  const drivers = imports.includes('drizzle-orm/libsql') ? ['@libsql/client'] : []
  // Where durable views are stored on one machine.
  const isDurable = [...texts.values()].some((text) => text.includes('durable = true'))
  const stores = isDurable ? ['lmdb'] : []
  const used = [...imports, ...assets, ...libraries, ...drivers, ...stores]
    .map((name) => /^(?:@[^/]+\/)?[^/]+/.exec(name)![0])
    .filter((name) => Object.hasOwn(versions, name))
  return { dependencies: Object.fromEntries(used.map((name) => [name, versions[name]!])) }
}

function readExamples(): Record<string, Example> {
  const text = readFileSync(join(blueprints, 'list.json'), 'utf8')
  return JSON.parse(text) as Record<string, Example>
}
