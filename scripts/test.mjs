/**
 * Everything that must hold, in order of how fast it fails: types, style, known weaknesses, tests of all kinds.
 * `npm test -- PATTERN` runs only the test files whose path contains PATTERN; `npm run test:long` looks at
 * more generated cases. What hangs is ended, and the file that hung is named.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { audit } from './audit.mjs'
import { chromiumFlags, chromiumPath } from './chromium-flags.mjs'
import { compile } from './compile.mjs'
import { installTools } from './tools.mjs'

/** Minutes that one test file may take, and a step with all of its files, on a busy machine. */
const FILE_MINUTES = 8
const STEP_MINUTES = 30

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => `${root}/node_modules/.bin/${name}`
const args = process.argv.slice(2)
const isLong = args.includes('--long')
const pattern = args.find((arg) => !arg.startsWith('--'))
const env = {
  ...process.env,
  // What a test leaves behind is known by it.
  OVERWIRE_RUN: String(process.pid),
  OVERWIRE_CASES: process.env.OVERWIRE_CASES ?? (isLong ? '10000' : '2000'),
}
const results = []
let browsers

/** Runs a step as a group of processes, so that nothing of it is left when its time is over. */
async function run(title, command, commandArgs, more = {}) {
  const started = performance.now()
  const options = { stdio: 'inherit', cwd: root, env: { ...env, ...more }, detached: true }
  const child = spawn(command, commandArgs, options)
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    } catch {
      // It has ended.
    }
  }
  process.on('exit', end)
  const limit = setTimeout(() => {
    console.error(`${title} took more than ${STEP_MINUTES} minutes and is ended.`)
    end()
  }, STEP_MINUTES * 60_000)
  const status = await new Promise((resolve) => {
    child.on('exit', resolve)
    child.on('error', resolve)
  })
  clearTimeout(limit)
  process.off('exit', end)
  const seconds = (performance.now() - started) / 1000
  const result = status === 0 ? 'passed' : 'FAILED'
  results.push({ step: title, result, seconds: Number(seconds.toFixed(1)) })
  if (status !== 0) await finish(1)
}

/** Known weaknesses of what is installed with the package fail; a registry that can't be asked does not. */
async function runAudit() {
  const started = performance.now()
  const { result, said } = await audit(root)
  if (said !== '') console.error(said)
  const seconds = (performance.now() - started) / 1000
  results.push({ step: 'npm audit', result, seconds: Number(seconds.toFixed(1)) })
  if (result === 'FAILED') await finish(1)
}

async function checkSources() {
  await run('types', bin('tsc'), ['-p', 'tsconfig.json'])
  await run('lint', bin('oxlint'), [])
  await run('format', bin('oxfmt'), ['--check'])
}

async function checkPackage() {
  const args = ['--pack', '.', '--profile', 'esm-only', '--quiet']
  // It is built, and sources are checked beside that look at what was built.
  await run('package types', bin('attw'), args, { npm_config_ignore_scripts: 'true' })
  await runAudit()
}

async function finish(status) {
  await browsers?.close()
  console.table(results)
  process.exit(status)
}

function testFiles(folder) {
  if (!existsSync(`${root}/${folder}`)) return []
  return readdirSync(`${root}/${folder}`, { recursive: true })
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'))
    .map((file) => `${folder}/${file}`)
    .filter((file) => !pattern || file.includes(pattern))
    .sort()
}

/**
 * Folders and files that take longest: they begin first, so that the step does not end with one of them alone.
 * Those that wait for clocks stand between those that keep a processor busy.
 */
const LONG = [
  'test/browser/new-project',
  'test/soak/',
  'test/browser/docs-site',
  'test/fuzz/',
  'test/engines/webkit',
  'test/chaos/chaos',
  'test/engines/firefox',
  'test/chaos/',
  'test/engines/',
  'test/cluster/',
  'examples/gallery/',
  'examples/jobs/',
  'test/browser/inner-model',
  'test/browser/patch',
  'test/browser/durable',
  'test/browser/untrusted-attributes',
  'examples/unbreakable/',
  'test/uploads/outliving',
  'test/layers/',
  'test/server/flood',
  'test/tools/',
]

function longFirst(files) {
  const rank = (file) => {
    const at = LONG.findIndex((folder) => file.startsWith(folder))
    return at < 0 ? LONG.length : at
  }
  return files.toSorted((a, b) => rank(a) - rank(b))
}

/**
 * All files in one step, so that only its end has idle processors. Four at once on two processors: they wait for
 * each other, for browsers and for servers.
 */
async function runTests(given) {
  if (given.length === 0) return
  const files = longFirst(given)
  // The limit holds for files as for tests: one that hangs is ended and reported by its name.
  const limits = [`--test-timeout=${FILE_MINUTES * 60_000}`, '--test-concurrency=4']
  const reporters = ['spec', './scripts/slowest.mjs'].flatMap((reporter) => [
    `--test-reporter=${reporter}`,
    '--test-reporter-destination=stdout',
  ])
  const compiled = ['--require', './scripts/compiled.cjs']
  const testArgs = [...compiled, '--test', ...limits, ...reporters, ...files]
  await run(`tests (${files.length} files)`, process.execPath, testArgs)
}

/** One Chromium for all files; each test has a context of its own in it (test/browser/browser.ts). */
async function shareChromium() {
  browsers = await chromium.launchServer({ executablePath: chromiumPath, args: chromiumFlags })
  env.OVERWIRE_CHROMIUM = browsers.wsEndpoint()
}

const files = ['src', 'test', 'examples'].flatMap(testFiles)

/** Examples that `npm test` runs below a path too: links, posts, files, and what is sent to everybody; --long: all. */
const BELOW = /\/(photos|products|without-script)\.test\.ts$/

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1))
installTools()
await run('build', process.execPath, ['scripts/build.mjs'])
await compile()
if (!pattern) {
  await run('package', bin('publint'), ['--strict'])
  await Promise.all([checkSources(), checkPackage()])
}
await shareChromium()
await runTests(files)
env.BASE_PATH = '/x/y'
await runTests(files.filter((file) => file.startsWith('examples/') && (isLong || BELOW.test(file))))
await finish(0)
