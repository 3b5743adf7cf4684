/** Links, history and titles of pages that are never loaded again. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, flash, html, LiveView, liveView } from 'overwire'
import type { App, AppOptions, Layout, Params } from 'overwire'
import type { Page as BrowserPage } from 'playwright-core'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Served, Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

/** What is the same on all pages: links, and a way to see that nothing was loaded. */
const links = html`
  <nav>
    <a id="to-home" href="/" live-navigate>Home</a>
    <a id="to-list" href="/list" live-navigate>List</a>
    <a id="to-long" href="/long" live-navigate>Long</a>
    <a id="to-place" href="/long#place" live-navigate>Place</a>
  </nav>
`

class Home extends LiveView {
  pageTitle = 'Home'
  @event go({ url }: { url: string }) {
    this.liveRedirect(url)
  }
  render() {
    return html`${links}<h1>Home</h1>
      <button id="redirect" @click=${this.go} live-value-url="/hop">Go</button>
      <button id="loop" @click=${this.go} live-value-url="/loop">Loop</button>
      <button id="circle" @click=${this.go} live-value-url="/circle">Circle</button>
      <button id="else" @click=${this.go} live-value-url="/other">Other layout</button>
      <a id="blank" href="/list" target="_blank" live-navigate>New window</a>
      <a id="bare" href="#foot" live-navigate>Foot</a>
      <input id="typed"><p id="foot">Foot</p>`
  }
}

class List extends LiveView {
  page = 1
  calls: string[] = []
  handleParams({ page = '1' }: Params, url: string) {
    this.page = Number(page)
    this.pageTitle = `List ${page}`
    this.calls = [...this.calls, url]
  }
  @event next() {
    this.livePatch({ params: { page: this.page + 1 } })
  }
  @event instead() {
    this.livePatch('?page=9', { replace: true })
  }
  render() {
    return html`${links}<h1>List, page ${this.page}</h1><ol>${this.calls.join(' ')}</ol>
      <a id="two" href="?page=2" live-patch>Two</a>
      <button id="next" @click=${this.next}>Next</button>
      <button id="instead" @click=${this.instead}>Instead</button>`
  }
}

class Long extends LiveView {
  pageTitle = 'Long'
  render() {
    return html`${links}<main><h1>Long</h1>
      <div id="box" live-keep-scroll="box" style="height: 100px; overflow: auto">
        <div style="height: 1000px">Inside</div>
      </div>
      <div style="height: 3000px"></div><p id="place">Place</p>
      <div style="height: 3000px"></div></main>`
  }
}

class Hop extends LiveView {
  mount() {
    this.liveRedirect('/list?page=4')
  }
  render() {
    return html`<p>never</p>`
  }
}

class Loop extends LiveView {
  mount({ url }: { url: string }) {
    this.liveRedirect(url === '/loop' ? '/pool' : '/loop')
  }
  render() {
    return html`<p>never</p>`
  }
}

class Circle extends LiveView {
  mount() {
    this.sendAfter(0, 'on')
  }
  handleInfo() {
    this.liveRedirect(this.request.path === '/circle' ? '/round' : '/circle')
  }
  render() {
    return html`<h1>Circle</h1>`
  }
}

const otherLayout: Layout = ({ title, content, script }) => html`
  <!doctype html>
  <html lang="en"><head><title>${title}</title>${script}</head><body class="other">${content}</body></html>
`

function pages(app: App): void {
  app.live('/', Home).live('/list', List).live('/long', Long).live('/hop', Hop)
  app.live('/loop', Loop).live('/pool', Loop).live('/circle', Circle).live('/round', Circle)
  app.live('/other', Home, { layout: otherLayout })
}

interface Marked {
  marked?: boolean
}

/** Opens a page that remembers that it was never loaded again. */
async function open(path: string, options?: AppOptions): Promise<{ tab: Tab; served: Served }> {
  const served = await serve(pages, options)
  const tab = await openTab(served.url + path)
  await tab.connected()
  await tab.page.evaluate(() => void ((window as Marked).marked = true))
  return { tab, served }
}

