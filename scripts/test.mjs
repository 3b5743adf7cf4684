/**
 * Everything that must hold, in order of how fast it fails: types, style, unit tests, real browsers.
 * `npm test -- PATTERN` runs only the test files whose path contains PATTERN.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { installTools } from './tools.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const bin = (name) => `${root}/node_modules/.bin/${name}`
const pattern = process.argv[2]
const results = []

function run(title, command, args) {
  const started = performance.now()
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd: root })
  const seconds = (performance.now() - started) / 1000
  results.push({
    step: title,
    result: status === 0 ? 'passed' : 'FAILED',
    seconds: Number(seconds.toFixed(1)),
  })
  if (status !== 0) finish(1)
}

function finish(status) {
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

function runTests(title, files, concurrency) {
  if (files.length === 0) return
  const args = ['--import', 'tsx', '--test', `--test-concurrency=${concurrency}`]
  run(`${title} (${files.length} files)`, process.execPath, [...args, ...files])
}

const isBrowser = (file) => file.startsWith('test/browser/') || file.startsWith('examples/')
const files = [...testFiles('src'), ...testFiles('test'), ...testFiles('examples')]

installTools()
run('build', process.execPath, ['scripts/build.mjs'])
if (!pattern) {
  run('types', bin('tsc'), ['-p', 'tsconfig.json'])
  run('lint', bin('oxlint'), [])
  run('format', bin('oxfmt'), ['--check'])
}
runTests(
  'unit and integration',
  files.filter((file) => !isBrowser(file)),
  2,
)
runTests('browser', files.filter(isBrowser), 2)
finish(0)
