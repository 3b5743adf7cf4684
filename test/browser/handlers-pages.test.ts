/** What answers of handlers do to a page, and what they leave alone, in a real browser. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { beforeEach, test } from 'node:test'
import { html, to } from 'overwire'
import { liveviewHandler, liveviewRegistry, liveviewRoomUuid, send } from 'overwire/handlers'
import type { SendData } from 'overwire/handlers'
import type { Page } from 'playwright-core'
import {
  assertNoErrors,
  javascript,
  newContext,
  openTab,
  serve,
  strictPolicy,
  takeErrors,
} from './browser.ts'
import { eventually } from '../eventually.ts'
import { openHandled } from './handled.ts'

beforeEach(() => liveviewRegistry.clear())

const tell = (data: SendData | SendData[]): Promise<void> => send(null, data, { broadcast: true })

/** Waits until so many elements match. */
const shows = (page: Page, selector: string, count = 1): Promise<unknown> =>
  page.waitForFunction(([css, n]) => document.querySelectorAll(css as string).length === n, [
    selector,
    count,
  ] as const)

test('every operation in a page without a class and in a LiveView [A74, A75, A76, A77, A79]', async () => {
  for (const live of [false, true]) {
    const tab = await openHandled(
      `<main data-controller="page"><ul id="list"><li class="row">1</li><li class="row">2</li></ul>
      <p id="p" class="x">p</p><input id="field" value="v"><img id="img" alt=""></main>`,
      { live },
    )
    const { page } = tab
    await tell({ target: '.row', html: '<b>first</b>' })
    await shows(page, '.row:first-child > b')
    await tell({ target: '.row', html: '<i>all</i>', all: true })
    await shows(page, '.row > i', 2)
    await tell({ target: '#list', html: html`<li class="row">${'<3>'}</li>`, append: true })
    await page.waitForSelector('.row:last-child:text-is("<3>")')
    await tell({ target: '#list', html: '<li class="row" id="zero">0</li>', prepend: true })
    await shows(page, '.row:first-child#zero')
    await tell({ target: '#p', html: '<hr id="before">', before: true })
    await tell({ target: '#p', html: '<hr id="after">', after: true })
    await shows(page, '#before + #p + #after')
    await tell({ target: '#zero', html: '<li class="row" id="other">o</li>', replace: true })
    await shows(page, '#other:first-child')
    await tell({ target: '#p', html: '<p id="p" title="T">morphed</p>', morph: true })
    await shows(page, '#p[title=T]:not([class])')
    await tell({ target: '#other', remove: true })
    await shows(page, '#other', 0)
    await tell({ target: '.row', remove: true, all: true })
    await shows(page, '.row', 0)
    await tell({ target: '#p', text: '<b>' })
    await page.waitForSelector('#p:text-is("<b>")')
    await tell({ target: '#p', addClass: 'a b', removeClass: 'none', toggleClass: 'c' })
    await shows(page, '#p.a.b.c')
    await tell({
      target: '#p',
      removeClass: 'a',
      toggleClass: 'c',
      attributes: { title: null, hidden: false },
    })
    await shows(page, '#p.b:not(.a, .c, [title], [hidden])')
    await tell({ target: '#field', attributes: { value: 'set', disabled: true } })
    assert.equal(await page.inputValue('#field:disabled'), 'set')
    await tell([
      { target: '#field', attributes: { disabled: null } },
      { target: '#field', focus: true },
    ])
    await page.waitForSelector('#field:focus')
    await tell({ title: 'New title' })
    await page.waitForFunction(() => document.title === 'New title')
    assertNoErrors(tab)
  }
})

test('scrolls to an element, and to the top [A80, A81, A119]', async () => {
  const tab = await openHandled(`<main data-controller="page"><div style="height: 3000px">x</div>
    <p id="low">low</p><div style="height: 3000px">x</div></main>`)
  await tell({ target: '#low', text: 'changed', scroll: '#low' })
  await tab.page.waitForFunction(
    () => Math.abs(document.getElementById('low')!.getBoundingClientRect().top) < 2,
  )
  await tell({ scrollTop: true })
  await tab.page.waitForFunction(() => scrollY === 0)
  assertNoErrors(tab)
})

