/** Signals in a real browser: functions of the page, bindings of elements, and what every page knows. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { Page } from 'playwright-core'
import { html, LiveView } from 'overwire'
import {
  BROADCAST,
  disconnectSignals,
  everyone,
  isAuthenticated,
  jsCall,
  jsCalls,
  signal,
  trigger,
  WINDOW,
  windowInfo,
} from 'overwire/signals'
import type { App, LiveRequest } from 'overwire'
import { assertNoErrors, javascript, openTab, serve, takeErrors } from './browser.ts'
import type { Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

beforeEach(() => disconnectSignals())

let request: LiveRequest

const script = `
window.ran = []
const note = (name) => (args) => { window.ran.push([name, args]); args.touched = true }
document.addEventListener('DOMContentLoaded', () => {
  DFSignals.connect('page.first', note('first'))
  DFSignals.connect('page.first', () => { throw new Error('broken on purpose') })
  DFSignals.connect('page.first', note('second'))
  DFSignals.connect('page.local', note('local'))
})
`

const moduleScript = `
import { callSignal, connect } from '/_overwire/api.js'
window.early = callSignal('server.take', { n: 0 })
window.callSignal = (name, args) => callSignal(name, args).then(() => 'ok', ({ code }) => code)
window.off = connect('page.module', (args) => window.ran.push(['module', args]))
`

class Signals extends LiveView {
  mount(given: LiveRequest): void {
    request = given
  }
  render() {
    const two = jsCalls(
      { name: 'server.take', value: 'value' },
      { name: 'page.local', on: 'focus', opts: { from: 'focus' } },
    )
    return html`<form id="form" data-df-signal=${jsCall('server.take', { form: 'form', opts: { id: 5 } })}>
        <input name="title" value="one" id="title">
        <input name="tags" type="checkbox" value="a" checked>
        <input name="tags" type="checkbox" value="b">
        <input name="off" disabled value="no">
        <input value="unnamed">
        <select name="many" multiple><option selected>x</option><option>y</option><option selected>z</option></select>
        <button name="go" value="now">Save</button>
      </form>
      <input id="field" data-df-signal=${two}>
      <input id="box" type="checkbox" data-df-signal=${jsCall('server.take', { value: 'on' })}>
      <button id="button" data-df-signal=${jsCall('server.take', { opts: { n: 1 } })}>Click</button>
      <a id="link" href="#there" data-df-signal=${jsCall('server.take', { prevent: false })}>Link</a>
      <ul id="list"><li class="row">1</li><li class="row">2</li></ul>`
  }
}

interface Taken {
  taken: Record<string, unknown>[]
  next(): Promise<Record<string, unknown>>
}

/** A signal of the server whose arguments can be waited for. */
function takes(): Taken {
  const taken: Record<string, unknown>[] = []
  let at = 0
  signal({ path: 'server.take', isAllowedTo: everyone }, (_info, args) => {
    taken.push({ ...args })
  })
  return {
    taken,
    async next() {
      await eventually(() => taken.length > at, undefined, { state: () => taken })
      return taken[at++]!
    },
  }
}

async function open(setUp: (app: App) => void = () => undefined): Promise<Tab & { taken: Taken }> {
  const taken = takes()
  const { url } = await serve(
    (app) => {
      app.live('/', Signals)
      app.http('/page.js', javascript(script))
      app.http('/module.js', javascript(moduleScript))
      setUp(app)
    },
    { scripts: ['/page.js', '/module.js'] },
  )
  const tab = await openTab(url)
  await tab.connected()
  // The call that was made before the client was there.
  assert.deepEqual(await taken.next(), { n: 0 })
  return { ...tab, taken }
}

const ran = (page: Page): Promise<unknown[]> => page.evaluate('window.ran')

async function untilRan(page: Page, count: number): Promise<unknown[]> {
  await page.waitForFunction((n) => (globalThis as unknown as { ran: [] }).ran.length >= n, count)
  return ran(page)
}

