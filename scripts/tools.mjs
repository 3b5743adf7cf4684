/** Finds the programs that tests run against, and installs what is missing where that is possible. */
import { spawnSync } from 'node:child_process'
import { delimiter } from 'node:path'

/** Programs, each with the Debian package that has it. */
const wanted = [
  { program: 'chromium', pkg: 'chromium' },
  { program: 'firefox-esr', pkg: 'firefox-esr' },
  { program: 'WebKitWebDriver', pkg: 'webkit2gtk-driver' },
  { program: 'xvfb-run', pkg: 'xvfb' },
  // xvfb-run calls it, and xvfb only recommends it.
  { program: 'xauth', pkg: 'xauth' },
  { program: 'redis-server', pkg: 'redis-server' },
  { program: 'nats-server', pkg: 'nats-server' },
  { program: 'nginx', pkg: 'nginx-light' },
  { program: 'openssl', pkg: 'openssl' },
  { program: 'systemd-analyze', pkg: 'systemd' },
]

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
  console.error(`These tests need ${missing.join(', ')}, which could not be installed.`)
  console.error('On Debian 12 or newer and on Ubuntu with these packages, run')
  console.error(`  sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`)
  console.error(
    'Elsewhere, run one file at a time: node --import tsx --test FILE (see CONTRIBUTING.md).',
  )
  process.exit(1)
}
