/** One node of the cluster tests: serves the app and says where. */
import { listen } from 'overwire/node'
import { app } from './app.ts'
import { endWithParent } from '../end-with-parent.ts'

endWithParent()
const { port } = await listen(app, { port: Number(process.env['NODE_PORT'] ?? 0) })
process.send!({ port })
