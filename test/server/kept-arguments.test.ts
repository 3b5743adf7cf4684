/** What a browser sent is let go of when it is answered: a window keeps none of it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { event, html, LiveView } from 'overwire'
import type { App } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { everyone, signal } from 'overwire/signals'
import { eventually } from '../eventually.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

class Home extends LiveView {
  count = 0
  @event add() {
    this.count++
  }
  @event refuse() {
    throw new Error('no')
  }
  render() {
    return html`<p>${this.count}</p>`
  }
}
liveviewHandler('kept.handler', () => {})
signal({ path: 'kept.signal', isAllowedTo: everyone }, () => {})

const silent = { info() {}, warn() {}, error() {} }
const route = (app: App): void => void app.live('/', Home)
const frames: Record<string, (n: number, args: object) => unknown[]> = {
  'an event': (n, args) => [1, n, 0, 'add', args],
  'an event that fails': (n, args) => [1, n, 0, 'refuse', args],
  'an event that there is none of': (n, args) => [1, n, 0, 'nothing', args],
  'a call of a handler': (n, args) => [6, n, 0, 0, 'kept.handler', args],
  'a call of a handler that there is none of': (n, args) => [6, n, 0, 0, 'nothing', args],
  'a call of a signal': (n, args) => [6, n, 0, 1, 'kept.signal', args],
  'a call of a signal that there is none of': (n, args) => [6, n, 0, 1, 'nothing', args],
}

for (const [what, frame] of Object.entries(frames)) {
  test(`the arguments of ${what} are let go of, the window’s first and later ones`, async (t) => {
    // In development errors are kept for the browser, and they hold what was running.
    const { url } = await serve(t, route, { development: false, logger: silent })
    const window = await RawWindow.join(url)
    const seen: WeakRef<object>[] = []
    const { parse } = JSON
    JSON.parse = (text: string, ...rest: never[]) => {
      const value = parse(text, ...rest) as unknown
      if (text.includes('a mark of this test') && Array.isArray(value)) {
        seen.push(new WeakRef(value.at(-1) as object))
      }
      return value
    }
    try {
      for (let n = 1; n <= 3; n++) {
        window.send(frame(n, { form: { mark: 'a mark of this test' } }))
        await window.answer(n)
      }
      assert.equal(seen.length, 3)
      await eventually(
        async () => {
          await pause(1)
          collect()
          return seen.every((one) => one.deref() === undefined)
        },
        'nothing is kept',
        { state: () => seen.map((one) => one.deref()) },
      )
    } finally {
      JSON.parse = parse
    }
    await window.close()
  })
}
