/** A small app that uses a bit of everything; bundle.test.ts makes one file of it. */
import { createApp, event, html, LiveView } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { SERVER, signal, trigger } from 'overwire/signals'
import { schedule } from 'overwire/tasks'
import { listen } from 'overwire/node'

class Counter extends LiveView {
  count = 0

  @event
  add() {
    this.count++
    return trigger(this, 'bundle.counted', { to: SERVER, count: this.count })
  }

  render() {
    return html`<p>${this.count}</p>
      <button id="add" @click=${this.add}>add</button>
      <div data-controller="page">
        <button id="hello" data-action="page#run" data-liveview-function="hello">hello</button>
      </div>
      <output id="said"></output>`
  }
}

liveviewHandler('hello', (consumer) => send(consumer, { target: '#said', text: 'hello' }))
signal<{ count: number }>({ path: 'bundle.counted' }, (_info, { count }) =>
  console.log(`signal ${count}`),
)
signal({ path: 'bundle.tick' }, () => console.log('schedule'))
await schedule('* * * * * *', 'bundle.tick')

const app = createApp({ development: false, secret: 'a secret for the bundle test' })
app.live('/', Counter)
const { url } = await listen(app, { port: 0 })
console.log(`url ${url}`)
