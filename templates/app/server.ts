import { listen } from 'overwire/node'
import { makeApp } from './app.ts'
import { openDatabase } from './database.ts'

const database = await openDatabase(process.env['DATABASE_URL'] ?? 'file:app.db')
const { url } = await listen(await makeApp(database))
console.log(`Open ${url}`)
