/** Content that stands in one place of a view and is shown in another of the page. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  call,
  component,
  each,
  event,
  html,
  js,
  LiveComponent,
  liveView,
  LiveView,
  portal,
  stream,
} from 'overwire'
import type { Layout } from 'overwire'
import type { BrowserContext } from 'playwright-core'
import {
  assertNoErrors,
  javascript,
  newContext,
  openTab,
  partStarted,
  serve,
  showsOnce,
  takeErrors,
} from './browser.ts'
import type { Tab } from './browser.ts'

const script = `
  import { defineHooks } from '/_overwire/api.js'
  globalThis.said = []
  const say = (what) => function () { globalThis.said.push(what + ' ' + this.el.id) }
  defineHooks({
    Seen: {
      mounted: say('mounted'), updated: say('updated'), destroyed: say('destroyed'),
    },
  })
`

class Card extends LiveComponent<{ name: string }> {
  hits = 0
  text = ''
  @event hit() {
    this.hits++
  }
  @event typed({ value }: { value: string }) {
    this.text = value
  }
  override render() {
    return html`<b id="hits">${this.hits}</b><button id="hit" @click=${this.hit}>hit</button>
      ${portal(
        '#inner-target',
        html`<i id="deep">${this.props.name} ${this.hits}</i>
          <button id="deep-hit" @click=${this.hit}>hit</button>`,
      )}`
  }
}

class Page extends LiveView {
  count = 0
  isOpen = true
  target = '#dialogs'
  note = ''
  away = 0
  outer = 0
  rows = stream<{ id: number; text: string }>({ key: (row) => row.id })
  override mount() {
    this.rows.insertAll([
      { id: 1, text: 'one' },
      { id: 2, text: 'two' },
    ])
  }
  @event add() {
    this.count++
    this.rows.insert({ id: this.count + 2, text: `new ${this.count}` })
  }
  @event change({ note }: { note: string }) {
    this.note = note
  }
  @event toggle() {
    this.isOpen = !this.isOpen
  }
  @event to({ target }: { target: string }) {
    this.target = target
  }
  @event left() {
    this.away++
  }
  @event around() {
    this.outer++
  }
  override render() {
    return html`
      <style>
        @keyframes fade { to { opacity: 0 } }
        .fade { animation: fade 60s }
        /* What is told when a field is left moves no button away from under the pointer. */
        #note { height: 2em }
      </style>
      <p id="count">${this.count}</p><p id="away">${this.away}</p><p id="outer">${this.outer}</p>
      <p id="note">${this.note}</p>
      <button id="add" @click=${this.add}>add</button>
      <button id="toggle" @click=${this.toggle}>toggle</button>
      <button id="move" @click=${this.to} live-value-target="#other">move</button>
      <button id="lose" @click=${this.to} live-value-target="#nowhere">lose</button>
      <section id="menu" @click-away=${this.left} @click=${this.around}>
        ${
          this.isOpen &&
          portal(
            this.target,
            html`<div id="sheet" live-hook="Seen" live-leave="fade">
              <h2>${this.count}</h2>
              <form id="f" @change=${this.change}><input id="text" name="note"></form>
              <ul>${each(this.rows, (row) => html`<li id=${`row-${row.id}`}>${row.text}</li>`)}</ul>
              <button id="in" @click=${this.add}>add</button>
              <button id="js" @click=${js().addClass('on', { to: 'body' })}>js</button>
              ${component(Card, { id: 1, name: 'card' })}
            </div>`,
          )
        }
      </section>
    `
  }
}

class Other extends LiveView {
  override render() {
    return html`<h1>Other</h1><a id="back" href="/" live-navigate>back</a>`
  }
}

const layout: Layout = ({ title, content, script: scripts }) => html`
  <!doctype html>
  <html lang="en">
    <head><title>${title}</title>${scripts}</head>
    <body>
      ${content}<a id="visit" href="/other" live-navigate>other</a>
      <div id="dialogs"></div><div id="other"></div><div id="inner-target"></div>
    </body>
  </html>