test('an answer with an address; back, forward and a reload show what the address says [A78, A118]', async () => {
  const article = (id: string) => html`
    <h1>Article ${id}</h1><p id="place">end</p><div style="height: ${id === '1' ? 5000 : 4000}px"></div>`
  liveviewHandler('show_article', (consumer, { data }) =>
    send(consumer, {
      target: '#content',
      html: article(data['id']!),
      url: `/articles/${data['id']}`,
      title: `Article ${data['id']}`,
      scrollTop: true,
    }),
  )
  const link = (id: string) => html`
    <a id=${`to-${id}`} href=${`/articles/${id}`} data-action="click->page#run"
      data-liveview-function="show_article" data-data-id=${id}>${id}</a>`
  const { url } = await serve((app) => {
    app.page(['/', '/articles/:id'], (request, page) => {
      const { id } = request.params
      page.pageTitle = id ? `Article ${id}` : 'Home'
      return html`<main data-controller="page">
        <nav style="position: fixed">${link('1')} ${link('2')}</nav>
        <div id="content">${id ? article(id) : html`<h1>Home</h1><div style="height: 3000px"></div>`}</div>
      </main>`
    })
  })
  const tab = await openTab(url)
  const { page } = tab
  await page.waitForSelector('html[data-liveview-ready]')
  await tab.connected()
  await page.evaluate(() => void ((window as { marked?: boolean }).marked = true))
  const at = (path: string, heading: string, top: number): Promise<unknown> =>
    page.waitForFunction(
      ([wanted, text, y]) =>
        location.pathname === wanted &&
        document.querySelector('h1')?.textContent === text &&
        document.title === text &&
        scrollY === y,
      [path, heading, top] as const,
    )
  const scroll = async (y: number): Promise<void> => {
    await page.evaluate((top) => scrollTo({ top, behavior: 'instant' }), y)
    await page.waitForFunction((top) => scrollY === top, y)
  }
  await at('/', 'Home', 0)
  await scroll(700)
  await page.click('#to-1')
  await at('/articles/1', 'Article 1', 0)
  // The server made this content last: what handlers changed since then is written over.
  await page.goBack()
  await at('/', 'Home', 700)
  await page.goForward()
  await at('/articles/1', 'Article 1', 0)
  await scroll(900)
  await page.click('#to-2')
  await at('/articles/2', 'Article 2', 0)
  await page.goBack()
  await at('/articles/1', 'Article 1', 900)
  await page.goBack()
  await at('/', 'Home', 700)
  await page.goForward()
  await at('/articles/1', 'Article 1', 900)
  assert.equal(await page.evaluate(() => (window as { marked?: boolean }).marked), true)
  await page.reload()
  await tab.connected()
  await at('/articles/1', 'Article 1', 900)
  assert.equal(await page.evaluate(() => (window as { marked?: boolean }).marked), undefined)
  await page.goBack()
  await at('/', 'Home', 700)
  assertNoErrors(tab)
})