test('the server runs functions of the page; one that throws stops none [A155, A163, A172]', async () => {
  const tab = await open()
  await trigger(windowInfo(request), 'page.first', { to: WINDOW, n: 1, deep: { a: [1] } })
  // Each has arguments of its own: what the first one wrote into them the second does not see.
  assert.deepEqual(await untilRan(tab.page, 2), [
    ['first', { n: 1, deep: { a: [1] }, touched: true }],
    ['second', { n: 1, deep: { a: [1] }, touched: true }],
  ])
  await takeErrors(tab, /\[E_SIGNAL\] A function of page\.first threw/)
  await trigger(null, 'page.module', { to: BROADCAST, n: 2 })
  assert.deepEqual((await untilRan(tab.page, 3))[2], ['module', { n: 2 }])
  await tab.page.evaluate('window.off()')
  await trigger(null, 'page.module', { to: BROADCAST, n: 3 })
  await trigger(null, 'page.local', { to: BROADCAST, n: 4 })
  assert.deepEqual((await untilRan(tab.page, 4))[3], ['local', { n: 4, touched: true }])
  assertNoErrors(tab)
})

test('call runs the page’s functions and the server’s; every call has an answer [A164]', async () => {
  const tab = await open()
  signal({ path: 'only.users', isAllowedTo: isAuthenticated }, () => undefined)
  const { page, taken } = tab
  const result = await page.evaluate(`DFSignals.call('server.take', { n: 7 })`)
  assert.equal(result, false)
  assert.deepEqual(await taken.next(), { n: 7 })
  assert.equal(await page.evaluate(`callSignal('server.take', { n: 8 })`), 'ok')
  assert.deepEqual(await taken.next(), { n: 8 })
  // Of the page alone: that the server has none is no error.
  assert.equal(await page.evaluate(`callSignal('page.local', { n: 9 })`), 'ok')
  assert.deepEqual(await ran(page), [['local', { n: 9, touched: true }]])
  assertNoErrors(tab)
  assert.equal(await page.evaluate(`callSignal('only.users', {})`), 'E_NO_SIGNAL')
  assert.equal(await page.evaluate(`callSignal('not.there', {})`), 'E_NO_SIGNAL')
  await takeErrors(tab, /only\.users/, /not\.there/)
})

