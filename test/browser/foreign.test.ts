/** Pages that others change too: translators, extensions, widgets. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView, pushToView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'

class Page extends LiveView {
  name = 'Ann'
  rows = ['a', 'b', 'c']
  @event rename() {
    this.name = 'Bob'
  }
  render() {
    return html`
      <h1>${this.name}</h1>
      <p>Hello ${this.name}, welcome</p>
      <button @click=${this.rename}>Rename</button>
      <input name="password" value=${this.name}>
      <div id="map" live-ignore>map of ${this.name}</div>
      <ul>${each(
        this.rows,
        (row) => row,
        (row) => html`<li>${row} ${this.name}</li>`,
      )}</ul>
    `
  }
}

async function open() {
  const { url } = await serve((app) => app.live('/', Page))
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

const text = (page: { evaluate<T>(run: () => T): Promise<T> }): Promise<string> =>
  page.evaluate(() => document.querySelector('[live-root]')!.textContent)

test('a translated page shows later values, and nothing is thrown', async () => {
  const tab = await open()
  await tab.page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('[live-root]')!, 4)
    const texts: Text[] = []
    while (walker.nextNode()) texts.push(walker.currentNode as Text)
    for (const node of texts) {
      const font = document.createElement('font')
      font.textContent = `[${node.data}]`
      node.replaceWith(font)
    }
  })
  await tab.page.click('button')
  await tab.page.waitForSelector('h1:has-text("Bob")')
  await tab.page.waitForFunction(
    () => document.querySelector('p')!.textContent === 'Hello Bob, welcome',
  )
  assert.equal(await tab.page.textContent('h1'), 'Bob')
  assert.match(await text(tab.page), /a Bob.*b Bob.*c Bob/s)
  assertNoErrors(tab)
})

test('what extensions insert stays, and values go to their own places', async () => {
  const tab = await open()
  await tab.page.evaluate(() => {
    const places: [Element, string, Node | null][] = [
      [
        document.querySelector('[live-root]')!,
        'h1',
        document.querySelector('[live-root]')!.firstChild,
      ],
      [document.querySelector('[live-root]')!, 'p', document.querySelector('p')],
      [document.querySelector('ul')!, 'li', document.querySelector('ul')!.firstChild],
      [document.querySelector('ul')!, 'li', null],
      [document.querySelector('p')!, 'b', null],
    ]
    for (const [parent, tag, before] of places) {
      const node = document.createElement(tag)
      node.className = 'extension'
      node.textContent = 'ext'
      parent.insertBefore(node, before)
    }
  })
  await pushToView(Page, { state: { name: 'Cy', rows: ['z', 'c', 'a'] } })
  await tab.page.waitForSelector('h1:has-text("Cy")')
  const own = await tab.page.$$eval('h1,p,li', (nodes) =>
    nodes
      .filter((node) => !node.classList.contains('extension'))
      .map((node) => node.firstChild!.parentElement!.innerText.replace('ext', '')),
  )
  assert.deepEqual(own, ['Cy', 'Hello Cy, welcome', 'z Cy', 'c Cy', 'a Cy'])
  assert.equal(await tab.page.locator('.extension').count(), 5)
  assert.ok(!tab.frames.some((frame) => frame.startsWith('> [4')), 'no healing was needed')
  assertNoErrors(tab)
})

test('a container that someone emptied is filled again at the next change', async () => {
  const tab = await open()
  await tab.page.evaluate(() => document.querySelector('ul')!.replaceChildren())
  await pushToView(Page, { state: { name: 'Dee' } })
  await tab.page.waitForSelector('li:has-text("b Dee")')
  assert.equal(await tab.page.locator('li').count(), 3)
  assert.ok(
    tab.frames.some((frame) => frame === '> [4,0]'),
    'the page asked for its values',
  )
  assertNoErrors(tab)
})

test('live-ignore is served once and never touched [B36]', async () => {
  const tab = await open()
  await tab.page
    .evaluate(() => {
      document.querySelector('#map')!.innerHTML = document.createElement('canvas').outerHTML
    })
    .catch(() => undefined)
  await tab.page.evaluate(() =>
    document.querySelector('#map')!.replaceChildren(document.createElement('canvas')),
  )
  await pushToView(Page, { state: { name: 'Eve' } })
  await tab.page.waitForSelector('h1:has-text("Eve")')
  assert.equal(await tab.page.locator('#map canvas').count(), 1)
  assert.equal(await tab.page.textContent('#map'), '')
})

test('comments stripped on the way (by a proxy) cost a healing and nothing else', async () => {
  const tab = await open()
  await tab.page.evaluate(() => {
    const walker = document.createTreeWalker(document.querySelector('[live-root]')!, 128)
    const all: Comment[] = []
    while (walker.nextNode()) all.push(walker.currentNode as Comment)
    for (const comment of all) comment.remove()
  })
  await tab.page.click('button')
  await tab.page.waitForSelector('h1:has-text("Bob")')
  assert.match(await text(tab.page), /Hello Bob, welcome/)
  assertNoErrors(tab)
})
