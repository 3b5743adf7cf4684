/** Messages to the user, from putFlash to their end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, flash, html, LiveView } from 'overwire'
import type { App, Layout } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

class Messages extends LiveView {
  count = 0
  static ms = 0
  @event put({ level, text }: { level: string; text: string }) {
    this.putFlash(level, text)
    this.count++
  }
  @event clear({ level }: { level?: string }) {
    this.clearFlash(level)
  }
  @event patch() {
    this.livePatch({ params: { n: this.count } })
    this.count++
  }
  @event leave({ to }: { to: string }) {
    this.putFlash('success', 'Goodbye')
    this.liveRedirect(to)
  }
  render() {
    return html`<h1>Messages ${this.count}</h1>${flash({ autoDismiss: Messages.ms })}
      <button id="info" @click=${this.put} live-value-level="info" live-value-text="<b>Saved</b>">i</button>
      <button id="error" @click=${this.put} live-value-level="error" live-value-text="Broken">e</button>
      <button id="clear-info" @click=${this.clear} live-value-level="info">c</button>
      <button id="clear" @click=${this.clear}>a</button>
      <button id="patch" @click=${this.patch}>p</button>
      <button id="leave" @click=${this.leave} live-value-to="/next">l</button>
      <button id="leave-far" @click=${this.leave} live-value-to="/far">f</button>
      <a id="next" href="/next" live-navigate>Next</a>`
  }
}

class Next extends LiveView {
  render() {
    return html`<main><h1>Next</h1></main>${flash({ autoDismiss: 0 })}<a href="/" live-navigate>Back</a>`
  }
}

class Sender extends LiveView {
  mount() {
    this.putFlash('warning', 'Sent on')
    this.liveRedirect('/next')
  }
  render() {
    return html`<p>never</p>`
  }
}

class Bare extends LiveView {
  mount() {
    this.putFlash('info', 'From mount')
  }
  render() {
    return html`<h1>Bare</h1>`
  }
}

const far: Layout = ({ title, content, script }) => html`
  <!doctype html>
  <html lang="en"><head><title>${title}</title>${script}</head><body class="far">${content}</body></html>
`

function pages(app: App): void {
  app.live('/', Messages).live('/next', Next).live('/sender', Sender).live('/bare', Bare)
  app.live('/far', Next, { layout: far })
}

async function open(path: string): Promise<Tab> {
  const { url } = await serve(pages)
  const tab = await openTab(url + path)
  await tab.connected()
  return tab
}

const shown = ({ page }: Tab): Promise<(string | null)[]> =>
  page.$$eval('.live-flash:not(.live-flash-removing) span', (all) =>
    all.map((one) => one.textContent),
  )

test('messages stack as text, with a role by their level, and are cleared by it [A42, A43]', async () => {
  Messages.ms = 0
  const tab = await open('/')
  const { page } = tab
  await page.click('#info')
  await page.click('#error')
  await page.waitForSelector('.live-flash-error[role=alert]')
  await page.waitForSelector('.live-flash-info[role=status]')
  assert.deepEqual(await shown(tab), ['<b>Saved</b>', 'Broken'])
  assert.equal(await page.$('.live-flash b'), null)
  await page.click('#patch')
  await page.waitForFunction(() => location.search === '?n=2')
  assert.deepEqual(await shown(tab), ['<b>Saved</b>', 'Broken'])
  await page.click('#clear-info')
  await page.waitForSelector('.live-flash-info', { state: 'detached' })
  assert.deepEqual(await shown(tab), ['Broken'])
  await page.click('.live-flash [aria-label=Close]')
  await page.waitForSelector('.live-flash', { state: 'detached' })
  await page.click('#info')
  await page.waitForSelector('.live-flash-info')
  await page.focus('.live-flash-close')
  await page.keyboard.press('Escape')
  await page.waitForSelector('.live-flash', { state: 'detached' })
  assertNoErrors(tab)
})

test('a message goes by itself, but not while it is pointed at [A43]', async () => {
  Messages.ms = 60_000
  const tab = await open('/')
  const { page } = tab
  await page.clock.install()
  await page.reload()
  await tab.connected()
  await page.click('#info')
  await page.waitForSelector('.live-flash-info')
  await page.hover('.live-flash-info')
  // Longer than it lasts when nobody reads it.
  await page.clock.fastForward(90_000)
  assert.ok((await shown(tab)).includes('<b>Saved</b>'))
  await page.mouse.move(5, 500)
  await page.clock.fastForward(50_000)
  assert.ok((await shown(tab)).includes('<b>Saved</b>'))
  await page.clock.fastForward(20_000)
  await page.clock.runFor(1000)
  await page.waitForSelector('.live-flash', { state: 'detached' })
  assertNoErrors(tab)
})

test('a navigation clears messages; one that comes with a redirect is seen on the next page [A44]', async () => {
  Messages.ms = 0
  const tab = await open('/')
  const { page } = tab
  await page.click('#info')
  await page.waitForSelector('.live-flash-info')
  await page.click('#leave')
  await page.waitForSelector('main h1')
  await page.waitForSelector('.live-flash-success:has-text("Goodbye")')
  await page.waitForSelector('.live-flash-info', { state: 'detached' })
  assert.equal(await page.$$eval('[live-flash] .live-flash', ({ length }) => length), 1)
  await page.click('a')
  await page.waitForSelector('.live-flash', { state: 'detached' })
  await page.click('#leave-far')
  await page.waitForSelector('body.far .live-flash-success:has-text("Goodbye")')
  assertNoErrors(tab)
})

test('a message of a view that redirects over HTTP is shown once, on the page that comes [A44]', async () => {
  const tab = await open('/sender')
  const { page } = tab
  assert.equal(new URL(page.url()).pathname, '/next')
  await page.waitForSelector('.live-flash-warning:has-text("Sent on")')
  await page.reload()
  await tab.connected()
  // The part that would show it is there.
  await page.waitForFunction(() => document.adoptedStyleSheets.length > 0)
  assert.deepEqual(await shown(tab), [])
  assertNoErrors(tab)
})

test('a page without a container gets one; mount may put messages [A42]', async () => {
  const tab = await open('/bare')
  await tab.page.waitForSelector(
    'body > .live-flash-container .live-flash-info:has-text("From mount")',
  )
  assertNoErrors(tab)
})