const isSameDocument = (page: BrowserPage): Promise<boolean> =>
  page.evaluate(() => (window as Marked).marked === true)

const atHeading = (page: BrowserPage, text: string): Promise<unknown> =>
  page.waitForFunction((wanted) => document.querySelector('h1')?.textContent === wanted, text)

const at = (page: BrowserPage, path: string): Promise<unknown> =>
  page.waitForFunction((wanted) => location.pathname + location.search === wanted, path)

test('live-patch and livePatch change address and view; handleParams takes them [A33, A36]', async () => {
  const { tab } = await open('/list')
  const { page } = tab
  await page.click('#two')
  await at(page, '/list?page=2')
  await atHeading(page, 'List, page 2')
  await page.click('#next')
  await at(page, '/list?page=3')
  await page.click('#instead')
  await at(page, '/list?page=9')
  assert.equal(await page.textContent('ol'), '/list /list?page=2 /list?page=3 /list?page=9')
  await page.goBack()
  await at(page, '/list?page=2')
  await atHeading(page, 'List, page 2')
  await page.waitForFunction(() => document.title === 'List 2')
  await page.goForward()
  await atHeading(page, 'List, page 9')
  assert.equal(await isSameDocument(page), true)
  assertNoErrors(tab)
})

test('live-navigate and liveRedirect show another page; redirects of pages are followed [A37, B26]', async () => {
  const { tab } = await open('/')
  const { page } = tab
  await page.fill('#typed', 'of this page alone')
  await page.click('#to-list')
  await atHeading(page, 'List, page 1')
  await at(page, '/list')
  await page.goBack()
  await atHeading(page, 'Home')
  assert.equal(await page.inputValue('#typed'), '')
  await page.click('#redirect')
  await at(page, '/list?page=4')
  await atHeading(page, 'List, page 4')
  await page.goBack()
  await at(page, '/')
  await atHeading(page, 'Home')
  assert.equal(await isSameDocument(page), true)
  assertNoErrors(tab)
})

test('back and forward restore content, title, window and containers [B25]', async () => {
  const { tab } = await open('/')
  const { page } = tab
  await page.click('#to-long')
  await atHeading(page, 'Long')
  await page.evaluate(() => {
    scrollTo(0, 1234)
    document.querySelector('#box')!.scrollTop = 77
  })
  await page.evaluate(() => document.querySelector<HTMLElement>('#to-list')!.click())
  await atHeading(page, 'List, page 1')
  assert.equal(await page.evaluate(() => scrollY), 0)
  await page.click('#two')
  await at(page, '/list?page=2')
  for (let round = 0; round < 3; round++) {
    await page.goBack()
    await atHeading(page, 'List, page 1')
    await page.goBack()
    await atHeading(page, 'Long')
    await page.waitForFunction(() => scrollY === 1234 && document.title === 'Long')
    assert.equal(await page.evaluate(() => document.querySelector('#box')!.scrollTop), 77)
    await page.goBack()
    await atHeading(page, 'Home')
    await page.waitForFunction(() => scrollY === 0 && document.title === 'Home')
    await page.goForward()
    await page.goForward()
    await atHeading(page, 'List, page 1')
    await page.goForward()
    await atHeading(page, 'List, page 2')
    await page.waitForFunction(() => document.title === 'List 2')
    await at(page, '/list?page=2')
  }
  assert.equal(await isSameDocument(page), true)
  assertNoErrors(tab)
})

