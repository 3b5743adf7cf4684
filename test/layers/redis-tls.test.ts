/** Redis with TLS, and as a cluster: real servers, and nothing that the layer has to be told. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import { Redis } from 'ioredis'
import { redisLayer } from 'overwire/redis'
import type { RedisClient } from 'overwire/redis'
import { createClient } from 'redis'
import { eventually } from '../eventually.ts'
import { Service } from '../services/service.ts'

const PASSWORD = 'a password of the test'
const folder = mkdtempSync(join(tmpdir(), 'overwire-tls-'))
const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]

after(() => rmSync(folder, { recursive: true, force: true }))

function layer(t: TestContext, to: string | RedisClient) {
  const opened = redisLayer(to)
  t.after(() => opened.close())
  return opened
}

test('TLS to Redis, with a password: by its certificate, and by no other [A141]', async (t) => {
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '1', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
      ...['-out', certificate, '-keyout', key],
    ],
    { stdio: 'ignore' },
  )
  const server = await Service.start({
    program: 'redis-server',
    scheme: 'rediss',
    args: (port, dir) => [
      ...['--port', '0', '--tls-port', String(port), '--bind', '127.0.0.1', '--dir', dir],
      ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate],
      ...['--tls-auth-clients', 'no', '--save', '', '--requirepass', PASSWORD],
    ],
  })
  t.after(() => server.stop())
  const ca = readFileSync(certificate)
  const url = `rediss://:${encodeURIComponent(PASSWORD)}@localhost:${server.port}`
  const ofNodeRedis = createClient({ url, socket: { tls: true, ca } }) as unknown as RedisClient
  const ofIoRedis = new Redis(url, { tls: { ca }, lazyConnect: true }) as RedisClient
  const [one, other] = [layer(t, ofNodeRedis), layer(t, ofIoRedis)]
  const heard: string[] = []
  await one.subscribe('topic', (text) => heard.push(`one ${text}`))
  await other.subscribe('topic', (text) => heard.push(`other ${text}`))
  await one.publish('topic', 'a')
  await other.publish('topic', 'b')
  await eventually(() => heard.length === 4, 'both hear both', { state: () => heard })

  // Whoever has another certificate is not Redis.
  const stranger = layer(t, url)
  await assert.rejects(stranger.ready(), (error: Error & { code?: string }) => {
    assert.equal(error.code, 'E_LAYER')
    assert.match(error.message, /certificate/)
    return !error.message.includes(PASSWORD)
  })
})

const SLOTS = [0, 5461, 10_923, 16_384]

/** Three masters that share the slots. */
async function cluster(t: TestContext): Promise<Service[]> {
  const nodes = await Promise.all(
    [0, 1, 2].map(() =>
      Service.start({
        program: 'redis-server',
        scheme: 'redis',
        args: (port, dir) => [
          ...['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', ''],
          ...['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'],
        ],
      }),
    ),
  )
  for (const node of nodes) t.after(() => node.stop())
  const clients = nodes.map(({ port }) => new Redis(port, { lazyConnect: true }))
  for (const client of clients) t.after(() => client.disconnect())
  for (const [i, client] of clients.entries()) {
    await client.connect()
    await client.call('CLUSTER', 'ADDSLOTSRANGE', SLOTS[i]!, SLOTS[i + 1]! - 1)
    if (i > 0) await client.call('CLUSTER', 'MEET', '127.0.0.1', nodes[0]!.port)
  }
  for (const client of clients) {
    await eventually(
      async () =>
        /cluster_state:ok[^]*cluster_known_nodes:3/.test(
          String(await client.call('CLUSTER', 'INFO')),
        ),
      'the nodes know each other',
      { mostMs: 30_000 },
    )
  }
  return nodes
}

test('a cluster of Redis: processes at different nodes hear each other, and a lost node is a gap [A141]', async (t) => {
  const nodes = await cluster(t)
  const layers = nodes.map(({ url }) => layer(t, url))
  const heard = nodes.map(() => [] as string[])
  const gaps = nodes.map(() => 0)
  for (const [i, one] of layers.entries()) {
    one.onGap(() => gaps[i]!++)
    await one.subscribe('topic', (text) => heard[i]!.push(text))
  }
  for (const [i, one] of layers.entries()) await one.publish('topic', `of ${i}`)
  const all = ['of 0', 'of 1', 'of 2']
  for (const texts of heard) {
    await eventually(() => texts.length === 3, 'each hears all', { state: () => heard })
    assert.deepEqual(texts.toSorted(), all)
  }
  await nodes[2]!.restart()
  await eventually(() => gaps[2] === 1, 'the gap is told', { mostMs: 30_000 })
  assert.deepEqual(gaps, [0, 0, 1])
  await eventually(
    async () => {
      await layers[0]!.publish('topic', 'again').catch(() => {})
      return heard.every((texts) => texts.includes('again'))
    },
    'all hear each other again',
    { mostMs: 30_000, state: () => heard },
  )
})
