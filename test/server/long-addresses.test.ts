/** Addresses up to the longest that a page may have, and beyond. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

const MOST = 8192
/** An address of so many characters. */
const long = (length: number, char = 'x'): string => '/?q='.padEnd(length, char)

class Home extends LiveView {
  n = 0
  @event inc() {
    return ++this.n
  }
  @event far() {
    this.livePatch(long(MOST))
  }
  @event farther() {
    this.livePatch(long(MOST + 1))
  }
  render() {
    return html`<p>${this.n} ${this.request.url.length}</p><button @click=${this.inc}>x</button>`
  }
}

test('a page gets its connection with any address that it is served at; longer ones get 414', async (t) => {
  let failures = 0
  const { url } = await serve(t, (app) => app.live('/', Home), { onError: () => void failures++ })
  // JSON writes a backslash as two.
  for (const path of [long(3000), long(MOST), long(MOST, '\\')]) {
    const page = await loadPage(url + path)
    const window = await RawWindow.joinPage(url, page)
    window.send([1, 1, 0, 'inc'])
    assert.equal((await window.answer(1))?.[0], 1, window.reason)
    // Back after a lost connection, and mounted anew.
    const key = window.frames[0]![3] as string
    window.socket.terminate()
    await window.closing()
    for (const known of [key, 'nobody.nothing']) {
      const again = await RawWindow.joinPage(url, page, known, 0, [], path)
      assert.equal(again.closed, undefined, again.reason)
      await again.close()
    }
  }
  for (const method of ['GET', 'HEAD']) {
    const response = await fetch(url + long(MOST + 1), { method })
    assert.equal(response.status, 414)
    assert.equal(/too long/.test(await response.text()), method === 'GET')
  }
  assert.equal(failures, 0)
})

test('a view goes to any address that pages may have, and to no longer one', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Home))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'far'])
  await window.answer(1)
  await window.until(() => JSON.stringify(window.frames).includes(`${MOST}`))
  window.send([1, 2, 0, 'farther'])
  assert.equal((await window.answer(2))[2], 'E_HANDLER')
  assert.match(JSON.stringify(logged.at(-1)), /E_ADDRESS_SIZE/)
  window.send([5, 3, 0, long(MOST), 1])
  assert.notEqual((await window.answer(3))?.[0], 2)
  assert.equal(window.closed, undefined)
})