test('a page that was loaded again is where it was; a hash target is scrolled to [B25]', async () => {
  const { tab } = await open('/')
  const { page } = tab
  await page.click('#to-place')
  await atHeading(page, 'Long')
  await page.waitForFunction(() => location.hash === '#place' && scrollY > 2500)
  await page.evaluate(() => scrollTo(0, 600))
  await page.reload()
  await tab.connected()
  await page.waitForFunction(() => scrollY === 600)
  await page.goBack()
  await atHeading(page, 'Home')
  await page.click('#bare')
  await page.waitForFunction(() => location.hash === '#foot')
  await page.goBack()
  await page.waitForFunction(() => location.hash === '')
  assertNoErrors(tab)
})

test('modified clicks and links to other windows are the browser’s [B27]', async () => {
  const { tab } = await open('/')
  const { page } = tab
  for (const click of [
    () => page.click('#to-list', { modifiers: ['Control'] }),
    () => page.click('#blank'),
  ]) {
    const [opened] = await Promise.all([page.context().waitForEvent('page'), click()])
    await opened.waitForURL('**/list')
    await opened.close()
  }
  assert.equal(new URL(page.url()).pathname, '/')
  assert.equal(await isSameDocument(page), true)
})

test('the current link is marked, the title said, the focus on the heading [B29, A45, B153]', async () => {
  const { tab } = await open('/')
  const { page } = tab
  const current = (): Promise<string[]> =>
    page.$$eval('[aria-current=page]', (marked) => marked.map(({ id }) => id))
  await page.waitForSelector('#to-home[aria-current=page]')
  await page.click('#to-list')
  await page.waitForSelector('#to-list[aria-current=page]')
  assert.deepEqual(await current(), ['to-list'], 'its second page is not the one that is shown')
  await page.waitForFunction(
    () => document.querySelector('[aria-live=polite]')?.textContent === 'List 1',
  )
  assert.equal(await page.evaluate(() => document.activeElement?.localName), 'h1')
  await page.click('#next')
  await atHeading(page, 'List, page 2')
  assert.deepEqual(await current(), ['to-list', 'two'])
  assertNoErrors(tab)
})

test('another layout is loaded, as is a path without a view [A37]', async () => {
  const { tab } = await open('/')
  const { page } = tab
  await page.click('#else')
  await page.waitForSelector('body.other')
  await tab.connected()
  assert.equal(await isSameDocument(page), false)
  await page.goBack()
  await page.waitForSelector('body:not(.other)')
  await atHeading(page, 'Home')
  assertNoErrors(tab)
})

test('views that send each other their visitors are stopped, on both ends [A37]', async () => {
  const { tab } = await open('/')
  const { page } = tab
  await page.evaluate(() => {
    addEventListener('live:error', (error) => {
      document.body.dataset['error'] = (error as CustomEvent<{ code: string }>).detail.code
    })
  })
  await page.click('#loop')
  await page.waitForSelector('body[data-error=E_NAVIGATION_LOOP]')
  await atHeading(page, 'Home')
  await page.evaluate(() => delete document.body.dataset['error'])
  // In development it is shown over the page.
  await page.waitForSelector('overwire-error')
  await page.keyboard.press('Escape')
  await page.click('#circle')
  await page.waitForSelector('body[data-error=E_NAVIGATION_LOOP]')
  await atHeading(page, 'Circle')
})

class Slow extends LiveView {
  static held: (() => void)[] = []
  async mount() {
    await new Promise<void>((resolve) => Slow.held.push(resolve))
  }
  render() {
    return html`<h1>Slow</h1>`
  }
}

const hasHeld = async (count: number): Promise<void> => {
  await eventually(() => Slow.held.length >= count, undefined, { state: () => Slow.held })
}

