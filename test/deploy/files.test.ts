/** The files of deploy/ that no test runs as they are: what they say is what the programs read. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'
import { openWindow } from 'overwire/testing'
import { parse } from 'yaml'
import { variables } from '../../src/base/environment.ts'
import { silent } from '../../src/testing/silent-logger.ts'
import { eventually } from '../eventually.ts'
import { freePort } from '../free-port.ts'

/** What is used of the compose specification, with the shapes that it gives them. */
const shapes: Record<string, (value: unknown) => boolean> = {
  image: (value) => /^[\w./-]+:[\w.-]+$/.test(String(value)),
  build: (value) => typeof value === 'string' && existsSync(join('deploy', value, 'Dockerfile')),
  command: isTexts,
  environment: isMapping,
  depends_on: (value) => isTexts(value) || isMapping(value),
  healthcheck: isMapping,
  volumes: isTexts,
  ports: (value) => isTexts(value) && (value as string[]).every((one) => /^\d+:\d+$/.test(one)),
  restart: (value) => ['no', 'always', 'on-failure', 'unless-stopped'].includes(String(value)),
  stop_grace_period: (value) => /^\d+(?:ms|s|m|h)$/.test(String(value)),
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Service {
  image?: string
  build?: string
  command?: string[]
  environment?: Record<string, string>
  depends_on?: string[] | Record<string, unknown>
  volumes?: string[]
}

/** @returns what is wrong with a compose file, in words. */
function faultsOf(text: string): string[] {
  const { services, volumes, ...rest } = parse(text) as {
    services: Record<string, Service>
    volumes: Record<string, unknown>
  }
  const faults = Object.keys(rest).map((key) => `"${key}" stands at the top`)
  for (const [name, service] of Object.entries(services)) {
    for (const [key, value] of Object.entries(service)) {
      if (!Object.hasOwn(shapes, key)) faults.push(`${name} has "${key}"`)
      else if (!shapes[key]!(value)) faults.push(`${name}.${key} is ${JSON.stringify(value)}`)
    }
    if (!service.image === !service.build) faults.push(`${name} has an image or is built`)
    const { depends_on: needs = [] } = service
    for (const other of Array.isArray(needs) ? needs : Object.keys(needs))
      if (!Object.hasOwn(services, other)) faults.push(`${name} needs ${other}`)
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':')
      if (!source.startsWith('.') && !Object.hasOwn(volumes, source))
        faults.push(`${name} has the volume ${source}`)
    }
    for (const variable of Object.keys(service.environment ?? {}))
      if (!(variables as readonly string[]).includes(variable))
        faults.push(`${name} sets ${variable}`)
  }
  for (const [, variable, check] of text.matchAll(/\$\{(\w+)(:\?[^}]+)?\}/g))
    if (!check && !text.includes(`\${${variable}:?`)) faults.push(`${variable} may be missing`)
  return faults
}

test('compose.yaml names what there is, and asks for what must be set [A145]', () => {
  const text = readFileSync('deploy/compose.yaml', 'utf8')
  assert.deepEqual(faultsOf(text), [])
  const { services } = parse(text) as { services: Record<string, Service> }
  // One process by default, and any number: nothing of it is tied to a port or a name of the host's.
  assert.equal('ports' in services['app']!, false)
  assert.match(services['redis']!.command!.join(' '), /--requirepass \$\{REDIS_PASSWORD:\?/)
  assert.match(services['app']!.environment!['REDIS_URL']!, /:\$\{REDIS_PASSWORD\}@redis:6379$/)
  assert.ok(existsSync('deploy/nginx.conf'))
})

test('a mistake in compose.yaml would be found', () => {
  const text = readFileSync('deploy/compose.yaml', 'utf8')
  const wrong: [RegExp, string, RegExp][] = [
    [/depends_on: \[redis\]/, 'depends_on: [rediss]', /needs rediss/],
    [/build: \./, 'build: ./app', /app\.build/],
    [/restart: unless-stopped/, 'restart: sometimes', /restart is "sometimes"/],
    [/\['redis:\/data'\]/, "['data:/data']", /the volume data/],
    [/OVERWIRE_SECRET: /, 'OVERWIRE_SECERT: ', /sets OVERWIRE_SECERT/],
    [/stop_grace_period/, 'stop_grace', /has "stop_grace"/],
    [/:\?set it in \.env\}\n/, '}\n', /may be missing/],
  ]
  for (const [part, by, fault] of wrong) {
    const changed = text.replace(part, by)
    assert.notEqual(changed, text)
    assert.match(faultsOf(changed).join('\n'), fault)
  }
})

class Counter extends LiveView {
  count = 0
  @event add() {
    return ++this.count
  }
  render() {
    return html`<h1>${this.count}</h1>`
  }
}

test('Caddy reads its file, and hands on pages and sockets of two processes [A138]', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-caddy-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  // Caddy keeps certificates and settings below these.
  const env = { PATH: `${process.env['PATH']}:/usr/bin:/usr/sbin`, HOME: folder }
  const given = readFileSync('deploy/Caddyfile', 'utf8')
  const validate = ['validate', '--adapter', 'caddyfile', '--config', 'deploy/Caddyfile']
  execFileSync('caddy', validate, { env, stdio: 'pipe' })

  const secret = 'a long enough secret'
  const nodes = await Promise.all(
    [0, 1].map(() =>
      listen(createApp({ secret, logger: silent, trustedProxies: 1 }).live('/', Counter), {
        port: 0,
        stopOnSignals: false,
      }),
    ),
  )
  for (const node of nodes) t.after(() => node.close())
  const port = await freePort()
  // What an operator would change; without a name there is no certificate to ask for.
  const text = given
    .replace('example.com {', `http://localhost:${port} {`)
    .replace('127.0.0.1:3001', `127.0.0.1:${nodes[0]!.port}`)
    .replace('127.0.0.1:3002', `127.0.0.1:${nodes[1]!.port}`)
  const file = join(folder, 'Caddyfile')
  writeFileSync(file, `{\n\tadmin off\n}\n${text}`)
  const caddy = spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', file], {
    env,
    stdio: 'ignore',
  })
  t.after(async () => {
    caddy.kill()
    await once(caddy, 'exit')
  })
  const url = `http://localhost:${port}`
  await eventually(async () => (await fetch(url).catch(() => null))?.ok === true, 'Caddy answers')
  const windows = await Promise.all([1, 2, 3, 4].map(() => openWindow(url)))
  for (const window of windows) assert.equal(await window.push('add'), 1)
  for (const window of windows) await window.close()
})
