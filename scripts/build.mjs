/** Builds dist/: types with tsc, the browser's files with esbuild, the server's modules joined with Rolldown. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import { minify } from 'terser'

const root = fileURLToPath(new URL('..', import.meta.url))

// Built beside the old one and put in its place at the end: what runs from dist/ goes on meanwhile.
const next = `${root}/.dist-${process.pid}`
const { status } = spawnSync(
  process.execPath,
  [
    `${root}/node_modules/typescript/bin/tsc`,
    '-p',
    `${root}/tsconfig.build.json`,
    '--outDir',
    next,
  ],
  { stdio: 'inherit', cwd: root },
)
if (status !== 0) {
  rmSync(next, { recursive: true, force: true })
  process.exit(status ?? 1)
}

/**
 * Members that only the core's own files name, so that they may be short in its bundle. None is a member
 * of an element, an event or a host.ts interface, or asked for with `in`.
 */
const internal = [
  'hydrate again anchor block buttons byDefault changed context create done dynamic element fields',
  'first found handled healing holders host html ignored inherit isBounded joined keep kids kind',
  'last list listen listenIn marker marks model needs nodes opened others parent pending place received',
  'ready reconcile refused remember rename rest seeRows settled shape show single slot slots source starts steps',
  'strict tell template text timer tooBig until write',
].join(' ')
const shortened = new RegExp(`^(${internal.replaceAll(' ', '|')})$`)

/** The core, what pages' own scripts import (api.js), and each part that pages load when they need it: one file each, nothing in two of them. */
const sources = readdirSync(`${root}/src`, { recursive: true })
const entries = [
  'client/main.ts',
  'page-api.ts',
  ...sources.filter((file) => /^features[/\\]\w+\.ts$/.test(file)),
]
const names = { 'client/main.ts': 'client', 'page-api.ts': 'api' }
for (const entry of entries) {
  const name = names[entry] ?? basename(entry, '.ts')
  const { metafile, outputFiles } = await build({
    entryPoints: [`${root}/src/${entry}`],
    outfile: `${next}/browser/${name}.js`,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
    metafile: true,
    write: false,
    absWorkingDir: root,
    ...(name === 'client' ? { mangleProps: shortened } : {}),
  })
  const shared = Object.keys(metafile.inputs).filter((file) => file.startsWith('src/client/'))
  if (name !== 'client' && shared.length > 0) {
    throw new Error(
      `${name} would carry a second copy of ${shared.join(', ')}: use its host instead.`,
    )
  }
  // A twentieth smaller than what esbuild's own minifier leaves.
  const { code } = await minify(outputFiles[0].text, {
    module: true,
    ecma: 2022,
    // `unsafe` takes the language's own functions for what they are.
    compress: {
      passes: 3,
      ecma: 2022,
      sequences: false,
      unsafe: true,
      unsafe_arrows: true,
      unsafe_methods: true,
    },
  })
  mkdirSync(`${next}/browser`, { recursive: true })
  writeFileSync(`${next}/browser/${name}.js`, code)
}

const browserFiles = Object.fromEntries(
  readdirSync(`${next}/browser`)
    .sort()
    .map((name) => [name, readFileSync(`${next}/browser/${name}`, 'utf8')]),
)
/** Puts text that was built into the place that a module has for it. */
function fillIn(module, name, value) {
  const file = `${next}/${module}`
  const source = readFileSync(file, 'utf8')
  const empty = new RegExp(`(export const ${name} = )(\\{\\}|'');`)
  if (!empty.test(source)) throw new Error(`${file}: expected an empty ${name}`)
  writeFileSync(
    file,
    source.replace(empty, (_, start) => `${start}${JSON.stringify(value)};`),
  )
}
fillIn('server/client-files.js', 'browserFiles', browserFiles)

/**
 * The same for tests without a browser (src/testing/page): one plain script, whose loader finds the parts in
 * it.
 */
const plain = {
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  write: false,
  // The page that is tested says where its client came from.
  define: { 'import.meta.url': 'overwireUrl' },
}
const loaderOfTests = {
  name: 'loader of tests',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]client[/\\]loader\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      const contents = source
        .replace(/const url = .*\n/, '')
        .replace(/await import\(.*?\)\)/, 'globalThis.overwireParts[part]())')
      if (/import\.meta|await import/.test(contents)) throw new Error(`${path}: another loader`)
      return { contents, loader: 'ts' }
    })
  },
}
const script = ['globalThis.overwireParts = {}']
for (const entry of entries.filter((file) => file.startsWith('features'))) {
  const options = { ...plain, entryPoints: [`${root}/src/${entry}`], globalName: 'part' }
  const [{ text }] = (await build(options)).outputFiles
  script.push(`overwireParts['${basename(entry, '.ts')}'] = () => {\n${text};return part }`)
}
const core = { ...plain, entryPoints: [`${root}/src/client/main.ts`], plugins: [loaderOfTests] }
script.push((await build(core)).outputFiles[0].text)
fillIn('testing/page/page-script.js', 'clientScript', script.join('\n'))
await join(next)

/**
 * Joins the server's modules to a few: Node takes three times as long to load them one by one. What two doors share is
 * in dist/chunks, so that it is one module; names of classes stay, which errors and logs show.
 */
async function join(folder) {
  const { exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
  const doors = Object.values(exports).flatMap((door) => door.default ?? [])
  const files = [
    ...doors.map((file) => file.replace('./dist/', '')),
    'cli/main.js',
    'cli/new.js',
    'adapters/view-thread.js',
  ]
  const bundle = await rolldown({
    input: Object.fromEntries(files.map((file) => [file, `${folder}/${file}`])),
    platform: 'node',
    external: /^[^./]/,
    cwd: folder,
    treeshake: false,
  })
  const { output } = await bundle.generate({
    entryFileNames: '[name]',
    chunkFileNames: 'chunks/[name].js',
  })
  const modules = readdirSync(folder, { recursive: true })
  for (const file of modules.filter((name) => /^(?!browser[/\\]).*\.js$/.test(name)))
    rmSync(`${folder}/${file}`)
  mkdirSync(`${folder}/chunks`)
  for (const { fileName, code } of output) {
    // Paths beside a module are told from one folder below dist: see `import.meta.url` in src.
    if (!fileName.includes('/') && /^(?! *\*).*import\.meta\.url\)/m.test(code))
      throw new Error(
        `${fileName}: import.meta.url is in a file that is not one folder below dist.`,
      )
    writeFileSync(`${folder}/${fileName}`, code)
  }
}

rmSync(`${root}/dist`, { recursive: true, force: true })
renameSync(next, `${root}/dist`)
