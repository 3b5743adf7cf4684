import express from 'express'
import { overwire } from 'overwire/express'
import { attachSockets } from 'overwire/node'
// imports

// app
const host = express()
// Before what parses bodies: the app reads its own.
host.use(overwire(app))
host.get('/api/time', (_request, response) => void response.json({ now: Date.now() }))

const port = Number(process.env['PORT'] ?? 3000)
const server = host.listen(port, () => console.log(`Open http://localhost:${port}`))
attachSockets(app, server)
// stop
