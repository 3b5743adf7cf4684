import Fastify from 'fastify'
import { overwire } from 'overwire/fastify'
// imports

// app
const host = Fastify()
await host.register(overwire(app))
host.get('/api/time', () => ({ now: Date.now() }))

const port = Number(process.env['PORT'] ?? 3000)
await host.listen({ port, host: '0.0.0.0' })
console.log(`Open http://localhost:${port}`)
// stop
