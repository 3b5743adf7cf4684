/** The part `commands`: chains in templates, effects of the server, and changes shown before the answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, js, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

/** Handlers wait here until the test lets them go on, by name. */
const gates = new Map<string, (agree: boolean) => void>()
const gate = (name: string): Promise<boolean> => new Promise((resolve) => gates.set(name, resolve))

const script = `
  import { registerCommand } from '/_overwire/api.js'
  registerCommand('shout', (target, args, { source }) => {
    target.textContent = args.text + ' from ' + source.id
  })
`

class Page extends LiveView {
  static opened: Page[] = []
  saved: unknown[] = []
  tone = 'calm'
  mount() {
    Page.opened.push(this)
  }
  @event save(args: Record<string, unknown>) {
    this.saved = [...this.saved, args]
  }
  @event paint({ tone }: { tone: string }) {
    this.tone = tone
  }
  @event greet() {
    this.pushCommands(js().addClass('greeted', '#nav').push(this.save, { from: 'server' }))
  }
  render() {
    const chain = js()
      .toggle('#menu')
      .addClass('open', { to: '#nav' })
      .toggleAttr('aria-expanded', { values: ['true', 'false'] })
    return html`
      <button id="menu-button" aria-expanded="false" @click=${chain.push(this.save, { id: 3 })} live-value-x="1">m</button>
      <nav id="nav" class="nav ${this.tone}">n</nav>
      <ul id="menu" hidden><li id="inner"><a href="#a" id="first">a</a><b>b</b></li></ul>
      <button id="paint" @click=${js().push(this.paint, { tone: 'loud' })}>p</button>
      <button id="paint2" @click=${js().push(this.paint, { tone: 'shrill' })}>p</button>
      <div id="card" class="card"><button id="close" @click=${js().hide({ closest: '.card' })}>x</button></div>
      <button id="attrs" @click=${js()
        .setAttr('title', 'T', '#nav')
        .setAttr('href', 'javascript:alert(1)', '#first')
        .setAttr('onclick', 'alert(1)', '#nav')
        .removeClass('nav', '#nav')
        .toggleClass('a b', '#nav')}>a</button>
      <button id="fade" @click=${js().toggle({ to: '#menu', out: 'fading', time: 60_000 })}>f</button>
      <button id="focus" @click=${js().pushFocus().show('#menu').focusFirst('#menu')}>f</button>
      <input id="esc" @keydown=${js().popFocus()} live-key="Escape">
      <button id="send" @click=${js().dispatch('my-event', { to: '#hear', detail: { a: 1 } })}>d</button>
      <p id="hear" @my-event=${js().addClass('heard')}>h</p>
      <button id="copy" @click=${js().copy({ from: '#first' })}>c</button>
      <button id="copy-text" @click=${js().copy('plain text')}>c</button>
      <button id="exec" @click=${js().exec('live-click', '#close')}>e</button>
      <input id="exec-by-key" @keydown=${js().exec('live-click', '#keyed')} live-key="ArrowLeft">
      <button id="keyed" @click=${js().addClass('clicked')} @keydown=${js().addClass('pressed')} live-key="ArrowRight">k</button>
      <button id="open" @click=${js().openDialog('#dialog')}>o</button>
      <dialog id="dialog"><button id="done" @click=${js().closeDialog('#dialog')}>d</button></dialog>
      <button id="bad" @click=${js().addClass('x', '#nowhere').custom('nonsense').addClass('on')}>b</button>
      <button id="shout" @click=${js().custom('shout', { text: 'hey' }, '#hear')}>s</button>
      <button id="greet" @click=${this.greet}>g</button>
      <button id="flash" @click=${js().transition('blink', { time: 50 })}>t</button>
      <form id="form" @submit=${js().addClass('sent').push(this.save)}><input name="q" value="1"></form>
      <a id="static" live-click='[["addClass","open",{"to":"#menu"}]]'>s</a>
      <output>${JSON.stringify(this.saved)}</output>
    `
  }
}

async function open(): Promise<Tab> {
  const { url } = await serve(
    (app) => {
      app.live('/', Page)
      const headers = { 'content-type': 'text/javascript' }
      app.http('/app.js', () => new Response(script, { headers }))
    },
    { scripts: ['/app.js'] },
  )
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

const saved = (tab: Tab, count: number) =>
  tab.page.waitForFunction(
    (n) => JSON.parse(document.querySelector('output')!.textContent!).length === n,
    count,
  )

test('a chain runs in order in the browser, and pushes with the arguments of a binding [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#menu-button')
  await page.waitForSelector('#menu', { state: 'visible' })
  await saved(tab, 1)
  assert.equal(await page.getAttribute('#nav', 'class'), 'nav calm open')
  assert.equal(await page.getAttribute('#menu-button', 'aria-expanded'), 'true')
  assert.equal(await page.textContent('output'), '[{"x":"1","id":3}]')
  await page.click('#menu-button')
  await page.waitForSelector('#menu', { state: 'hidden' })
  assert.equal(await page.getAttribute('#menu-button', 'aria-expanded'), 'false')
  await page.click('#static')
  await page.waitForSelector('#menu.open', { state: 'attached' })
  assertNoErrors(tab)
})