test('of two visits the last one wins; a bar shows that one is on its way [A37, B144]', async () => {
  Slow.held.length = 0
  const served = await serve((app) => {
    pages(app)
    app.live('/slow', Slow)
  })
  const tab = await openTab(served.url)
  const { page } = tab
  await tab.connected()
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = '/slow'
    link.id = 'slow'
    link.setAttribute('live-navigate', '')
    document.querySelector('[live-root]')!.append(link)
  })
  const before = await page.evaluate(() => history.length)
  await page.evaluate(() => document.querySelector<HTMLElement>('#slow')!.click())
  await hasHeld(1)
  await page.waitForSelector('html[live-loading] .live-loading-bar', { state: 'attached' })
  await page.click('#to-list')
  Slow.held.pop()!()
  await atHeading(page, 'List, page 1')
  await at(page, '/list')
  await page.waitForFunction(() => !document.documentElement.hasAttribute('live-loading'))
  assert.equal(await page.$('.live-loading-bar'), null)
  assert.equal(tab.frames.filter((frame) => frame.includes('>Slow<')).length, 0)
  assert.equal(await page.evaluate(() => history.length), before + 1)
  await page.goBack()
  await atHeading(page, 'Home')
  assertNoErrors(tab)
})

test('a visit made offline waits for the connection [B144]', async () => {
  const { tab, served } = await open('/')
  const { page } = tab
  const sockets = new Set<{ destroy(): void }>()
  served.server.on('connection', (socket) => sockets.add(socket))
  await page.reload()
  await tab.connected()
  await page.evaluate(() => void ((window as Marked).marked = true))
  await page.context().setOffline(true)
  for (const socket of sockets) socket.destroy()
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.click('#to-list')
  await page.waitForSelector('html[live-loading]')
  assert.equal(await page.textContent('h1'), 'Home')
  await page.context().setOffline(false)
  await atHeading(page, 'List, page 1')
  await page.waitForSelector('html:not([live-loading])')
  await at(page, '/list')
  assert.equal(await isSameDocument(page), true)
})

class Chat extends LiveView {
  static opened = 0
  said = 0
  mount() {
    Chat.opened++
  }
  @event say() {
    this.said++
  }
  render() {
    return html`<input id="chat"><button id="say" @click=${this.say}>${this.said}</button>
      <iframe id="frame" title="Frame" src="/frame"></iframe>`
  }
}

class Left extends LiveView {
  render() {
    return html`<h1>Left</h1><a id="right" href="/right" live-navigate>Right</a>
      ${liveView(Chat, { id: 'chat', sticky: true })}<a id="none" href="/" live-navigate>None</a>`
  }
}

class Right extends LiveView {
  render() {
    return html`<section><h1>Right</h1>${liveView(Chat, { id: 'chat', sticky: true })}</section>
      <a id="left" href="/left" live-navigate>Left</a>`
  }
}

test('a sticky view keeps its instance, its nodes and what is typed [B109]', async () => {
  Chat.opened = 0
  const served = await serve((app) => {
    pages(app)
    app.live('/left', Left).live('/right', Right)
    app.http(
      '/frame',
      () => new Response('<p>frame</p>', { headers: { 'content-type': 'text/html' } }),
    )
  })
  const tab = await openTab(`${served.url}/left`)
  const { page } = tab
  await tab.connected()
  await page.fill('#chat', 'half a sentence')
  await page.click('#say')
  await page.waitForSelector('#say:has-text("1")')
  await page.evaluate(() => {
    const input = document.querySelector('#chat')
    Object.assign(window, { input })
    const frame = document.querySelector<HTMLIFrameElement>('#frame')!
    Object.assign(frame.contentWindow!, { kept: true })
  })
  for (const [click, title] of [
    ['#right', 'Right'],
    ['#left', 'Left'],
  ] as const) {
    await page.click(click)
    await atHeading(page, title)
    assert.equal(await page.inputValue('#chat'), 'half a sentence')
    const same = await page.evaluate(() => {
      const { input } = window as unknown as { input: Element }
      return input === document.querySelector('#chat')
    })
    assert.equal(same, true)
  }
  await page.click('#say')
  await page.waitForSelector('#say:has-text("2")')
  const kept = await page.evaluate(() => {
    const frame = document.querySelector<HTMLIFrameElement>('#frame')!
    return (frame.contentWindow as unknown as { kept?: boolean }).kept
  })
  assert.equal(kept, true)
  assert.equal(Chat.opened, 1)
  await page.click('#none')
  await atHeading(page, 'Home')
  await page.goBack()
  await atHeading(page, 'Left')
  await page.waitForSelector('#say:has-text("0")')
  assert.equal(Chat.opened, 2)
  assertNoErrors(tab)
})

