/** Finds the programs that tests run against, and installs what is missing where that is possible. */
import { spawnSync } from 'node:child_process'

const wanted = [
  { program: 'chromium', pkg: 'chromium' },
  { program: 'redis-server', pkg: 'redis-server' },
]

const has = (program) => spawnSync('which', [program]).status === 0

/** Leaves the process with an explanation when something is missing that can't be installed. */
export function installTools() {
  const missing = wanted.filter(({ program }) => !has(program)).map(({ pkg }) => pkg)
  if (missing.length === 0) return
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args]
    console.log(`> ${[command, ...rest].join(' ')}`)
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  }
  if (apt('update') && apt('install', '-y', '--no-install-recommends', ...missing)) return
  console.error(`These tests need ${missing.join(', ')}. Install them, for example with`)
  console.error(`  sudo apt-get install -y ${missing.join(' ')}`)
  process.exit(1)
}