test('what commands did stays across patches of the same element [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#menu-button')
  await saved(tab, 1)
  await page.click('#paint')
  await page.waitForSelector('#nav.loud.open:not(.calm)')
  await page.click('#paint2')
  await page.waitForSelector('#nav.shrill.open:not(.loud)')
  assert.equal(await page.isVisible('#menu'), true)
  assertNoErrors(tab)
})

test('targets, attributes and classes; nothing that runs code is set [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#attrs')
  await page.waitForSelector('#nav.a.b:not(.nav)[title=T]')
  assert.equal(await page.getAttribute('#first', 'href'), 'about:invalid#blocked')
  assert.equal(await page.getAttribute('#nav', 'onclick'), null)
  assert.match(tab.errors.join(), /E_COMMAND.*onclick/)
  await page.click('#close')
  await page.waitForSelector('#card', { state: 'hidden' })
  assert.equal(await page.isVisible('#close'), false)
})

test('exec runs another element’s commands for that element [B139]', async () => {
  const tab = await open()
  await tab.page.click('#exec')
  await tab.page.waitForSelector('#card', { state: 'hidden' })
  assertNoErrors(tab)
})

test('exec by a key runs what is bound to a click, whatever keys the other element takes [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.focus('#exec-by-key')
  await page.keyboard.press('ArrowLeft')
  await page.waitForSelector('#keyed.clicked:not(.pressed)')
  assertNoErrors(tab)
})

test('a second toggle turns a movement round [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#menu-button')
  await page.waitForSelector('#menu', { state: 'visible' })
  await page.click('#fade')
  await page.waitForSelector('#menu.fading', { state: 'visible' })
  await page.click('#fade')
  await page.waitForSelector('#menu:not(.fading)', { state: 'visible' })
  await page.click('#flash')
  await page.waitForSelector('#flash:not(.blink)')
  assertNoErrors(tab)
})

test('movement is left out for who asked for less [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.click('#menu-button')
  await page.waitForSelector('#menu', { state: 'visible' })
  await page.click('#fade')
  await page.waitForSelector('#menu', { state: 'hidden' })
})

test('the focus goes into the menu and back, by keyboard alone [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.focus('#focus')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.id === 'first')
  await page.focus('#esc')
  await page.keyboard.press('Escape')
  await page.waitForFunction(() => document.activeElement?.id === 'focus')
  await page.focus('#open')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#dialog:modal')
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.id === 'open')
  assertNoErrors(tab)
})

test('dispatched events reach bindings, and a form keeps the page [B139]', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#send')
  await page.waitForSelector('#hear.heard')
  await page.focus('#form input')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#form.sent')
  await saved(tab, 1)
  assert.equal(await page.textContent('output'), '[{"q":"1"}]')
  assertNoErrors(tab)
})

test('copies a text or an element’s content and says so for a while [B22]', async () => {
  const tab = await open()
  const { page } = tab
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.click('#copy')
  await page.waitForSelector('#copy.copied')
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'a')
  await page.focus('#copy-text')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#copy-text.copied')
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'plain text')
  await page.waitForSelector('#copy:not(.copied)')
  assertNoErrors(tab)
})

test('a miss is told on the console and as one bubbling event; the chain goes on [B143]', async () => {
  const tab = await open()
  const { page } = tab
  await page.evaluate(() => {
    addEventListener('live:error', (event) => {
      document.documentElement.dataset['faults'] =
        (document.documentElement.dataset['faults'] ?? '') + (event as CustomEvent).detail.message
    })
  })
  await page.click('#bad')
  await page.waitForSelector('#bad.on')
  const faults = await page.getAttribute('html', 'data-faults')
  assert.match(faults!, /Nothing matches \{"to":"#nowhere"\}.*No command is called "nonsense"/)
  assert.equal(tab.errors.length, 2)
})

test('a command of the page’s own gets its target, arguments and source [B140]', async () => {
  const tab = await open()
  await tab.page.click('#shout')
  await tab.page.waitForSelector('#hear:has-text("hey from shout")')
  assertNoErrors(tab)
})

test('the server runs commands in the browser [B85]', async () => {
  const tab = await open()
  await tab.page.click('#greet')
  await tab.page.waitForSelector('#nav.greeted')
  await saved(tab, 1)
  assert.equal(await tab.page.textContent('output'), '[{"from":"server"}]')
  assertNoErrors(tab)
})

