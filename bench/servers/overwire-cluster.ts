/** S5cluster for Overwire: two nodes of an app, and Redis between them. */
import { createApp } from 'overwire'
import { listen } from 'overwire/node'
import { redisLayer } from 'overwire/redis'
import { serveCluster } from './cluster.ts'
import { publish, Ticker } from './overwire/ticker.ts'

await serveCluster(import.meta.url, {
  async start(port, redis) {
    const app = createApp({
      secret: 'a secret for the bench only',
      layer: redisLayer(redis),
      limits: { windowsPerAddress: Infinity, mountsPerSecond: Infinity },
    })
    app.live('/ticker', Ticker)
    await listen(app, { port, host: '127.0.0.1' })
  },
  publish,
})