test('focus, caret, typed text, what is open and what is scrolled stay where HTML stays alike [A75]', async () => {
  const content = (
    n: number,
    value = '',
  ) => `<h2>${n}</h2><input id="name" name="name" value="${value}">
    <details id="d"><summary>s</summary>in</details><textarea id="t" name="t"></textarea>
    <input type="checkbox" id="c" name="c"><select id="s" name="s"><option>a</option><option>b</option></select>
    <div id="scroll" style="height: 50px; overflow: auto"><div style="height: 500px">${n}</div></div>`
  const tab = await openHandled(
    `<main data-controller="page"><div id="box">${content(1)}</div></main>`,
  )
  const { page } = tab
  await page.fill('#t', 'typed')
  await page.check('#c')
  await page.selectOption('#s', 'b')
  await page.click('summary')
  await page.evaluate(() => (document.getElementById('scroll')!.scrollTop = 80))
  await page.locator('#name').pressSequentially('hello')
  await page.evaluate(() =>
    (document.getElementById('name') as HTMLInputElement).setSelectionRange(2, 4),
  )
  await page.evaluate(() =>
    document.querySelectorAll('#box > *').forEach((one) => one.setAttribute('title', 'same')),
  )
  await tell({ target: '#box', html: content(2) })
  await page.waitForSelector('h2:text-is("2")')
  const state = await page.evaluate(() => {
    const name = document.getElementById('name') as HTMLInputElement
    return {
      focused: document.activeElement === name,
      caret: [name.selectionStart, name.selectionEnd],
      name: name.value,
      typed: (document.getElementById('t') as HTMLTextAreaElement).value,
      checked: (document.getElementById('c') as HTMLInputElement).checked,
      selected: (document.getElementById('s') as HTMLSelectElement).value,
      open: (document.getElementById('d') as HTMLDetailsElement).open,
      scrolled: document.getElementById('scroll')!.scrollTop,
    }
  })
  assert.deepEqual(state, {
    focused: true,
    caret: [2, 4],
    name: 'hello',
    typed: 'typed',
    checked: true,
    selected: 'b',
    open: true,
    scrolled: 80,
  })
  // A value that the server changes is shown, unless the field has the focus.
  await tell([
    { target: '#box', html: content(3, 'new') },
    { target: '#t', focus: true },
  ])
  await page.waitForSelector('h2:text-is("3")')
  assert.equal(await page.inputValue('#name'), 'hello')
  await tell({ target: '#box', html: content(4, 'newer') })
  await page.waitForSelector('h2:text-is("4")')
  assert.equal(await page.inputValue('#name'), 'newer')
  assertNoErrors(tab)
})

test('the answer to a form’s own submit may clear it; other answers may not [A114, A75]', async () => {
  const form = (
    error: string,
  ) => html`<form id="form" data-action="submit->page#run" data-liveview-function="save">
    <input id="title" name="title"><p class="error">${error}</p><button>Save</button></form>`
  liveviewHandler('save', async (consumer, { form: fields }) => {
    if (fields['title'] === 'slow') await new Promise((resolve) => setTimeout(resolve, 50))
    await send(consumer, { target: '#box', html: form(`saved ${String(fields['title'])}`) })
  })
  const tab =
    await openHandled(`<main data-controller="page"><div id="box"><form id="form" data-action="submit->page#run" data-liveview-function="save">
    <input id="title" name="title"><p class="error"></p><button>Save</button></form></div></main>`)
  const { page } = tab
  await page.fill('#title', 'mine')
  await tell({ target: '#box', html: form('from elsewhere') })
  await page.waitForSelector('text=from elsewhere')
  assert.equal(await page.inputValue('#title'), 'mine')
  await page.press('#title', 'Enter')
  await page.waitForSelector('text=saved mine')
  assert.equal(await page.inputValue('#title'), '')
  assertNoErrors(tab)
})

