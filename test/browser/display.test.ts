/** The part `display`: coming and going, dialogs, the focus, and where the page is scrolled to. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, each, event, html, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve, showsOnce } from './browser.ts'
import type { Tab } from './browser.ts'

const styles = `
  @keyframes fade { from { opacity: 0 } }
  .fade-in { animation: fade 300ms }
  .fade-out { transition: opacity 2s; opacity: 0 }
  .for-ever { animation: fade 10s infinite }
  #log { height: 100px; overflow: auto }
  #log p { height: 40px; margin: 0 }
`

class Page extends LiveView {
  static opened: Page[] = []
  rows = ['a', 'b', 'c']
  lines = 10
  dialog = false
  cancelled = 0
  panel = false
  target = false
  mount() {
    Page.opened.push(this)
  }
  @event set(change: Record<string, unknown>) {
    Object.assign(this, change)
  }
  @event cancel() {
    this.cancelled++
    this.dialog = false
  }
  render() {
    const { set } = this
    const leave = (row: string) => (row === 'c' ? 'for-ever' : 'fade-out')
    const row = (id: string) =>
      html`<li id=${id} live-enter="fade-in" live-leave=${leave(id)} @click=${call(set, { clicked: id })}>${id}</li>`
    const lines = Array.from({ length: this.lines }, (_, i) => i)
    return html`
      <ul>${each(this.rows, (id) => id, row)}</ul>
      <button id="go-b" @click=${call(set, { rows: ['a', 'c'] })}>-b</button>
      <button id="go-all" @click=${call(set, { rows: [] })}>-</button>
      <button id="turn" @click=${call(set, { rows: ['c', 'd', 'a'] })}>turn</button>
      <button id="open" @click=${call(set, { dialog: true })}>open</button>
      <dialog id="dialog" live-dialog=${this.dialog ? 'open' : 'closed'} @cancel=${this.cancel}>
        <input id="name"><button id="ok" @click=${call(set, { dialog: false })}>ok</button>
      </dialog>
      <i id="cancelled">${this.cancelled}</i>
      <button id="panel" @click=${call(set, { panel: true })}>panel</button>
      ${
        this.panel &&
        html`<div id="trap" live-focus-trap><button id="t1">1</button><button disabled>x</button><a id="t2" href="#t">2</a><button id="t3" @click=${call(set, { panel: false })}>close</button></div>`
      }
      <div id="log" tabindex="0" live-sticky-scroll>${each(
        lines,
        (n) => n,
        (n) => html`<p>${n}</p>`,
      )}</div>
      <button id="line" @click=${call(set, { lines: this.lines + 3 })}>line</button>
      <div style="height:3000px"></div>
      ${this.target && html`<p id="target" live-scroll-into-view="center">here</p>`}
      <div style="height:3000px"></div>
    `
  }
}

async function open(): Promise<Tab> {
  const { url } = await serve(
    (app) => {
      app.live('/', Page)
      const headers = { 'content-type': 'text/css' }
      app.http('/app.css', () => new Response(styles, { headers }))
    },
    {
      layout: ({ content, script }) =>
        html`<!doctype html><html><head><title>t</title><link rel="stylesheet" href="/app.css">${script}</head><body>${content}</body></html>`,
    },
  )
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

const texts = (tab: Tab, selector: string) => tab.page.locator(selector).allTextContents()

test('what comes plays its classes, what came with the page does not [B40]', async () => {
  const tab = await open()
  const { page } = tab
  assert.equal(await page.locator('.fade-in').count(), 0)
  await page.evaluate(() => {
    addEventListener('animationstart', (event) => {
      const { id } = event.target as Element
      document.documentElement.dataset['played'] =
        (document.documentElement.dataset['played'] ?? '') + id
    })
  })
  await page.click('#turn')
  await page.waitForSelector('html[data-played=d]')
  await page.waitForSelector('#d:not(.fade-in)')
  assertNoErrors(tab)
})

test('what goes plays its classes first, where it was, and nobody can press it [B41]', async () => {
  const tab = await open()
  const { page } = tab
  const goes = '#b.fade-out[live-leaving][inert]'
  assert.deepEqual(await showsOnce(page, goes, () => page.click('#go-b'), 'li'), ['a', 'b', 'c'])
  await page.waitForSelector('#b', { state: 'detached' })
  const all = () => page.click('#go-all')
  assert.deepEqual(await showsOnce(page, '#a[live-leaving]', all, 'li'), ['a', 'c'])
  // An animation without end is not waited for.
  await page.waitForSelector('#c', { state: 'detached' })
  assertNoErrors(tab)
})

test('a list that is turned round meanwhile is right, now and afterwards [B41]', async () => {
  const tab = await open()
  const { page } = tab
  await showsOnce(page, '#b[live-leaving]', () => page.click('#go-b'))
  await page.click('#turn')
  await page.waitForSelector('#d')
  assert.deepEqual(await texts(tab, 'li:not([live-leaving])'), ['c', 'd', 'a'])
  await page.waitForSelector('#b', { state: 'detached' })
  assert.deepEqual(await texts(tab, 'li'), ['c', 'd', 'a'])
  assert.ok(!tab.frames.some((frame) => frame.startsWith('> [4')), 'the page was asked for again')
  assertNoErrors(tab)
})

test('who wants reduced motion gets none [B41]', async () => {
  const tab = await open()
  const { page } = tab
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.evaluate(() => {
    const list = document.querySelector('ul')!
    new MutationObserver(() => (list.dataset['seen'] ||= String(list.children.length))).observe(
      list,
      { childList: true },
    )
  })
  await page.click('#go-b')
  await page.waitForSelector('ul[data-seen="2"]')
  assertNoErrors(tab)
})

test('a dialog opens and closes with the view’s state, Escape tells the view, the focus comes back [B35]', async () => {
  const tab = await open()
  const { page } = tab
  await page.focus('#open')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#dialog:modal')
  await page.waitForFunction(() => document.activeElement?.id === 'name')
  await page.keyboard.press('Escape')
  await page.waitForSelector('#cancelled:has-text("1")')
  await page.waitForSelector('#dialog:not([open])', { state: 'attached' })
  await page.waitForFunction(() => document.activeElement?.id === 'open')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#dialog:modal')
  await page.click('#ok')
  await page.waitForSelector('#dialog:not([open])', { state: 'attached' })
  assert.equal(await page.textContent('#cancelled'), '1')
  assertNoErrors(tab)
})

test('Tab goes round in a trap, and the focus goes back when it closes [B145]', async () => {
  const tab = await open()
  const { page } = tab
  await page.focus('#panel')
  await page.keyboard.press('Enter')
  const focused = (id: string) =>
    page.waitForFunction((wanted) => document.activeElement?.id === wanted, id)
  await focused('t1')
  await page.keyboard.press('Shift+Tab')
  await focused('t3')
  await page.keyboard.press('Tab')
  await focused('t1')
  await page.keyboard.press('Tab')
  await focused('t2')
  await page.focus('#t3')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#trap', { state: 'detached' })
  await focused('panel')
  assertNoErrors(tab)
})

test('a log stays at its end, unless the user scrolled up [B34]', async () => {
  const tab = await open()
  const { page } = tab
  const atEnd = () =>
    page.waitForFunction(() => {
      const log = document.querySelector('#log')!
      return log.scrollHeight - log.clientHeight - log.scrollTop <= 1 && log.scrollTop > 0
    })
  const lines = (count: number) => page.waitForSelector(`#log:has(p:nth-child(${count}))`)
  await atEnd()
  await page.click('#line')
  await lines(13)
  await atEnd()
  await page.focus('#log')
  await page.keyboard.press('Home')
  await page.waitForFunction(() => document.querySelector('#log')!.scrollTop === 0)
  await page.click('#line')
  await lines(16)
  assert.equal(await page.$eval('#log', (log) => log.scrollTop), 0)
  await page.$eval('#log', (log) => log.scrollTo({ top: log.scrollHeight }))
  await page.click('#line')
  await lines(19)
  await atEnd()
  assertNoErrors(tab)
})

test('scrolls to an element when it comes, once [B33]', async () => {
  const tab = await open()
  const { page } = tab
  await pushTarget(true)
  await page.waitForSelector('#target')
  const inView = () =>
    page.waitForFunction(() => {
      const { top } = document.querySelector('#target')!.getBoundingClientRect()
      return Math.abs(top - innerHeight / 2) < 100
    })
  await inView()
  await page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
  Page.opened.at(-1)!.lines = 11
  Page.opened.at(-1)!.sendUpdate()
  await page.waitForSelector('#log:has(p:nth-child(11))')
  assert.equal(await page.evaluate(() => scrollY), 0)
  assertNoErrors(tab)
})

async function pushTarget(target: boolean): Promise<void> {
  const page = Page.opened.at(-1)!
  page.target = target
  page.sendUpdate()
}
