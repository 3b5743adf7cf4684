/** What an event that then throws wanted the browser to do. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

class Page extends LiveView {
  seen: string[] = []
  @event good(): void {
    this.putFlash('info', 'good')
  }
  @event undesired(): void {
    this.putFlash('info', 'undesired')
    this.pushEvent('undesired', {})
    this.livePatch({ params: { undesired: '1' } })
    this.liveRedirect('/undesired')
    throw new Error('no')
  }
  @event async badLater(): Promise<void> {
    this.putFlash('info', 'undesired')
    await Promise.resolve()
    this.livePatch({ params: { undesired: '2' } })
    throw new Error('no')
  }
  @event patch(): void {
    this.livePatch({ params: { page: '2' } })
  }
  override handleParams(query: Record<string, string>): void {
    this.seen = [...this.seen, JSON.stringify(query)]
  }
  override render() {
    return html`<p>${this.seen.join()}</p>`
  }
}

test('messages, events, addresses and redirects of an event that throws are not delivered', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Page))
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'good'])
  window.send([1, 2, 0, 'undesired'])
  window.send([1, 3, 0, 'badLater'])
  window.send([1, 4, 0, 'patch'])
  await window.answer(4)
  const said = () => JSON.stringify(window.frames)
  await window.until(() => /"url","\/\?page=2"/.test(said()))
  assert.match(said(), /\["flash","info","good"\]/)
  assert.doesNotMatch(said(), /undesired/)
  assert.match(said(), /"\{\},\{\\"page\\":\\"2\\"\}"|\{\},\{\\\\\\"page\\\\\\":\\\\\\"2/)
})
