/** `overwire doctor`: whether this machine and this project can run Overwire. */
import { GOOD_SECRET, SECRET_LENGTH, weaknessOf } from '../base/secrets.ts'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readArguments } from './options.ts'

const packageFolder = fileURLToPath(new URL('../../', import.meta.url))
/** Milliseconds that a server has to take a connection. */
const CONNECT_MS = 3000

interface Finding {
  ok: boolean
  /** Nothing is wrong yet. */
  hint?: true
  what: string
}

/** Prints what it finds; ends with status 1 when something is not as it must be. */
export async function examine(words: string[]): Promise<void> {
  readArguments('doctor', words, { words: 0 })
  const own = readJson(join(packageFolder, 'package.json'))
  const findings = [
    nodeVersion(own),
    project(),
    ...decorators(),
    ...copies(),
    ...files(),
    ...peers(own),
    openFiles(),
    secret(),
    ...(await servers()),
  ]
  for (const { ok, hint, what } of findings) {
    process.stdout.write(`${hint ? 'HINT' : ok ? 'ok  ' : 'NOT '}  ${what}\n`)
  }
  process.exit(findings.every(({ ok }) => ok) ? 0 : 1)
}

interface Package {
  version?: string
  type?: string
  engines?: { node?: string }
  peerDependencies?: Record<string, string>
}

function readJson(file: string): Package {
  return JSON.parse(readFileSync(file, 'utf8')) as Package
}

function nodeVersion({ engines, version }: Package): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [, least = '0', leastMinor = '0'] = /(\d+)\.(\d+)/.exec(engines?.node ?? '') ?? []
  const ok = major > Number(least) || (major === Number(least) && minor >= Number(leastMinor))
  return {
    ok,
    what: `Overwire ${version}, Node ${process.versions.node} (needs ${engines?.node})`,
  }
}

function project(): Finding {
  if (!existsSync('package.json')) {
    return { ok: false, what: 'There is no package.json here. Run it in the folder of your app.' }
  }
  const { type } = readJson('package.json')
  const ok = type === 'module'
  return {
    ok,
    what: `package.json has "type": "${type ?? 'commonjs'}"${ok ? '' : ': write "module"'}`,
  }
}

/** Decorators of the old kind are called with other arguments. */
function decorators(): Finding[] {
  if (!existsSync('tsconfig.json')) return []
  const isOld = /"experimentalDecorators"\s*:\s*true/.test(readFileSync('tsconfig.json', 'utf8'))
  const what = isOld
    ? 'tsconfig.json sets experimentalDecorators: leave it out, @event is a standard decorator'
    : 'tsconfig.json has standard decorators'
  return [{ ok: !isOld, what }]
}

/** A second copy of the package has its own handlers, signals and events. */
function copies(): Finding[] {
  if (!existsSync('node_modules')) {
    return [{ ok: false, what: 'There is no node_modules here. Run npm install.' }]
  }
  const found: string[] = []
  const look = (folder: string, depth: number): void => {
    if (existsSync(join(folder, 'overwire', 'package.json'))) found.push(join(folder, 'overwire'))
    if (depth === 0) return
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const inside = join(folder, entry.name, 'node_modules')
      if (entry.isDirectory() && existsSync(inside)) look(inside, depth - 1)
    }
  }
  look('node_modules', 2)
  const what =
    found.length > 1
      ? `Overwire is there ${found.length} times: ${found.join(', ')}. Run npm dedupe.`
      : 'One copy of Overwire'
  return [{ ok: found.length <= 1, what }]
}

function files(): Finding[] {
  const ok = existsSync(join(packageFolder, 'dist', 'browser', 'client.js'))
  return [
    { ok, what: ok ? 'The files for browsers are there' : 'The files for browsers are missing' },
  ]
}

/** Optional packages that are installed. */
function peers({ peerDependencies = {} }: Package): Finding[] {
  const require = createRequire(join(process.cwd(), 'package.json'))
  const found = Object.keys(peerDependencies).flatMap((name) => {
    try {
      const folder = require.resolve.paths(name)?.find((at) => existsSync(join(at, name)))
      return folder ? [`${name} ${readJson(join(folder, name, 'package.json')).version}`] : []
    } catch {
      return []
    }
  })
  return [{ ok: true, what: `Optional packages: ${found.join(', ') || 'none'}` }]
}

/** Each connection takes one. */
function openFiles(): Finding {
  const limits = '/proc/self/limits'
  const text = existsSync(limits) ? readFileSync(limits, 'utf8') : ''
  const most = /^Max open files\s+(\d+|unlimited)/m.exec(text)?.[1]
  if (most === undefined) return { ok: true, what: 'The limit of open files is not known here' }
  const ok = most === 'unlimited' || Number(most) >= 1024
  return { ok, what: `${most} open files, and so connections, at once (ulimit -n)` }
}

function secret(): Finding {
  const set = process.env['OVERWIRE_SECRET']
  if (set === undefined)
    return { ok: true, hint: true, what: 'OVERWIRE_SECRET is not set: production needs it' }
  const weakness = set.length < SECRET_LENGTH ? undefined : weaknessOf(set)
  if (weakness) return { ok: false, what: `OVERWIRE_SECRET is ${weakness}: take ${GOOD_SECRET}` }
  return {
    ok: set.length >= SECRET_LENGTH,
    what: `OVERWIRE_SECRET has ${set.length} characters (at least ${SECRET_LENGTH})`,
  }
}

/** Servers that the environment names. */
async function servers(): Promise<Finding[]> {
  const names = ['OVERWIRE_REDIS', 'REDIS_URL', 'OVERWIRE_NATS']
  const found: Finding[] = []
  for (const name of names) {
    const url = process.env[name]
    if (url === undefined) continue
    const failed = await reach(url)
    // A password may stand in the address.
    const what = failed === undefined ? `${name} can be reached` : `${name}: ${failed}`
    found.push({ ok: failed === undefined, what })
  }
  return found
}

/** @returns why it can't be reached. */
async function reach(url: string): Promise<string | undefined> {
  if (!URL.canParse(url)) return 'is no address such as redis://host:6379'
  const { hostname, port, protocol } = new URL(url)
  const socket = connect({
    host: hostname,
    port: Number(port) || (protocol.startsWith('nats') ? 4222 : 6379),
    timeout: CONNECT_MS,
  })
  try {
    return await new Promise((resolve) => {
      socket.once('connect', () => resolve(undefined))
      socket.once('error', ({ message }) => resolve(message))
      socket.once('timeout', () => resolve(`no answer within ${CONNECT_MS} ms`))
    })
  } finally {
    socket.destroy()
  }
}
