import { createApp, defineTopic } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { signal } from 'overwire/signals'
import { Counter } from './counter.ts'

export const orders = defineTopic<{ placed: { id: number } }>('orders')
liveviewHandler('hello', (consumer) => send(consumer, { target: '#x', text: 'hello' }))
signal({ path: 'toolchain.done' }, () => {})

export const app = createApp({ secret: 'long enough to be one' }).live('/', Counter)
const answer = await app.fetch(new Request('http://localhost/'))
process.stdout.write(`${answer.status} ${/live-click="[^"]*"/.exec(await answer.text())?.[0]}\n`)
await app.stop()
