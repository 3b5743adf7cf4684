/** What Node serves, in the runtime that runs this: at the root, and below a path; views as they are written. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, LiveView } from 'overwire'
import { listen } from 'overwire/node'
import { adapterSuite, openWindow } from 'overwire/testing'

for (const basePath of ['/', '/x/y']) {
  adapterSuite(`listen ${basePath}`, {
    basePath,
    serve: (app) => listen(app, { port: 0 }),
    isHosted: false,
  })
}

class Counter extends LiveView {
  count = 0
  @event add() {
    return ++this.count
  }
  render() {
    return html`<button @click=${this.add}>${this.count}</button>`
  }
}

test('a view with a decorator runs without a build', async () => {
  const app = createApp({ secret: 'a secret of this test' }).live('/', Counter)
  const server = await listen(app, { port: 0 })
  const window = await openWindow(server.url)
  assert.equal(await window.push('add'), 1)
  await window.close()
  await server.close()
})
