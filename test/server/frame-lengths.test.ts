/** Frames of all lengths arrive whole, whichever letters they have. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Echo extends LiveView {
  @event
  repeat({ letter, times }: { letter: string; times: number }) {
    return letter.repeat(times)
  }

  render() {
    return html`<p>here</p>`
  }
}

// Around 126 and 65,536, where a head grows, and 8,192, from which text and head are written as two.
const lengths = [0, 100, 118, 8180, 65_525].flatMap((from) =>
  Array.from({ length: 16 }, (_, more) => from + more),
)

for (const letter of ['a', 'é', '€', '🙂']) {
  test(`replies of ${letter}, short and long, come whole and in order`, async (t) => {
    const { url } = await serve(t, (app) => app.live('/', Echo))
    const window = await RawWindow.join(url)
    for (const [at, times] of lengths.entries()) {
      const n = at + 1
      // It has what came before.
      window.send([2, window.frames.length - 1])
      window.send([1, n, 0, 'repeat', { letter, times }, 0, 1])
      const isReply = (frame: unknown[]) => frame[0] === 9 && frame[1] === n
      await window.answer(n)
      await window.until(() => window.frames.some(isReply))
      const text = String(window.frames.find(isReply)![2])
      assert.ok(text === letter.repeat(times), `${times} letters`)
    }
    assert.equal(window.closed, undefined)
  })
}
