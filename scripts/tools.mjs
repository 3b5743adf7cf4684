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
  { program: 'caddy', pkg: 'caddy' },
  { program: 'openssl', pkg: 'openssl' },
  { program: 'systemd-analyze', pkg: 'systemd' },
]

// Servers are in folders that are not on everybody's PATH.
const folders = [process.env.PATH, '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin']
const env = { ...process.env, PATH: folders.join(delimiter) }
const has = (program) => spawnSync('which', [program], { env }).status === 0

/** What tests are quicker with, and do without where it is not to be had. */
const helpful = [{ program: 'chromium-headless-shell', pkg: 'chromium-headless-shell' }]

/** Leaves the process with an explanation when something is missing that can't be installed. */
export function installTools() {
  const lacking = (tools) => tools.filter(({ program }) => !has(program)).map(({ pkg }) => pkg)
  const missing = lacking(wanted)
  const slow = lacking(helpful)
  if (missing.length === 0 && slow.length === 0) return
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n']
  const apt = (...args) => {
    const [command, ...rest] = [...sudo, 'apt-get', ...args]
    console.log(`> ${[command, ...rest].join(' ')}`)
    return spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
  }
  const install = (packages) =>
    packages.length === 0 || apt('install', '-y', '--no-install-recommends', ...packages)
  const isUpdated = apt('update')
  if (slow.length > 0 && !install(slow))
    console.error(`Tests take longer without ${slow.join(', ')}.`)
  if (missing.length === 0 || (isUpdated && install(missing))) return
  console.error(`These tests need ${missing.join(', ')}, which could not be installed.`)
  console.error('On Debian 12 or newer and on Ubuntu with these packages, run')
  console.error(`  sudo apt-get install -y --no-install-recommends ${missing.join(' ')}`)
  console.error(
    'Elsewhere, run one file at a time: node --import tsx --test FILE (see CONTRIBUTING.md).',
  )
  process.exit(1)
}
