/** One node of the cluster tests: serves the app and says where. */
import { listen } from 'overwire/node'
import { app } from './app.ts'

process.on('disconnect', () => process.exit())
const { port } = await listen(app, { port: Number(process.env['NODE_PORT'] ?? 0) })
process.send!({ port })
