/**
 * Compiles what tests run, once: each module for itself into .compiled/, with source maps. A process that loads
 * TypeScript while it runs costs three times as much. `node --require ./scripts/compiled.cjs FILE.ts` runs what
 * is here.
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = `${root}.compiled`

/** Tests that import TypeScript which they write or search for: their processes load it while they run. */
const LOADING = ['test/handlers/discover', 'test/handlers/patterns', 'test/browser/which-one']

const entryPoints = ['src', 'test', 'examples', 'scripts']
  .flatMap((name) =>
    readdirSync(`${root}${name}`, { recursive: true }).map((file) => `${name}/${file}`),
  )
  .filter(
    (file) => /(?<!\.d)\.ts$/.test(file) && !/node_modules|toolchain\/|test\/output/.test(file),
  )
  .filter((file) => !LOADING.some((name) => file.startsWith(name)))
const sources = new Set(entryPoints.map((file) => root + file))

/** Modules import each other's compiled form. Everything else stays where it is, and is one module for all. */
const imports = {
  name: 'imports',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point') return
      // Of a name with a part to fill in, esbuild makes a list of all files that fit.
      if (path.includes('*')) throw new Error(`import(\`${path}\`): import an address instead.`)
      const file = resolve(resolveDir, path)
      if (sources.has(file)) return { path: path.replace(/\.ts$/, '.js'), external: true }
      const from = dirname(`${folder}/${relative(root, `${resolveDir}/module`)}`)
      return { path: relative(from, file), external: true }
    })
    // Files beside a module are named from where it stands.
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const here = JSON.stringify(pathToFileURL(path).href)
      const contents = readFileSync(path, 'utf8')
        .replace(/(new URL\([^()]+, )import\.meta\.url\)/g, `$1${here})`)
        .replace(/import\.meta\.filename/g, JSON.stringify(path))
      return { contents, loader: 'ts' }
    })
  },
}

export async function compile() {
  if (existsSync(folder)) rmSync(folder, { recursive: true })
  await build({
    absWorkingDir: root,
    entryPoints,
    outbase: root,
    outdir: folder,
    bundle: true,
    packages: 'external',
    plugins: [imports],
    format: 'esm',
    platform: 'node',
    // As tsx does it.
    target: `node${process.versions.node}`,
    keepNames: true,
    treeShaking: false,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  })
}
