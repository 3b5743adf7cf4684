import type { Server } from 'node:http'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { overwire } from 'overwire/hono'
import { attachSockets } from 'overwire/node'
// imports

// app
const host = new Hono()
host.use(overwire(app))
host.get('/api/time', (context) => context.json({ now: Date.now() }))

const port = Number(process.env['PORT'] ?? 3000)
const server = serve({ fetch: host.fetch, port }, () =>
  console.log(`Open http://localhost:${port}`),
)
attachSockets(app, server as Server)
// stop