`

const open = async (
  context?: BrowserContext,
  loaded?: (tab: Tab) => Promise<void>,
): Promise<Tab> => {
  const { url } = await serve(
    (app) => app.live('/', Page).live('/other', Other).get('/app.js', javascript(script)),
    { scripts: ['/app.js'], layout },
  )
  const tab = await openTab(url, context)
  await tab.connected()
  await loaded?.(tab)
  await tab.page.waitForSelector('#dialogs #sheet')
  await tab.page.waitForSelector('#inner-target #deep')
  return tab
}

function deferred(): { promise: Promise<void>; resolve(): void } {
  let resolve = (): void => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve: () => resolve() }
}

const said = ({ page }: Tab): Promise<string[]> =>
  page.evaluate(() => (globalThis as unknown as { said: string[] }).said)

test('a portal’s content is in its target, patched in place, and its events reach their view', async () => {
  const tab = await open()
  const { page } = tab
  await page.fill('#text', 'typed')
  await page.evaluate(() => ((document.querySelector('#text') as { kept?: boolean }).kept = true))
  await page.click('#in')
  await page.waitForSelector('#dialogs h2:text-is("1")')
  await page.waitForSelector('#dialogs #row-3:text-is("new 1")')
  await page.waitForSelector('#note:text-is("typed")')
  assert.equal(await page.inputValue('#text'), 'typed')
  assert.equal(
    await page.evaluate(() => (document.querySelector('#text') as { kept?: boolean }).kept),
    true,
  )
  assert.deepEqual(await page.locator('#dialogs li').allTextContents(), ['one', 'two', 'new 1'])
  await page.click('#js')
  await page.waitForSelector('body.on')
  assertNoErrors(tab)
})

test('focus and caret in a portal stay through a patch from elsewhere', async () => {
  const tab = await open()
  const { page } = tab
  await page.focus('#text')
  await page.keyboard.type('abc')
  await page.keyboard.press('ArrowLeft')
  await page.evaluate(() => document.querySelector<HTMLElement>('#add')!.click())
  await page.waitForSelector('#dialogs h2:text-is("1")')
  await page.keyboard.type('X')
  assert.equal(await page.inputValue('#text'), 'abXc')
  assertNoErrors(tab)
})

test('a component in a portal, and a portal in that component, work where they are shown', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#hit')
  await page.waitForSelector('#dialogs #hits:text-is("1")')
  await page.waitForSelector('#inner-target #deep:text-is("card 1")')
  await page.click('#deep-hit')
  await page.waitForSelector('#dialogs #hits:text-is("2")')
  await page.waitForSelector('#inner-target #deep:text-is("card 2")')
  assertNoErrors(tab)
})

test('what a portal shows belongs to the elements around its place, not to those around its target', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#dialogs h2')
  await page.waitForSelector('#outer:text-is("1")')
  await page.click('#deep')
  await page.waitForSelector('#outer:text-is("2")')
  await page.click('#count')
  await page.waitForSelector('#away:text-is("1")')
  assertNoErrors(tab)
})

test('a portal goes with its place, nested ones too; hooks hear of it, and it plays its leave', async () => {
  const tab = await open()
  const { page } = tab
  await partStarted(page, 'display')
  await showsOnce(page, '#dialogs #sheet[live-leaving].fade', () => page.click('#toggle'))
  await page.waitForFunction(() => document.querySelector('#inner-target')!.childElementCount === 0)
  assert.deepEqual((await said(tab)).slice(-1), ['destroyed sheet'])
  await page.evaluate(() =>
    document

      .querySelector('#sheet')
      ?.getAnimations()
      .forEach((one) => one.finish()),
  )
  await page.waitForFunction(() => document.querySelector('#dialogs')!.childElementCount === 0)
  await page.click('#toggle')
  await page.waitForSelector('#dialogs #sheet h2')
  await page.waitForSelector('#inner-target #deep')
  await page.click('#in')
  await page.waitForSelector('#dialogs h2:text-is("1")')
  assert.equal((await said(tab)).filter((what) => what === 'mounted sheet').length, 2)
  assertNoErrors(tab)
})

test('a portal whose part comes after the others plays its leave too', async () => {
  const context = await newContext()
  const { promise: mayCome, resolve: come } = deferred()
  await context.route('**/_overwire/portals.js*', async (route) => {
    await mayCome
    await route.continue()
  })
  const tab = await open(context, async ({ page }) => {
    await partStarted(page, 'display')
    come()
  })
  const toggle = () => tab.page.click('#toggle')
  await showsOnce(tab.page, '#dialogs #sheet[live-leaving].fade', toggle)
  await tab.page.waitForFunction(
    () => document.querySelector('#inner-target')!.childElementCount === 0,
  )
  assertNoErrors(tab)
})

test('another target takes the same nodes', async () => {
  const tab = await open()
  const { page } = tab
  await page.fill('#text', 'kept')
  await page.click('#move')
  await page.waitForSelector('#other #sheet')
  assert.equal(await page.inputValue('#other #text'), 'kept')
  await page.click('#in')
  await page.waitForSelector('#other h2:text-is("1")')
  assert.equal(await page.locator('#dialogs > *').count(), 0)
  assertNoErrors(tab)
})

test('a missing target is an error that names it, and the content stays in the page', async () => {
  const tab = await open()
  const { page } = tab
  await page.fill('#text', 'kept')
  await page.click('#lose')
  await takeErrors(tab, /E_PORTAL.*#nowhere/)
  await page.waitForSelector('#menu #sheet h2')
  assert.equal(await page.inputValue('#menu #text'), 'kept')
  await page.click('#in')
  await page.waitForSelector('#menu h2:text-is("1")')
  await page.click('#move')
  await page.waitForSelector('#other #sheet')
  assertNoErrors(tab)
})

test('a target that is missing from the start leaves the content where it is written', async () => {
  class Lost extends Page {
    override target = '#nowhere'
  }
  const { url } = await serve((app) => app.live('/', Lost), { layout })
  const tab = await openTab(url)
  await tab.connected()
  await takeErrors(tab, /E_PORTAL.*#nowhere/)
  await tab.page.click('#in')
  await tab.page.waitForSelector('#menu h2:text-is("1")')
  assertNoErrors(tab)
})

test('a target that a script takes away gives the content back', async () => {
  const tab = await open()
  const { page } = tab
  await page.fill('#text', 'kept')
  await page.evaluate(() => document.querySelector('#dialogs')!.remove())
  await page.click('#add')
  await takeErrors(tab, /E_PORTAL.*#dialogs/)
  await page.waitForSelector('#menu #sheet h2:text-is("1")')
  assert.equal(await page.inputValue('#text'), 'kept')
  await page.click('#in')
  await page.waitForSelector('#menu h2:text-is("2")')
  assertNoErrors(tab)
})

test('another page takes the portals of the one before away, and back they are there again', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#visit')
  await page.waitForSelector('h1:text-is("Other")')
  await page.waitForFunction(() => document.querySelector('#inner-target')!.childElementCount === 0)
  await page.evaluate(() =>
    document
      .querySelector('#sheet')
      ?.getAnimations()
      .forEach((one) => one.finish()),
  )
  await page.waitForFunction(() => document.querySelector('#dialogs')!.childElementCount === 0)
  await page.click('#back')
  await page.waitForSelector('#dialogs #sheet h2:text-is("0")')
  await page.click('#in')
  await page.waitForSelector('#dialogs h2:text-is("1")')
  assertNoErrors(tab)
})

test('forms in portals get back what was typed when the server lost the view', async () => {
  const { url, server } = await serve((app) => app.live('/', Page), {
    layout,
    limits: { graceMs: 0 },
  })
  const sockets = new Set<{ destroy(): void }>()
  server.on('connection', (socket) => sockets.add(socket))
  const tab = await openTab(url)
  await tab.connected()
  const { page } = tab
  await page.waitForSelector('#dialogs #sheet')
  await page.click('#in')
  await page.waitForSelector('#count:text-is("1")')
  await page.fill('#text', 'typed')
  for (const socket of sockets) socket.destroy()
  await page.waitForSelector('#count:text-is("0")')
  await page.waitForSelector('#note:text-is("typed")')
  assert.equal(await page.inputValue('#dialogs #text'), 'typed')
})

class Rows extends LiveView {
  order = [1, 2, 3]
  tag = ''
  hits: number[] = []
  @event turn() {
    this.order.reverse()
    this.tag = `turned ${this.hits.length}`
  }
  @event drop() {
    this.order = this.order.filter((id) => id !== 2)
  }
  @event hit({ id }: { id: number }) {
    this.hits.push(id)
  }
  override render() {
    return html`<div id="bar">${this.tag}</div>
      <ul>${each(
        this.order,
        (id) => id,
        (id) => html`<li>
          ${portal('#bar', html`<button id=${`b${id}`} @click=${call(this.hit, { id })}>${id} ${this.tag}</button>`, { tag: 'span' })}
        </li>`,
      )}</ul>
      <output>${this.hits.join()}</output>
      <button id="turn" @click=${this.turn}>turn</button><button id="drop" @click=${this.drop}>drop</button>`
  }
}

test('portals of rows have a target in their own view, beside a slot of it, through moves and removals', async () => {
  const { url } = await serve((app) => app.live('/', Rows))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.waitForSelector('#bar #b3')
  await page.click('#turn')
  await page.waitForSelector('#b2:text-is("2 turned 0")')
  await page.click('#b2')
  await page.waitForSelector('output:text-is("2")')
  await page.click('#drop')
  await page.waitForFunction(() => !document.querySelector('#b2'))
  await page.click('#b3')
  await page.waitForSelector('output:text-is("2,3")')
  await page.click('#turn')
  await page.waitForSelector('#b1:text-is("1 turned 2")')
  assert.match(await page.innerText('#bar'), /turned 2$/)
  assert.equal(await page.locator('#bar > span').count(), 2)
  assertNoErrors(tab)
})

test('commands of the layout work, and so do its keys and displays', async () => {
  const { url } = await serve((app) => app.live('/', Other), {
    layout: ({ content, script: scripts }) => html`<!doctype html>
      <html lang="en">
        <head><title>x</title>${scripts}</head>
        <body>
          <button id="menu" @click=${js().toggle('#nav')}>menu</button><nav id="nav" hidden>nav</nav>
          ${content}
        </body>
      </html>`,
  })
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.click('#menu')
  await tab.page.waitForSelector('#nav', { state: 'visible' })
  assertNoErrors(tab)
})

class Player extends LiveView {
  n = 0
  @event up() {
    this.n++
  }
  override render() {
    return html`<b id="pn">${this.n}</b><button id="pup" @click=${this.up}>p</button>${portal('#bar', html`<i id="pbar">${this.n}</i><button id="pbar-up" @click=${this.up}>x</button>`)}`
  }
}
class WithPlayer extends LiveView {
  override render() {
    return html`<h1>One</h1>${liveView(Player, { id: 'p', sticky: true })}`
  }
}
class AlsoPlayer extends LiveView {
  override render() {
    return html`<h1>Two</h1>${liveView(Player, { id: 'p', sticky: true })}`
  }
}
class Quiet extends LiveView {
  override render() {
    return html`<h1>Three</h1>`
  }
}
const links: Layout = ({
  content,
  script: scripts,
}) => html`<!doctype html><html lang="en"><head><title>x</title>${scripts}</head><body>${content}
<a id="l1" href="/one" live-navigate>1</a><a id="l2" href="/two" live-navigate>2</a><a id="l3" href="/three" live-navigate>3</a><div id="bar"></div><div id="modal"></div></body></html>`

test('a portal of a sticky view stays through visits, and goes with a page without it', async () => {
  const { url } = await serve(
    (app) => app.live('/one', WithPlayer).live('/two', AlsoPlayer).live('/three', Quiet),
    { layout: links },
  )
  const tab = await openTab(url + '/one')
  const { page } = tab
  await tab.connected()
  await page.waitForSelector('#bar #pbar')
  await page.click('#pbar-up')
  await page.waitForSelector('#pbar:text-is("1")')
  await page.click('#l2')
  await page.waitForSelector('h1:text-is("Two")')
  await page.waitForSelector('#bar #pbar:text-is("1")')
  await page.click('#pbar-up')
  await page.waitForSelector('#bar #pbar:text-is("2")')
  await page.waitForSelector('#pn:text-is("2")')
  assert.equal(await page.locator('#bar > *').count(), 1)
  await page.click('#l3')
  await page.waitForSelector('h1:text-is("Three")')
  await page.waitForFunction(() => document.querySelector('#bar')!.childElementCount === 0)
  await page.click('#l1')
  await page.waitForSelector('#bar #pbar:text-is("0")')
  assertNoErrors(tab)
})

class Dialogs extends LiveView {
  open = false
  name = ''
  @event toggle() {
    this.open = !this.open
  }
  @event save({ name }: { name: string }) {
    this.name = name
    this.open = false
  }
  override render() {
    return html`<p id="name">${this.name}</p><button id="open" @click=${this.toggle}>open</button>
    ${this.open && portal('#modal', html`<dialog live-dialog="open" id="dlg"><form @submit=${this.save}><input name="name" id="nm" autofocus><button id="ok" live-disable-with="Saving…">ok</button></form></dialog>`)}`
  }
}
test('a dialog in a portal opens, takes the focus and gives it back', async () => {
  const { url } = await serve((app) => app.live('/', Dialogs), { layout: links })
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.click('#open')
  await page.waitForSelector('#modal dialog:modal')
  await page.fill('#nm', 'Ann')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#name:text-is("Ann")')
  await page.waitForFunction(() => document.querySelector('#modal')!.childElementCount === 0)
  await page.waitForFunction(() => document.activeElement?.id === 'open')
  assertNoErrors(tab)
})

class Many extends LiveView {
  n = 0
  rows = stream<{ id: number }>()
  override mount() {
    this.rows.insertAll([{ id: 1 }, { id: 2 }])
  }
  @event add() {
    this.n++
    this.rows.insert({ id: this.n + 2 }, { at: 0 })
  }
  @event del() {
    this.rows.delete(1)
  }
  @event hit() {
    this.n += 100
  }
  override render() {
    return html`<output>${this.n}</output><ul>${each(this.rows, (r) => html`<li>${r.id}${portal('#bar', html`<button id=${`r${r.id}`} @click=${this.hit}>${r.id}</button>`)}</li>`)}</ul><button id="add" @click=${this.add}>a</button><button id="del" @click=${this.del}>d</button>`
  }
}
test('portals in rows of a stream come, act and go with their rows', async () => {
  const { url } = await serve((app) => app.live('/', Many), { layout: links })
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.waitForSelector('#bar #r2')
  await page.click('#add')
  await page.waitForSelector('#bar #r3')
  await page.click('#r3')
  await page.waitForSelector('output:text-is("101")')
  await page.click('#del')
  await page.waitForFunction(() => !document.querySelector('#r1'))
  assert.equal(await page.locator('#bar > *').count(), 2)
  // A row that a script takes away comes back with its portal.
  await page.evaluate(() => document.querySelector('ul')!.firstElementChild!.remove())
  await page.click('#add')
  await page.waitForSelector('#bar #r104')
  await page.waitForSelector('#bar #r3')
  assert.equal(await page.locator('#bar > *').count(), 3)
  assertNoErrors(tab)
})

class Trap extends LiveView {
  override render() {
    return html`<div live-focus-trap>
      <button id="one">1</button>${portal('#bar', html`<button id="two">2</button><button id="three">3</button>`)}
      <button id="four">4</button>
    </div>`
  }
}

test('Tab goes through a portal where it is written, both ways, and stays in its trap', async () => {
  const { url } = await serve((app) => app.live('/', Trap), { layout: links })
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.waitForSelector('#bar #two')
  await page.waitForSelector('#one:focus')
  const walk = async (key: string): Promise<string[]> => {
    const ids: string[] = []
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press(key)
      ids.push(await page.evaluate(() => document.activeElement!.id))
    }
    return ids
  }
  assert.deepEqual(await walk('Tab'), ['two', 'three', 'four', 'one'])
  assert.deepEqual(await walk('Shift+Tab'), ['four', 'three', 'two', 'one'])
  assertNoErrors(tab)
})

test('without a script the content stands where it is written', async () => {
  const { url } = await serve((app) => app.live('/', Page), { layout })
  const text = await (await fetch(url)).text()
  assert.match(text, /<section id="menu"[^>]*>.*<div live-portal="#dialogs"><div id="sheet"/s)
})

test('a target that is no text is refused where it is written', () => {
  assert.throws(() => portal('' as string, html`x`), /E_OPTION.*target.*CSS selector/s)
  assert.throws(() => portal(7 as unknown as string, html`x`), /E_OPTION.*target/s)
  assert.throws(() => portal('#a', html`x`, { tag: 'a b' }), /E_OPTION.*tag/s)
})
