/** The part `gestures`: events that are no DOM event of their element. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, each, event, html, js, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

class Page extends LiveView {
  log: string[] = []
  items: string[] = []
  extra = false
  polls = false
  @event note(args: Record<string, unknown>) {
    this.log = [...this.log, JSON.stringify(args)]
  }
  @event openSearch() {
    this.log = [...this.log, 'search']
  }
  @event close() {
    this.log = [...this.log, 'close']
  }
  @event help() {
    this.log = [...this.log, 'help']
  }
  @event add() {
    this.items = [...this.items, `item ${this.items.length}`]
  }
  @event drop() {
    this.items = this.items.slice(1)
  }
  @event showExtra() {
    this.extra = true
  }
  @event poll(on: { on: boolean }) {
    this.polls = on.on
  }
  render() {
    const { note } = this
    return html`
      <div id="menu" @click-away=${call(note, { at: 'away' })}><button id="inside">in</button></div>
      <div id="hidden" hidden @click-away=${call(note, { at: 'hidden' })}></div>
      <button id="outside" @click=${js().addClass('hit')}>out</button>
      <div @window-keydown=${call(note, { at: 'key' })} live-key="F8 Control+y"></div>
      <div @window-online=${call(note, { at: 'online' })} @window-resize=${call(note, { at: 'resize' })}></div>
      <div live-shortcut="ctrl+k:openSearch:prevent escape:close ?:help"></div>
      <div live-shortcut="ctrl+shift+l:help" live-shortcut-in-input></div>
      <input id="field">
      <div @paste=${call(note, { at: 'around' })}>
        <input id="pasted" value="before" @paste=${call(note, { at: 'field' })} live-prevent live-stop="paste">
        <b id="inner" tabindex="0">b</b>
        <div live-untrusted><i id="foreign" live-paste="note">i</i></div>
      </div>
      <p @mounted=${call(note, { at: 'first' })}>with the page</p>
      <ul>${each(
        this.items,
        (item) => item,
        (item) => html`<li @mounted=${call(note, { at: item })}>${item}</li>`,
      )}</ul>
      ${this.extra && html`<b id="extra" @mounted=${js().addClass('came')} @window-offline=${call(note, { at: 'offline' })}>e</b>`}
      ${this.polls && html`<i id="poll" @poll=${call(note, { at: 'poll' })} live-poll-interval="40"></i>`}
      <button id="add" @click=${this.add}>a</button>
      <button id="drop" @click=${this.drop}>d</button>
      <button id="more" @click=${this.showExtra}>m</button>
      <button id="on" @click=${call(this.poll, { on: true })}>p</button>
      <button id="off" @click=${call(this.poll, { on: false })}>q</button>
      <output>${JSON.stringify(this.log)}</output>
    `
  }
}

async function open(): Promise<Tab> {
  const { url } = await serve((app) => app.live('/', Page))
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

/** Waits for so many entries of the view's log. */
async function logged(tab: Tab, count: number): Promise<string[]> {
  const handle = await tab.page.waitForFunction((n) => {
    const log = JSON.parse(document.querySelector('output')!.textContent!) as string[]
    return log.length >= n ? log : null
  }, count)
  return (await handle.jsonValue())!
}

test('a press inside that is released outside, and the other way round, is no click away', async () => {
  const tab = await open()
  const { page } = tab
  const centre = async (selector: string): Promise<[number, number]> => {
    const { x, y, width, height } = (await page.locator(selector).boundingBox())!
    return [x + width / 2, y + height / 2]
  }
  const drag = async (from: string, to: string): Promise<void> => {
    await page.mouse.move(...(await centre(from)))
    await page.mouse.down()
    await page.mouse.move(...(await centre(to)))
    await page.mouse.up()
  }
  await drag('#inside', '#outside')
  await drag('#outside', '#inside')
  await drag('#outside', '#field')
  assert.deepEqual(await logged(tab, 1), ['{"at":"away"}'])
  // A click by the keyboard counts as ever.
  await page.focus('#outside')
  await page.keyboard.press('Enter')
  assert.equal((await logged(tab, 2)).length, 2)
  assertNoErrors(tab)
})

