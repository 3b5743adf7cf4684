/** `npm run docs`: the site in docs/.vitepress/dist. Plain JavaScript: it installs what the rest needs. */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const installed = join(here, 'node_modules', '.package-lock.json')
const isInstalled =
  existsSync(installed) &&
  statSync(installed).mtimeMs >= statSync(join(here, 'package-lock.json')).mtimeMs

if (!isInstalled) run('npm', ['ci', '--no-audit', '--no-fund'], here)
// The reference is made of the built package.
if (!process.argv.includes('--built')) run(process.execPath, ['scripts/build.mjs'], dirname(here))
run('npm', ['run', '--silent', 'build'], here)

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
