/** Views with many components: one render takes a frame for each. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, each, event, html, LiveComponent, LiveView, pushToView } from 'overwire'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

class Row extends LiveComponent<{ id: number }> {
  render() {
    return html`<i>${this.props.id}</i>`
  }
}

class Board extends LiveView {
  n = 1
  set({ n }: { n: number }): void {
    this.n = n
  }
  @event async grow({ n }: { n: number }): Promise<void> {
    await pushToView(Board, { handler: 'set', payload: { n } })
  }
  render() {
    const rows = Array.from({ length: this.n }, (_, id) => ({ id }))
    return html`<ul @click=${this.grow}>
      ${each(rows, 'id', ({ id }) => html`<li>${component(Row, { id })}</li>`)}
    </ul>`
  }
}

test('a view may get many components at once: no window that shows it is closed', async (t) => {
  const limits = { ringFrames: 5 }
  const { url } = await serve(t, (app) => app.live('/', Board), { limits, development: false })
  const [one, other] = [await RawWindow.join(url), await RawWindow.join(url)]
  one.send([1, 1, 0, 'grow', { n: 300 }])
  for (const window of [one, other]) {
    await window.until(() => window.closed !== undefined || window.frames.length > 300)
    assert.equal(window.closed, undefined)
    window.send([2, window.frames.length - 1])
  }
  other.send([1, 1, other.frames.length - 1, 'grow', { n: 301 }])
  await eventually(() => [one, other].every(({ frames }) => frames.length > 302))
  assert.deepEqual([one.closed, other.closed], [undefined, undefined])
})
