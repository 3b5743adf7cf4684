/** Pushes, shared instances and stored states find views by the names of their classes: two of one name are refused. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, html, LiveView, pushToView } from 'overwire'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Board extends LiveView {
  text = 'first'
  override render() {
    return html`<p>${this.text}</p>`
  }
}

/** Another class of the same name, as another file has it. */
function another(): typeof Board {
  class Other extends LiveView {
    text = 'second'
    override render() {
      return html`<b>${this.text}</b>`
    }
  }
  Object.defineProperty(Other, 'name', { value: 'Board' })
  return Other
}

test('a second view class with the name of another is an error that says where both are', () => {
  const app = createApp().live('/', Board)
  assert.throws(() => app.live('/other', another()), {
    code: 'E_VIEW_NAME',
    message: /two named "Board".*view-names\.test\.ts:\d+.*view-names\.test\.ts:\d+/s,
  })
})

test('one class at two addresses is one view: a push reaches both', async (t) => {
  const { url } = await serve(t, (app) => void app.live('/', Board).live('/again', Board))
  const [one, two] = [await RawWindow.join(url, '/'), await RawWindow.join(url, '/again')]
  await pushToView(Board, { state: { text: 'pushed' } })
  for (const window of [one, two]) {
    await window.until(() => JSON.stringify(window.frames).includes('pushed'))
  }
})
