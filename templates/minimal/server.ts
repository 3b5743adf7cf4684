import { listen } from 'overwire/node'
import { app } from './app.ts'

const { url } = await listen(app)
console.log(`Open ${url}`)
