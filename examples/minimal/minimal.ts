import { createApp, html } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { listen } from 'overwire/node'
import type { App } from 'overwire'

liveviewHandler('say_hello', (consumer, { form }) => {
  const name = String(form['name'] ?? '').trim() || 'stranger'
  send(consumer, { target: '#greeting', html: html`<p>Hello, <b>${name}</b>!</p>` })
})

export function addMinimal(app: App) {
  app.page('/minimal', minimalPage, { title: 'Minimal' })
}

function minimalPage() {
  return html`
    <form
      class="minimal" data-controller="page"
      data-action="submit->page#run" data-liveview-function="say_hello"
    >
      <label for="name">Your name</label>
      <div>
        <input id="name" name="name" autocomplete="given-name" />
        <button>Say hello</button>
      </div>
      <div id="greeting" role="status"></div>
    </form>
  `
}

/** Alone: node --import tsx examples/minimal/minimal.ts */
if (process.argv[1] === import.meta.filename) {
  const app = createApp()
  addMinimal(app)
  const { url } = await listen(app)
  console.log(`${url}/minimal`)
}