test('a click outside counts, also one that is stopped; inside and hidden ones do not [B7]', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#inside')
  await page.evaluate(() => {
    document.querySelector('#outside')!.addEventListener('click', (event) => {
      event.stopImmediatePropagation()
    })
  })
  await page.click('#outside')
  assert.deepEqual(await logged(tab, 1), ['{"at":"away"}'])
  assertNoErrors(tab)
})

test('what is pasted comes with its text, to the field and what is around it [B21]', async () => {
  const tab = await open()
  const { page } = tab
  const paste = (selector: string, text: string) =>
    page.evaluate(
      ([at, given]) => {
        const clipboardData = new DataTransfer()
        if (given) clipboardData.setData('text/plain', given)
        const event = new ClipboardEvent('paste', {
          clipboardData,
          bubbles: true,
          cancelable: true,
        })
        return !document.querySelector(at!)!.dispatchEvent(event)
      },
      [selector, text],
    )
  assert.equal(await paste('#inner', 'a <b>\n“c”'), false)
  assert.equal(await paste('#pasted', 'x'), true, 'live-prevent')
  assert.equal(await paste('#foreign', ''), false)
  assert.deepEqual(await logged(tab, 3), [
    '{"text":"a <b>\\n“c”","at":"around"}',
    '{"value":"before","text":"x","at":"field"}',
    '{"text":"","at":"around"}',
  ])
  assertNoErrors(tab)
})

test('events of the window, by key filters, and paced where they are many [B6]', async () => {
  const tab = await open()
  const { page } = tab
  await page.keyboard.press('a')
  await page.keyboard.press('F8')
  assert.deepEqual(await logged(tab, 1), ['{"key":"F8","at":"key"}'])
  await page.keyboard.press('Control+y')
  await logged(tab, 2)
  await page.evaluate(() => {
    for (let i = 0; i < 20; i++) dispatchEvent(new Event('resize'))
    dispatchEvent(new Event('online'))
  })
  const log = await logged(tab, 5)
  assert.deepEqual(log.slice(2).sort(), ['{"at":"online"}', '{"at":"resize"}', '{"at":"resize"}'])
  // A template that came later brings its events along.
  await page.click('#more')
  await page.waitForSelector('#extra.came')
  await page.evaluate(() => dispatchEvent(new Event('offline')))
  await logged(tab, 6)
  assertNoErrors(tab)
})

test('shortcuts with modifiers; none while a field is typed into, unless it says so [B8]', async () => {
  const tab = await open()
  const { page } = tab
  await page.keyboard.press('Control+k')
  await page.keyboard.press('k')
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  assert.deepEqual(await logged(tab, 3), ['search', 'close', 'help'])
  await page.focus('#field')
  await page.keyboard.press('Control+k')
  await page.keyboard.press('Control+Shift+L')
  assert.deepEqual((await logged(tab, 4)).slice(3), ['help'])
  const prevented = await page.evaluate(() => {
    const key = new KeyboardEvent('keydown', { key: 'k', ctrlKey: true, cancelable: true })
    dispatchEvent(key)
    return key.defaultPrevented
  })
  assert.equal(prevented, true)
  assertNoErrors(tab)
})

test('mounted comes once for what a patch brings, and never for the page itself [B19]', async () => {
  const tab = await open()
  const { page } = tab
  // Each press is also a click outside of the menu.
  await page.press('#add', 'Enter')
  await logged(tab, 2)
  await page.press('#add', 'Enter')
  const log = (await logged(tab, 4)).filter((entry) => !entry.includes('away'))
  assert.deepEqual(log, ['{"at":"item 0"}', '{"at":"item 1"}'])
  await page.click('#drop')
  await page.waitForSelector('li:has-text("item 0")', { state: 'detached' })
  await page.click('#more')
  await page.waitForSelector('#extra.came')
  const all = (await logged(tab, 6)).filter((entry) => !entry.includes('away'))
  assert.deepEqual(all, log)
  assertNoErrors(tab)
})

