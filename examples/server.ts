/** The example gallery: `npm start`, then http://localhost:3000. PORT chooses another port. */
import { listen } from 'overwire/node'
import { app } from './app.ts'

const server = await listen(app)
console.log(`The Overwire gallery is at ${server.url}`)
// Only a process that was forked has somebody to tell.
process.send?.({ port: server.port })
