/** The channel layer over NATS. */
import { after, before } from 'node:test'
import { natsLayer } from 'overwire/nats'
import { layerSuite } from 'overwire/testing'
import { startNats } from '../services/nats-server.ts'
import type { Service } from '../services/service.ts'

let server: Service
before(async () => {
  server = await startNats()
})
after(() => server.stop())

layerSuite('nats, by its address', () => natsLayer(server.url), {
  restart: () => server.restart(),
})
