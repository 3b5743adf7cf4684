/** Finds the programs that tests run against, and installs what is missing where that is possible. */
import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'

const wanted = ['chromium', 'redis-server', 'nats-server'].map((name) => ({
  program: name,
  pkg: name,
}))

// Servers are in folders that are not on everybody's PATH.
const folders = [process.env.PATH, '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']
const env = { ...process.env, PATH: folders.join(delimiter) }
const has = (program) => spawnSync('which', [program], { env }).status === 0

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
