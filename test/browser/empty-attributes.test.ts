/** An attribute in which nothing is left is none: neither `class=""` nor `style=""` stay behind. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, pushToView } from 'overwire'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, serve } from './browser.ts'

let goOn: (() => void) | undefined

class Page extends LiveView {
  look: string | null = 'color: red'
  kind: string | null = 'a b'
  @event async wait() {
    await new Promise<void>((resolve) => (goOn = resolve))
  }
  override render() {
    return html`
      <p id="plain" class=${this.kind} style=${this.look}>x</p>
      <p id="touched" class=${this.kind} style=${this.look}>x</p>
      <button id="bare" @click=${this.wait}>b</button>
      <button id="loading" @click=${this.wait} live-loading="busy">l</button>
    `
  }
}

test('a removed style or class leaves no empty attribute, and what others put there stays', async () => {
  const { url } = await serve((app) => app.live('/', Page))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  const attributes = (id: string): Promise<(string | null)[]> =>
    page.$eval(id, (element) => [element.getAttribute('class'), element.getAttribute('style')])
  await page.evaluate(() => {
    const touched = document.querySelector<HTMLElement>('#touched')!
    touched.classList.add('mine')
    touched.style.top = '1px'
  })
  await pushToView(Page, { state: { look: null, kind: null } })
  await page.waitForSelector('#plain:not([class])')
  assert.deepEqual(await attributes('#plain'), [null, null])
  assert.deepEqual(await attributes('#touched'), ['mine', 'top: 1px;'])
  await pushToView(Page, { state: { look: 'color: blue', kind: 'c' } })
  await page.waitForSelector('#touched.mine.c')
  await page.evaluate(() => {
    const touched = document.querySelector<HTMLElement>('#touched')!
    touched.classList.remove('mine')
    touched.style.removeProperty('top')
  })
  await pushToView(Page, { state: { look: null, kind: null } })
  await page.waitForSelector('#touched:not([class])')
  assert.deepEqual(await attributes('#touched'), [null, null])
  assertNoErrors(tab)
})

test('an element that waits, and one that waited, has no empty class', async () => {
  const { url } = await serve((app) => app.live('/', Page))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  for (const [id, shown] of [
    ['#bare', null],
    ['#loading', 'busy'],
  ] as const) {
    await page.click(id)
    await eventually(() => goOn !== undefined, 'the event runs')
    assert.equal(await page.getAttribute(id, 'class'), shown)
    goOn!()
    goOn = undefined
    await page.waitForSelector(`${id}:not([aria-busy])`)
    assert.equal(await page.getAttribute(id, 'class'), null)
  }
  assertNoErrors(tab)
})