test('the server runs commands outside of any event [B85]', async () => {
  const tab = await open()
  Page.opened.at(-1)!.pushCommands(js().focus('#esc'))
  await tab.page.waitForFunction(() => document.activeElement?.id === 'esc')
  assertNoErrors(tab)
})

test('the server runs what a form does when it is submitted [B85]', async () => {
  const tab = await open()
  Page.opened.at(-1)!.pushCommands(js().exec('live-submit', '#form'))
  await tab.page.waitForSelector('#form.sent')
  await saved(tab, 1)
  assert.equal(await tab.page.textContent('output'), '[{"q":"1"}]')
  assertNoErrors(tab)
})

class Todo extends LiveView {
  done = false
  late = false
  @event async finish({ gate: name, agree }: { gate: string; agree?: boolean }) {
    const ok = await gate(name)
    if (!ok) throw new Error('refused')
    if (agree) this.done = true
  }
  @event({ background: true }) async slowly() {
    if (!(await gate('slow'))) throw new Error('refused')
  }
  @event mark() {
    this.late = true
  }
  render() {
    const first = js().optimistic((now) => now.addClass('done', '#item').hide('#note'))
    const second = js().optimistic((now) => now.toggleClass('done', '#item'))
    return html`
      <p id="item" class="item ${this.done && 'done'} ${this.late && 'late'}">i</p><i id="note">note</i>
      <button id="one" @click=${first.push(this.finish, { gate: 'one' })}>1</button>
      <button id="two" @click=${second.push(this.finish, { gate: 'two' })}>2</button>
      <button id="real" @click=${first.push(this.finish, { gate: 'real', agree: true })}>3</button>
      <button id="slow" @click=${second.push(this.slowly)}>4</button>
      <button id="mark" @click=${js().push(this.mark)}>m</button>
    `
  }
}

async function openTodo(): Promise<Tab> {
  gates.clear()
  const { url } = await serve((app) => app.live('/', Todo))
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

/** Lets a handler go on that the server has reached. */
async function release(name: string, agree: boolean): Promise<void> {
  await eventually(() => gates.has(name))
  gates.get(name)!(agree)
  gates.delete(name)
}

test('shown at once; undone when the server refuses [B63]', async () => {
  const tab = await openTodo()
  const { page } = tab
  await page.click('#one')
  await page.waitForSelector('#item.done')
  assert.equal(await page.isVisible('#note'), false)
  await release('one', false)
  await page.waitForSelector('#item:not(.done)')
  await page.waitForSelector('#note', { state: 'visible' })
  assert.match(tab.errors.join(), /E_HANDLER/)
})

test('kept when the server agrees, and then the server’s [B63]', async () => {
  const tab = await openTodo()
  const { page } = tab
  await page.click('#one')
  await page.waitForSelector('#item.done')
  await release('one', true)
  await page.waitForSelector('#one:not([aria-busy])')
  assert.equal(await page.getAttribute('#item', 'class'), 'item done')
  await page.click('#real')
  await release('real', true)
  await page.waitForSelector('#real:not([aria-busy])')
  await page.waitForSelector('#item.done')
  assertNoErrors(tab)
})

test('two pending events on one element: the later one shows, each is undone on its own [B63]', async () => {
  const tab = await openTodo()
  const { page } = tab
  await page.click('#one')
  await page.waitForSelector('#item.done')
  await page.click('#two')
  await page.waitForSelector('#item:not(.done)')
  await release('one', false)
  await page.waitForSelector('#one:not([aria-busy])')
  assert.equal(await page.getAttribute('#two', 'aria-busy'), 'true')
  assert.equal(await page.isVisible('#item.done'), false)
  await release('two', false)
  await page.waitForSelector('#two:not([aria-busy])')
  // What the page was before both.
  assert.equal(await page.isVisible('#item.done'), false)
})

test('a patch of the element meanwhile neither shows nor loses what waits [B63]', async () => {
  const tab = await openTodo()
  const { page } = tab
  await page.click('#real')
  await page.waitForSelector('#item.done')
  await page.click('#slow')
  await page.waitForSelector('#item:not(.done)')
  await release('real', true)
  await page.waitForSelector('#real:not([aria-busy])')
  await page.click('#mark')
  await page.waitForSelector('#item.late')
  // The server says done; the toggle that waits says not.
  assert.equal(await page.isVisible('#item.done'), false)
  await release('slow', false)
  await page.waitForSelector('#item.done.late')
})

test('what waits is not taken for the server’s word when another class is patched [B63]', async () => {
  const tab = await openTodo()
  const { page } = tab
  await page.click('#slow')
  await page.waitForSelector('#item.done')
  await page.click('#mark')
  await page.waitForSelector('#item.late')
  assert.equal(await page.isVisible('#item.done.late'), true)
  await release('slow', false)
  await page.waitForSelector('#item.late:not(.done)')
})
