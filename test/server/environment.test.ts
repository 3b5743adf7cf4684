/** Environment variables: one table, and clear errors at start. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { environment, variables } from '../../src/base/environment.ts'

const run = promisify(execFile)

/** Starts a server with one variable set, and ends it as soon as it listens. */
async function start(env: Record<string, string>): Promise<string> {
  const program = `
    import { createApp } from 'overwire'
    import { listen } from 'overwire/node'
    const server = await listen(createApp({ logger: { info() {}, warn() {}, error() {} } }))
    console.log('listens')
    await server.close()
  `
  const given = { PATH: process.env['PATH'], PORT: '0', ...env }
  const args = ['--input-type=module', '-e', program]
  const { stdout } = await run(process.execPath, args, { env: given, timeout: 60_000 }).catch(
    (error: { stdout: string; stderr: string }) => ({ stdout: error.stdout + error.stderr }),
  )
  return stdout
}

test('a server starts with values that are right, and with none', async () => {
  assert.match(await start({}), /listens/)
  const all = {
    NODE_ENV: 'production',
    NODE_APP_INSTANCE: '0',
    OVERWIRE_SECRET: 'kq3vZ0sGm8uW1x7P',
  }
  assert.match(await start(all), /listens/)
  assert.match(await start({ PORT: '0', NODE_ENV: 'staging', NODE_APP_INSTANCE: '' }), /listens/)
})

test('a value that can’t be meant ends the start, and is named [A147]', async () => {
  const wrong = { PORT: 'http', NODE_ENV: 'prod', NODE_APP_INSTANCE: 'web-1' }
  for (const [name, value] of Object.entries(wrong)) {
    const said = await start({ [name]: value })
    assert.match(
      said,
      new RegExp(`E_ENVIRONMENT\\W+The environment variable ${name}: expected`),
      said,
    )
    assert.ok(said.includes(JSON.stringify(value)), said)
  }
  const secret = 'hunter2'
  const said = await start({ OVERWIRE_SECRET: secret })
  assert.match(said, /The environment variable OVERWIRE_SECRET: expected at least 16 characters/)
  assert.ok(!said.includes(secret))
})

test('a secret that is easily guessed ends a start in production, and is a warning before', async () => {
  for (const secret of ['x'.repeat(40), 'please-change-me-now', 'abcdefgh'.repeat(3)]) {
    const said = await start({ NODE_ENV: 'production', OVERWIRE_SECRET: secret })
    assert.match(said, /E_ENVIRONMENT.*OVERWIRE_SECRET.*openssl rand -base64 24.*, got .+/s)
    assert.ok(!said.includes(secret), said)
    assert.match(await start({ OVERWIRE_SECRET: secret }), /listens/)
  }
})

test('addresses of servers are checked, and never shown', (t) => {
  const before = { ...process.env }
  t.after(() => (process.env = before))
  for (const [name, good, bad] of [
    ['REDIS_URL', 'rediss://:secret@redis:6379', 'redis-secret:6379'],
    ['OVERWIRE_REDIS', 'redis://redis', 'http://secret@redis'],
    ['OVERWIRE_NATS', 'nats://nats:4222', 'secret'],
  ] as const) {
    process.env[name] = good
    assert.equal(environment(name), good)
    process.env[name] = bad
    assert.throws(
      () => environment(name),
      (error: Error) => {
        assert.match(error.message, new RegExp(name))
        return !error.message.includes('secret')
      },
    )
  }
})

test('the table names what is read, and what is read is in the table', () => {
  const page = readFileSync('docs/guide/deploy.md', 'utf8')
  const [, table = ''] = /\| environment variable \|([\s\S]*?)\n\n/.exec(page) ?? []
  const named = [...table.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!),
  )
  assert.deepEqual(named.sort(), [...variables].sort())
  const files = (readdirSync('src', { recursive: true }) as string[])
    .filter((file) => /(?<!\.test)\.ts$/.test(file) && !/^cli[/\\](doctor|dev)\.ts$/.test(file))
    .filter((file) => file !== join('base', 'environment.ts'))
  for (const file of files) {
    assert.doesNotMatch(readFileSync(join('src', file), 'utf8'), /process\??\.env/, file)
  }
})