class Described extends LiveView {
  pageTitle = 'Described'
  pageMeta: Record<string, string> = { description: 'one', 'og:title': 'One' }
  @event change() {
    this.pageMeta = { 'og:title': 'Two', 'twitter:card': 'summary' }
  }
  render() {
    return html`<h1>Described</h1><button @click=${this.change}>Change</button>
      <a href="/" live-navigate>Home</a>${flash()}`
  }
}

test('metadata is in the first page, follows the view, and goes with it [A46, A45]', async () => {
  const served = await serve((app) => {
    pages(app)
    app.live('/described', Described)
  })
  const first = await (await fetch(`${served.url}/described`)).text()
  assert.match(first, /<meta name="description" content="one"/)
  assert.match(first, /<meta property="og:title" content="One"/)
  assert.match(first, /<title>Described<\/title>/)
  const tab = await openTab(`${served.url}/described`)
  const { page } = tab
  await tab.connected()
  await page.click('button')
  await page.waitForSelector('meta[property="twitter:card"][content=summary]', {
    state: 'attached',
  })
  assert.equal(await page.getAttribute('meta[property="og:title"]', 'content'), 'Two')
  assert.equal(await page.$('meta[name=description]'), null)
  await page.click('a')
  await atHeading(page, 'Home')
  await page.waitForFunction(() => document.querySelector('meta[property]') === null)
  assertNoErrors(tab)
})

class Plain extends LiveView {
  render() {
    return html`<a id="near" href="/long?fetched" live-prefetch>Near</a>
      <a id="far" href="https://example.com/" live-prefetch>Far</a>
      <a id="live" href="/list" live-navigate live-prefetch>Live</a>`
  }
}

test('pointing at a link to a page fetches it, once and of this site only [B48]', async () => {
  const served = await serve((app) => {
    pages(app)
    app.live('/plain', Plain)
  })
  const tab = await openTab(`${served.url}/plain`)
  const { page } = tab
  await tab.connected()
  const fetched = page.waitForRequest('**/long?fetched')
  await page.hover('#near')
  await fetched
  await page.hover('#far')
  await page.hover('#live')
  await page.hover('#near')
  const hints = (): Promise<string[]> =>
    page.$$eval('link[rel=prefetch]', (all) => all.map((hint) => hint.getAttribute('href')!))
  // Long enough for those that are not to be fetched.
  await page.waitForTimeout(150)
  assert.deepEqual(await hints(), [`${served.url}/long?fetched`])
  assertNoErrors(tab)
})

class Turning extends LiveView {
  render() {
    return html`<div live-view-transitions></div>${links}<h1>Turning</h1>`
  }
}

test('live-view-transitions turns one page into the next [B44]', async () => {
  const served = await serve((app) => {
    pages(app)
    app.live('/turning', Turning)
  })
  const tab = await openTab(`${served.url}/turning`)
  const { page } = tab
  await tab.connected()
  await page.evaluate(() => {
    const native = document.startViewTransition.bind(document)
    Object.assign(document, {
      startViewTransition(show: () => void) {
        document.body.dataset['before'] = document.querySelector('h1')!.textContent
        return native(show)
      },
    })
  })
  await page.click('#to-list')
  await atHeading(page, 'List, page 1')
  await at(page, '/list')
  await page.waitForFunction(() => document.title === 'List 1')
  assert.equal(await page.getAttribute('body', 'data-before'), 'Turning')
  await page.click('#two')
  await atHeading(page, 'List, page 2')
  assertNoErrors(tab)
})