test('a field that calls a handler keeps what its user entered when the answer is there [A75, A103, A114]', async () => {
  let asked = 0
  liveviewHandler('check', (consumer, { form }) =>
    send(consumer, { target: '#said', text: `${++asked} ${JSON.stringify(form)}` }),
  )
  const run = 'change->page#run'
  const { url } = await serve((app) =>
    app.page(
      '/',
      () => html`<main data-controller="page">
        <form>
          <input id="a" name="a" value=${'served'} data-action=${run} data-liveview-function="check">
          <textarea id="b" name="b" data-action=${run} data-liveview-function="check">${'served'}</textarea>
          <select id="c" name="c" value=${'1'} data-action=${run} data-liveview-function="check"><option>1</option><option>2</option></select>
          <input id="d" name="d" type="checkbox" ?checked=${false} data-action=${run} data-liveview-function="check">
        </form>
        <p id="said"></p></main>`,
    ),
  )
  const tab = await openTab(url)
  const { page } = tab
  await page.waitForSelector('html[data-liveview-ready]')
  const heard = (n: number) =>
    page.waitForFunction(
      (start) =>
        document.getElementById('said')!.textContent!.startsWith(start) &&
        !document.querySelector('[aria-busy]'),
      `${n} `,
    )
  await page.fill('#a', 'typed')
  await page.focus('#b')
  await heard(1)
  await page.fill('#b', 'typed too')
  await page.focus('#c')
  await heard(2)
  await page.selectOption('#c', '2')
  await heard(3)
  await page.check('#d')
  await heard(4)
  const values = ['#a', '#b', '#c'].map((field) => page.inputValue(field))
  assert.deepEqual(await Promise.all(values), ['typed', 'typed too', '2'])
  assert.ok(await page.isChecked('#d'))
  assertNoErrors(tab)
})

test('#no-connection shows by its classes whether there is a connection; calls wait for it [A58, A56]', async () => {
  const sockets = new Set<{ destroy(): void }>()
  const tab = await openHandled(
    `<p id="no-connection">offline</p><main data-controller="page">
    <button id="b" data-action="click->page#run" data-liveview-function="take">x</button></main>`,
    {
      opened: ({ server }) => server.on('connection', (socket) => sockets.add(socket)),
    },
  )
  const { page, next } = tab
  await page.waitForSelector('#no-connection.no-connection--hide:not(.no-connection--show)')
  await page.context().setOffline(true)
  await page.waitForSelector('#no-connection.no-connection--show:not(.no-connection--hide)')
  await page.context().setOffline(false)
  await page.waitForSelector('#no-connection.no-connection--hide:not(.no-connection--show)')
  // A call that is made without a connection goes when there is one again.
  for (const socket of sockets) socket.destroy()
  await page.waitForSelector('#no-connection.no-connection--show:not(.no-connection--hide)')
  await page.click('#b')
  await next()
  await page.waitForSelector('#no-connection.no-connection--hide:not(.no-connection--show)')
  const others = tab.errors.filter((text) => !/WebSocket|ERR_INTERNET_DISCONNECTED/.test(text))
  assert.deepEqual(others, [])
})