test('bindings of forms and fields call signals at their usual events [A174, A175]', async () => {
  const tab = await open()
  const { page, taken } = tab
  await page.click('text=Save')
  assert.deepEqual(await taken.next(), {
    id: 5,
    form: [
      { name: 'title', value: 'one' },
      { name: 'tags', value: 'a' },
      { name: 'many', value: 'x' },
      { name: 'many', value: 'z' },
      { name: 'go', value: 'now' },
    ],
  })
  await page.fill('#field', 'typed')
  await page.press('#field', 'Tab')
  assert.deepEqual(await taken.next(), { value: 'typed' })
  assert.deepEqual(await ran(page), [['local', { from: 'focus', touched: true }]])
  await page.check('#box')
  assert.deepEqual(await taken.next(), { on: true })
  await page.click('#button')
  assert.deepEqual(await taken.next(), { n: 1 })
  await page.click('#link')
  assert.deepEqual(await taken.next(), {})
  assert.match(page.url(), /#there$/)
  assertNoErrors(tab)
})

test('an element that comes later is bound too, and a changed binding counts [A174]', async () => {
  const tab = await open()
  const { page, taken } = tab
  const button = (n: number) => JSON.stringify([{ name: 'server.take', opts: { n } }])
  await trigger(null, 'html.append', {
    to: BROADCAST,
    selector: '#list',
    content: `<li><button id="late" data-df-signal='${button(1)}'>late</button></li>`,
  })
  await page.click('#late')
  assert.deepEqual(await taken.next(), { n: 1 })
  await page.evaluate(
    (text) => document.getElementById('late')!.setAttribute('data-df-signal', text),
    button(2),
  )
  await page.click('#late')
  assert.deepEqual(await taken.next(), { n: 2 })
  await page.evaluate(() =>
    document.getElementById('late')!.setAttribute('data-df-signal', '{broken'),
  )
  await takeErrors(tab, /\[E_SIGNAL\] data-df-signal: expected/)
})

test('html.* signals change the document, on all matches [B154]', async () => {
  const tab = await open()
  const { page } = tab
  const send = (name: string, args: object) =>
    trigger(null, `html.${name}`, { to: BROADCAST, ...args })
  const shows = (selector: string, count: number) =>
    page.waitForFunction(([css, n]) => document.querySelectorAll(css as string).length === n, [
      selector,
      count,
    ] as const)
  await page.evaluate(() => {
    document.addEventListener('DOMContentAdded', (event) => {
      ;(event.target as HTMLElement).setAttribute('data-told', '')
    })
  })
  await send('append', { selector: '.row', content: '<i class="end"></i>' })
  await shows('.row > .end:last-child', 2)
  await shows('.row[data-told]', 2)
  await send('prepend', { selector: '.row', content: '<i class="start"></i>' })
  await shows('.row > .start:first-child', 2)
  await send('before', { selector: '.row', content: '<li class="sep"></li>' })
  await shows('.sep + .row', 2)
  await send('after', { selector: '.row', content: '<li class="sep2"></li>' })
  await shows('.row + .sep2', 2)
  await send('replace_with', { selector: '.sep, .sep2', content: '<li class="dot"></li>' })
  await shows('.dot', 4)
  await send('remove', { selector: '.dot' })
  await shows('.dot', 0)
  await send('text', { selector: '.row', content: '<b>' })
  await page.waitForFunction(() => document.querySelector('.row')!.textContent === '<b>')
  await send('content', { selector: '.row', content: '<em>new</em>' })
  await shows('.row > em', 2)
  await send('empty', { selector: '.row' })
  await shows('.row:empty', 2)
  await send('add_class', { selector: '.row', class_name: 'a b' })
  await shows('.row.a.b', 2)
  await send('remove_class', { selector: '.row', class_name: 'a' })
  await shows('.row.b:not(.a)', 2)
  await send('add_attribute', { selector: '.row', attr_name: 'title', attr_value: 'T' })
  await shows('.row[title=T]', 2)
  await send('remove_attr', { selector: '.row', attr_name: 'title' })
  await shows('.row:not([title])', 2)
  await send('boolean_attribute', { selector: '.row', attr_name: 'hidden', value: true })
  await shows('.row[hidden=""]', 2)
  await send('boolean_attribute', { selector: '.row', attr_name: 'hidden', value: false })
  await shows('.row:not([hidden])', 2)
  await send('focus', { selector: '#title' })
  await shows('#title:focus', 1)
  await send('forms.set', {
    selector: '#form',
    values: [
      { name: 'title', value: 'set' },
      { name: 'tags', value: 'b' },
      { name: 'many', value: 'y' },
    ],
  })
  await page.waitForFunction(
    () =>
      new URLSearchParams(new FormData(document.querySelector('form')!) as never).toString() ===
      'title=set&tags=b&many=y',
  )
  const downloads = page.waitForEvent('download')
  await send('download_file', { url: '/page.js', filename: 'mine.js' })
  assert.equal((await downloads).suggestedFilename(), 'mine.js')
  assertNoErrors(tab)
  await send('download_file', { url: 'javascript:alert(1)', filename: 'x' })
  await send('add_attribute', { selector: '#link', attr_name: 'href', attr_value: 'javascript:1' })
  await send('add_attribute', { selector: '#link', attr_name: 'onclick', attr_value: 'x()' })
  await send('boolean_attribute', { selector: '#link', attr_name: 'srcdoc', value: true })
  await send('add_class', { selector: '.row', class_name: 'last' })
  await shows('.row.last', 2)
  await takeErrors(tab, /can't be downloaded/, /href may not/, /onclick may/, /srcdoc may/)
})
