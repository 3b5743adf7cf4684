/** The channel layer over NATS. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { connect } from '@nats-io/transport-node'
import { natsLayer } from 'overwire/nats'
import { layerSuite } from 'overwire/testing'
import { startNats } from '../services/nats-server.ts'
import type { Service } from '../services/service.ts'
import { outageTests } from './outage.ts'

let server: Service
before(async () => {
  server = await startNats()
})
after(() => server.stop())

layerSuite('nats, by its address', () => natsLayer(server.url), {
  restart: () => server.restart(),
})
outageTests('nats', startNats, natsLayer)

test('a connection that is given is left open, and lends its server’s rights to subjects', async () => {
  const connection = await connect({ servers: server.url })
  const subjects: string[] = []
  connection.subscribe('>', { callback: (_error, { subject }) => void subjects.push(subject) })
  const layer = natsLayer(connection, { prefix: 'app.one.' })
  const seen: string[] = []
  await layer.subscribe('a.b *', (text) => seen.push(text))
  await layer.publish('a.b *', 'x')
  await layer.publish('é'.repeat(600), 'y')
  await connection.flush()
  assert.deepEqual(seen, ['x'])
  assert.equal(subjects[0], 'app.one.a%2Eb%20%2A')
  assert.match(subjects[1]!, /^app\.one\.%sha256-[0-9a-f]{64}$/)
  await layer.close()
  await connection.flush()
  await connection.close()
})

test('what is no connection, address or prefix is refused at once', () => {
  for (const wrong of ['', 'nats://', null, {}]) {
    assert.throws(() => natsLayer(wrong as never), { code: 'E_OPTION', message: /natsLayer\(to\)/ })
  }
  for (const prefix of ['', 'a b', 'a.*.', '>', '.a', 'a..b']) {
    assert.throws(() => natsLayer(server.url, { prefix }), { code: 'E_OPTION', message: /prefix/ })
  }
})