test('a target that is missing is told in development, and the rest goes on; in production it is nothing [A74]', async () => {
  for (const development of [true, false]) {
    const tab = await openHandled(`<main data-controller="page"><p id="p">p</p></main>`, {
      development,
    })
    await tell([
      { target: '#missing', html: 'x', title: 'Said' },
      { target: '#p', text: 'done', scroll: '#nowhere' },
      { target: '##', text: 'x' },
      // All may be none.
      { target: '.absent', html: 'x', append: true, all: true },
      { target: '.absent', remove: true, all: true },
      { target: '#p', addClass: 'end' },
    ])
    await tab.page.waitForSelector('#p.end')
    assert.equal(await tab.page.title(), 'Said')
    const always = [/\[E_SEND\] text failed on ##/]
    const missing = [/html: nothing in the page matches #missing/, /scroll: nothing .* #nowhere/]
    if (!development) assert.doesNotMatch(tab.errors.join(), /nothing in the page/)
    assert.doesNotMatch(tab.errors.join(), /absent/)
    await takeErrors(tab, ...always, ...(development ? missing : []))
  }
})

const nonced = ({ nonce }: { nonce: string }) => ({
  'content-security-policy': strictPolicy
    .replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`)
    .replace('trusted-types overwire', 'trusted-types overwire overwire-script'),
})

test('scripts run with the nonce of the page, where the app allows them [A82]', async () => {
  const { url } = await serve(
    (app) => app.page('/', () => html`<main data-controller="page"><p id="p">p</p></main>`),
    {
      allowScript: true,
      headers: nonced,
      layout: ({ content, script, nonce }) => html`<!doctype html><html lang="en"><head>
        <title>t</title><script nonce=${nonce}>window.own = 1</script>${script}</head><body>${content}</body></html>`,
    },
  )
  liveviewHandler('any', () => undefined)
  const tab = await openTab(url)
  await tab.page.waitForSelector('html[data-liveview-ready]')
  await tab.connected()
  assert.equal(await tab.page.evaluate('window.own'), 1)
  const scripts = await tab.page.locator('head > script').count()
  await tell([
    { target: '#p', text: 'first' },
    { script: 'window.seen = document.getElementById("p").textContent' },
    { script: 'throw new Error("broken on purpose")' },
    { target: '#p', addClass: 'end' },
  ])
  await tab.page.waitForSelector('#p.end')
  assert.equal(await tab.page.evaluate('window.seen'), 'first')
  // Those that ran leave nothing behind.
  assert.equal(await tab.page.locator('head > script').count(), scripts)
  await takeErrors(tab, /broken on purpose/)
  const [first, second] = await Promise.all([fetch(url), fetch(url)])
  assert.notEqual(
    first.headers.get('content-security-policy'),
    second.headers.get('content-security-policy'),
  )
  assertNoErrors(tab)
})

test('scripts inside of HTML are not run, and handlers can’t be written into attributes [A75, A82]', async () => {
  const tab = await openHandled('<main data-controller="page"><div id="box"></div></main>', {
    headers: {},
  })
  const { page } = tab
  const evil = '<script>window.ran = 1</script><p id="here">here</p>'
  for (const place of ['append', 'prepend', 'before', 'after', 'morph', 'html'] as const) {
    const markup = place === 'morph' ? `<div id="box">${evil}</div>` : evil
    await tell([
      { target: '#box', html: markup, ...(place !== 'html' && { [place]: true }) },
      { target: '#box', attributes: { title: place } },
    ])
    await page.waitForSelector(`#box[title=${place}]`)
  }
  await tell({ target: '#box', html: `${evil}<p id="end">end</p>`, replace: true })
  await page.waitForSelector('#end')
  assert.equal(await page.evaluate('window.ran'), undefined)
  assertNoErrors(tab)
  await tell({ target: '#end', attributes: { href: 'javascript:alert(1)' } })
  await tell({ target: '#end', attributes: { formaction: 'java\nscript:alert(1)' } })
  await tell({ target: '#end', attributes: { SRCSET: '/a 1x, data:text/html,x 2x' } })
  await tell({ target: '#end', addClass: 'later' })
  await page.waitForSelector('#end.later:not([href], [formaction], [srcset])')
  await takeErrors(tab, /href may not/, /formaction may not/, /SRCSET may not/)
})

const stimulus = readFileSync(
  new URL('../../node_modules/@hotwired/stimulus/dist/stimulus.js', import.meta.url),
  'utf8',
)
const counter = `
import { Application, Controller } from '/stimulus.js'
class Counter extends Controller {
  static targets = ['count']
  add({ params: { by = 1 } }) {
    this.countTarget.textContent = Number(this.countTarget.textContent) + by
  }
}
window.application = Application.start()
application.register('counter', Counter)
`

test('Stimulus beside it: controllers share an element and its actions [A100, A103]', async () => {
  const calls: string[] = []
  liveviewHandler('counted', (consumer, { data }) => {
    calls.push(data['n']!)
    return send(consumer, {
      target: '#box',
      html: html`<button id="late" data-counter-by-param="10"
        data-action="click->counter#add click->page#run" data-liveview-function="counted" data-data-n="late">x</button>`,
    })
  })
  const { url } = await serve(
    (app) => {
      app.page(
        '/',
        () => html`<main data-controller="page counter">
        <b id="count" data-counter-target="count">0</b><div id="box"></div>
        <button id="both" data-action="click->counter#add click->page#run" data-liveview-function="counted" data-data-n="both">x</button>
        <button id="own" data-action="click->counter#add">x</button>
        <button id="page" data-action="click->page#run" data-liveview-function="counted" data-data-n="page">x</button></main>`,
      )
      app.http('/stimulus.js', javascript(stimulus)).http('/counter.js', javascript(counter))
    },
    { scripts: ['/counter.js'] },
  )
  const tab = await openTab(url)
  const { page } = tab
  await page.waitForSelector('html[data-liveview-ready]')
  await tab.connected()
  await page.click('#both')
  await page.waitForSelector('#late')
  await page.click('#own')
  await page.click('#late')
  await page.click('#page')
  await page.waitForFunction(() => document.getElementById('count')!.textContent === '12')
  await eventually(() => calls.length >= 3, undefined, { state: () => calls })
  assert.deepEqual(calls, ['both', 'late', 'page'])
  assertNoErrors(tab)
})

test('a layout with its room and controller; each tab has a room of its own [A63, A64, A66, A101]', async () => {
  const rooms: string[] = []
  liveviewHandler('enter', (_consumer, { room: id }) => void rooms.push(id))
  const { url } = await serve((app) => app.page('/', () => html`<p id="p">p</p>`), {
    layout: ({ title, meta, content, script, request }) => html`<!doctype html>
      <html lang=${request.lang} data-room=${liveviewRoomUuid(request)}>
        <head><title>${title}</title>${meta}${script}</head>
        <body data-controller="page">
          ${content}
          <button id="enter" data-action="click->page#run" data-liveview-function="enter">x</button>
        </body>
      </html>`,
  })
  const context = await newContext()
  const [a, b] = [await openTab(url, context), await openTab(url, context)]
  for (const { page } of [a, b]) {
    await page.waitForSelector('html[data-liveview-ready]')
    await page.click('#enter')
  }
  await eventually(() => rooms.length >= 2, undefined, { state: () => rooms })
  assert.equal(new Set(rooms).size, 2)
  await send(null, { target: '#p', text: 'for a' }, { to: to.room(rooms[0]!) })
  await tell({ target: '#p', addClass: 'end' })
  for (const { page } of [a, b]) await page.waitForSelector('#p.end')
  assert.equal(await a.page.textContent('#p'), 'for a')
  assert.equal(await b.page.textContent('#p'), 'p')
  assert.equal(await a.page.evaluate(() => localStorage.length), 0)
  for (const tab of [a, b]) assertNoErrors(tab)
})

test('the page that is navigated to has its own room, and the one before is left [A66]', async () => {
  const rooms: string[] = []
  liveviewHandler('enter', (_consumer, { room: id }) => void rooms.push(id))
  const { url } = await serve(
    (app) =>
      app.page(
        '/:id',
        ({
          params,
        }) => html`<main data-controller="page" data-room=${params['id'] === 'c' ? null : params['id']}>
        <h1>${params['id']}</h1><p id="p">p</p><a id="b" href="/b" live-navigate>b</a> <a id="c" href="/c" live-navigate>c</a>
        <button id="enter" data-action="click->page#run" data-liveview-function="enter">x</button></main>`,
      ),
    { authorizeRoom: () => true },
  )
  const tab = await openTab(`${url}/a`)
  const { page } = tab
  await page.waitForSelector('html[data-liveview-ready]')
  await page.click('#b')
  await page.waitForSelector('h1:text-is("b")')
  await page.click('#enter')
  await page.click('#c')
  await page.waitForSelector('h1:text-is("c")')
  await page.click('#enter')
  await eventually(() => rooms.length >= 2, undefined, { state: () => rooms })
  assert.deepEqual(rooms, ['b', ''])
  for (const id of ['a', 'b']) await send(null, { target: '#p', text: id }, { to: to.room(id) })
  await tell({ target: '#p', addClass: 'end' })
  await page.waitForSelector('#p.end')
  assert.equal(await page.textContent('#p'), 'p')
  assertNoErrors(tab)
})
