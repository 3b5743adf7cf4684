/**
 * `npm run bench`, `bench:client`, `bench:compare`, `bench:scaling` and `bench:loading` start here. Plain JavaScript, because this file
 * installs the dependencies that the rest of the folder needs, tsx among them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const programs = {
  server: 'run-server.ts',
  client: 'run-client.ts',
  compare: 'run-compare.ts',
  scaling: 'run-scaling.ts',
  loading: 'run-loading.ts',
}

const [which, ...flags] = process.argv.slice(2)
const program = programs[which]
if (!program) {
  console.error(
    `Expected "server", "client", "compare", "scaling" or "loading", got "${which ?? ''}": node bench/bench.mjs server`,
  )
  process.exit(1)
}

installDependencies()
buildOverwire()
run(process.execPath, ['--import', 'tsx', join(here, program), ...flags], here)

function installDependencies() {
  const installed = join(here, 'node_modules', '.package-lock.json')
  const wanted = join(here, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return
  run('npm', ['ci', '--no-audit', '--no-fund'], here)
}

function buildOverwire() {
  const root = dirname(here)
  if (existsSync(join(root, 'scripts', 'build.mjs'))) {
    run(process.execPath, ['scripts/build.mjs'], root)
  }
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