test('polls until it is gone, and not while the page is hidden [B18]', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#on')
  await logged(tab, 2)
  await page.evaluate(() => {
    Object.defineProperty(Document.prototype, 'hidden', { value: true, configurable: true })
  })
  await page.click('#add')
  const before = (await logged(tab, 2)).filter((entry) => entry.includes('poll')).length
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
  const after = (await logged(tab, 2)).filter((entry) => entry.includes('poll')).length
  // One may have been on its way.
  assert.ok(after - before <= 1, `${after - before} polls of a hidden page`)
  await page.evaluate(() => {
    Object.defineProperty(Document.prototype, 'hidden', { value: false, configurable: true })
  })
  await logged(tab, after + 3)
  await page.click('#off')
  await page.waitForSelector('#poll', { state: 'detached' })
  const stopped = tab.frames.length
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)))
  const polls = tab.frames.slice(stopped).filter((frame) => frame.includes('poll'))
  assert.ok(polls.length <= 1, polls.join())
  assertNoErrors(tab)
})

class Feed extends LiveView {
  from = 50
  to = 70
  seen: string[] = []
  @event older() {
    this.from = Math.max(0, this.from - 10)
  }
  @event newer() {
    this.to = Math.min(100, this.to + 10)
  }
  @event see({ what }: { what: string }) {
    this.seen = [...this.seen, what]
  }
  render() {
    const rows = Array.from({ length: this.to - this.from }, (_, i) => this.from + i)
    return html`
      <div id="feed" style="height:200px;overflow:auto" @viewport-top=${this.older} @viewport-bottom=${this.newer}>${each(
        rows,
        (n) => n,
        (n) => html`<p id=${`row-${n}`} style="height:40px;margin:0">${n}</p>`,
      )}</div>
      <div style="height:3000px"></div>
      <p id="far" @appear=${call(this.see, { what: 'far' })} @disappear=${call(this.see, { what: 'gone' })}>f</p>
      <output>${JSON.stringify(this.seen)}</output>
    `
  }
}

test('both ends of a list load more when they come into view, once for each end [B50]', async () => {
  const { url } = await serve((app) => app.live('/', Feed))
  const tab = await openTab(url)
  await tab.connected()
  const { page } = tab
  // The top is in view from the start.
  await page.waitForSelector('#row-40', { state: 'attached' })
  const up = () => page.$eval('#feed', (feed) => feed.scrollTo({ top: 0, behavior: 'instant' }))
  const down = () =>
    page.$eval('#feed', (feed) => feed.scrollTo({ top: feed.scrollHeight, behavior: 'instant' }))
  await down()
  await page.waitForSelector('#row-79', { state: 'attached' })
  await down()
  await page.waitForSelector('#row-89', { state: 'attached' })
  await down()
  await page.waitForSelector('#row-99', { state: 'attached' })
  await up()
  await page.waitForSelector('#row-0', { state: 'attached' })
  // Ten rows for each, and once in vain for the very first.
  const asked = () => tab.frames.filter((frame) => /^> .*"(older|newer)"/.test(frame)).length
  await eventually(() => asked() >= 9)
  await page.waitForSelector('#feed:not([aria-busy])')
  assert.equal(await page.locator('#feed p').count(), 100)
  assert.equal(asked(), 9)
  assertNoErrors(tab)
})

test('appear and disappear come whenever the element does [B50]', async () => {
  const { url } = await serve((app) => app.live('/', Feed))
  const tab = await openTab(url)
  await tab.connected()
  const { page } = tab
  for (const [where, count] of [
    [10_000, 1],
    [0, 2],
    [10_000, 3],
  ] as const) {
    await page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), where)
    await logged(tab, count)
  }
  assert.deepEqual(await logged(tab, 3), ['far', 'gone', 'far'])
  assertNoErrors(tab)
})
