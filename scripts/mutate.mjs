/**
 * Breaks a source file in every way that StrykerJS knows and runs its tests each time: what survives is
 * not tested. `npm run mutate -- src/window/outbox.ts [more tests]`; without tests, the one beside it.
 * OVERWIRE_MUTANTS says how many run at a time (default 2). StrykerJS comes from npm for this alone; the version is the last that runs on Node 20.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const STRYKER = '@stryker-mutator/core@9.6.1'
const root = fileURLToPath(new URL('..', import.meta.url))
const [source, ...given] = process.argv.slice(2)
if (!source) {
  console.error('Which file? For example: npm run mutate -- src/window/outbox.ts')
  process.exit(2)
}
const tests = given.length > 0 ? given : [source.replace(/\.ts$/, '.test.ts')]
// Tests outside of src run what is built; a mutant that hangs in a browser ends with the test's limit.
const isBuilt = tests.some((test) => !test.startsWith('src/'))
// The browser has no environment: its files are told which mutant is meant.
const tellBrowser = `node -e "${[
  `const { readdirSync, readFileSync, writeFileSync } = require('fs')`,
  `const mutant = process.env.__STRYKER_ACTIVE_MUTANT__`,
  `const first = mutant ? 'globalThis.__stryker__={activeMutant:' + JSON.stringify(mutant) + '};' : ''`,
  `for (const name of readdirSync('dist/browser')) { const file = 'dist/browser/' + name`,
  `writeFileSync(file, first + readFileSync(file, 'utf8')) }`,
].join(';')}"`
const run = `node --import tsx --test --test-timeout=60000 ${tests.join(' ')}`
const config = join(mkdtempSync(join(tmpdir(), 'overwire-mutate-')), 'stryker.json')
writeFileSync(
  config,
  JSON.stringify({
    mutate: [source],
    testRunner: 'command',
    commandRunner: {
      command: isBuilt ? `node scripts/build.mjs && ${tellBrowser} && ${run}` : run,
    },
    concurrency: Number(process.env.OVERWIRE_MUTANTS ?? 2),
    timeoutMS: 10_000,
    reporters: ['clear-text'],
    ignorePatterns: ['test/output', 'bench', 'examples'],
    tempDirName: '.stryker-tmp',
    allowEmpty: false,
  }),
)
const packages = ['-p', STRYKER, '-p', 'typescript@5']
const npx = ['--yes', ...packages, 'stryker', 'run', config]
const { status } = spawnSync('npx', npx, { cwd: root, stdio: 'inherit' })
process.exit(status ?? 1)
