/** Fields and markers in HTML of users that stands in a form of the page's own: none counts for what is the page's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView, raw } from 'overwire'
import type { Layout, Raw } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

/** Longer than any test waits. */
const NEVER = 600_000

const users = (text: string): Raw => raw(text, { untrusted: true })

/** What the server heard, each as JSON. */
let heard: unknown[] = []
let release = (): void => {}

class Page extends LiveView {
  answers = 0
  sends = false

  @event typed(args: object) {
    heard.push(args)
    this.answers++
  }
  @event async saved(args: object) {
    await new Promise<void>((resolve) => (release = resolve))
    heard.push(args)
    this.answers++
  }
  @event sent() {
    this.sends = true
  }
  render() {
    return html`<p id="answers">${this.answers}</p>
      <form @input=${this.typed}>
        <input name="own" />
        ${users(`<input id="debounced" name="a" live-debounce="${NEVER}">`)}
        ${users(`<input id="throttled" name="b" live-throttle="${NEVER}">`)}
        ${users('<input id="valued" name="c" live-value-role="admin">')}
      </form>
      <form id="outside" @input=${this.typed}><input name="d" /></form>
      ${users('<input id="owned" form="outside" name="e">')}
      <form id="saving" @submit=${this.saved}>
        <button id="save" live-disable-with="Saving">Save</button>
        ${users('<button type="button" id="covered" live-disable-with="Gone">Mine</button>')}
        ${users('<input id="bound" name="f" value="theirs" live-bound>')}
        ${users('<input type="checkbox" id="ticked" name="g" live-bound>')}
      </form>
      <form
        action="/own"
        method="get"
        @submit=${this.sent}
        ?live-trigger-action=${this.sends}
      >
        ${users('<button id="leads" formaction="/elsewhere">Click</button>')}
      </form>`
  }
}

async function open(): Promise<Tab> {
  heard = []
  const { url } = await serve((app) => {
    app.live('/', Page)
    for (const path of ['/own', '/elsewhere']) app.get(path, () => new Response(path))
  })
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

const answered = (tab: Tab, count: number): Promise<unknown> =>
  tab.page.waitForFunction(
    (wanted) => document.querySelector('#answers')!.textContent === wanted,
    String(count),
  )

test('fields of users do not say when their form’s events are sent, nor what goes along', async () => {
  const tab = await open()
  let count = 0
  for (const id of ['debounced', 'throttled', 'valued']) {
    for (const key of 'xy') {
      await tab.page.click(`#${id}`)
      await tab.page.keyboard.press(key)
      await answered(tab, ++count)
    }
  }
  assert.ok(!JSON.stringify(heard).includes('admin'))
  assertNoErrors(tab)
})

test('a field of users outside of a form sends no event of the form', async () => {
  const tab = await open()
  await tab.page.click('#owned')
  await tab.page.keyboard.press('x')
  await tab.page.click('#valued')
  await tab.page.keyboard.press('y')
  await answered(tab, 1)
  assert.match(JSON.stringify(heard), /"c":"y"/)
})

test('buttons of users are not covered while a form waits, and their fields are not put back', async () => {
  const tab = await open()
  const { page } = tab
  await page.fill('#bound', 'typed')
  await page.check('#ticked')
  await page.click('#save')
  await page.waitForFunction(() => document.querySelector('#save')!.textContent === 'Saving')
  assert.equal(await page.textContent('#covered'), 'Mine')
  assert.equal(await page.isEnabled('#covered'), true)
  release()
  await answered(tab, 1)
  await page.waitForFunction(() => document.querySelector('#save')!.textContent === 'Save')
  assert.equal(await page.inputValue('#bound'), 'typed')
  assert.equal(await page.isChecked('#ticked'), true)
  assertNoErrors(tab)
})

test('a button of users does not say where a form goes that the server submits', async () => {
  const { page } = await open()
  await page.click('#leads')
  await page.waitForURL((url) => url.pathname !== '/')
  assert.equal(new URL(page.url()).pathname, '/own')
})

const FORGED = [
  '<!--]--><!--[--><!---->',
  '<!--[--><!--[-->',
  '<b live-root="forged.token" live-on="click">r</b><i $="1">s</i>',
  '<div live-view="1">v</div><template><p live-root="x">t</p></template>',
]

class Marked extends LiveView {
  count = 0
  last = ''
  @event add({ name = '' }: { name?: string }) {
    this.count++
    this.last = name
  }
  render() {
    const forged = each(
      FORGED,
      (text) => text,
      (text) => html`<li>before ${users(text)} <b>${this.count}</b></li>`,
    )
    return html`${users(FORGED.join(''))}<p id="count">${this.count} ${this.last}</p>
      <ul>${forged}</ul>
      <form @submit=${this.add}>
        <input name="name" id="name" />
        ${users('<form live-submit="add"><input name="other" value="forged"></form>')}
        <button id="add">Add</button>
      </form>`
  }
}

const layout: Layout = ({ content, script }) => html`<!doctype html>
  <html>
    <head>
      ${script}
    </head>
    <body>
      ${users(FORGED.join(''))} ${content}
    </body>
  </html>`

test('roots, views and markers that users forge take nothing over', async () => {
  const { url } = await serve((app) => app.live('/', Marked, { layout }))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  for (const count of [1, 2]) {
    await page.fill('#name', `n${count}`)
    await page.click('#add')
    await page.waitForFunction(
      (text) => document.querySelector('#count')!.textContent === text,
      `${count} n${count}`,
    )
    const shown = await page.locator('li > b:last-child').allTextContents()
    assert.deepEqual(new Set(shown), new Set([String(count)]))
  }
  assertNoErrors(tab)
})
