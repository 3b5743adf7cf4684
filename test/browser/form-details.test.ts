/** Forms in their details: what a press of a button, a key or a choice means while answers are on their way. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView, pushToView } from 'overwire'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

async function open(View: new () => LiveView): Promise<{ tab: Tab; page: Tab['page'] }> {
  const { url } = await serve((app) => app.live('/', View))
  const tab = await openTab(url)
  await tab.connected()
  return { tab, page: tab.page }
}

let goOn: (() => void) | undefined
const gate = (): Promise<void> => new Promise((resolve) => (goOn = resolve))
async function release(): Promise<void> {
  await eventually(() => goOn !== undefined, 'the event runs')
  goOn!()
  goOn = undefined
}

class Buttons extends LiveView {
  text = 'Save'
  ready = true
  round = 0
  @event({ background: true }) async save() {
    await gate()
    this.round++
  }
  render() {
    return html`
      <form @submit=${this.save}>
        <button id="plain" live-disable-with="Wait…" disabled=${this.ready ? null : ''}>
          <b>${this.text}</b> <i>${this.ready && html`<u>${this.text}</u>`}</i>
        </button>
      </form>
      <p>${this.round} ${this.text}</p>
    `
  }
}

test('a button with elements in it stays disabled through updates, until its own answer', async () => {
  const { tab, page } = await open(Buttons)
  await page.click('#plain')
  await page.waitForSelector('#plain:disabled:has-text("Wait…")')
  await pushToView(Buttons, { state: { text: 'Store', ready: false } })
  await page.waitForSelector('p:has-text("0 Store")')
  await pushToView(Buttons, { state: { text: 'Keep', ready: true } })
  await page.waitForSelector('p:has-text("0 Keep")')
  assert.equal(await page.textContent('#plain'), 'Wait…')
  assert.equal(await page.isDisabled('#plain'), true)
  await release()
  await page.waitForSelector('p:has-text("1 Keep")')
  assert.equal((await page.textContent('#plain'))?.replace(/\s+/g, ' ').trim(), 'Keep Keep')
  assert.equal(await page.isDisabled('#plain'), false)
  assertNoErrors(tab)
})

let posted: Record<string, unknown>[] = []

class Payment extends LiveView {
  pays = false
  @event pay() {
    this.pays = true
  }
  render() {
    return html`
      <form id="pay" action="/paid" method="post" @submit=${this.pay} live-trigger-action=${this.pays}>
        <input name="amount" value="5">
        <button name="how" value="card">Card</button>
        <button name="how" value="cash">Cash</button>
        <button name="how" value="aside" formtarget="_blank" formaction="/paid?aside">Aside</button>
      </form>
      <button id="outside" form="pay" name="how" value="bill">Bill</button>
    `
  }
}

test('live-trigger-action posts the pressed button too', async () => {
  const { url } = await serve((app) =>
    app.live('/', Payment).post('/paid', async (request) => {
      posted.push(Object.fromEntries(await request.formData()))
      return new Response('paid')
    }),
  )
  for (const how of ['cash', 'bill']) {
    posted = []
    const tab = await openTab(url)
    await tab.connected()
    await tab.page.click(`[value=${how}]`)
    await tab.page.waitForURL('**/paid')
    assert.deepEqual(posted, [{ amount: '5', how }])
  }
  posted = []
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.press('input', 'Enter')
  await tab.page.waitForURL('**/paid')
  // As the browser does: Enter presses the form's first button.
  assert.deepEqual(posted, [{ amount: '5', how: 'card' }])
})

test('a form that was posted into another window is as it was before', async () => {
  posted = []
  const { url } = await serve((app) =>
    app.live('/', Payment).post('/paid', async (request) => {
      posted.push(Object.fromEntries(await request.formData()))
      return new Response('paid')
    }),
  )
  const tab = await openTab(url)
  await tab.connected()
  const opened = tab.page.context().waitForEvent('page')
  await tab.page.click('[value=aside]')
  await (await opened).waitForURL('**/paid?aside')
  assert.deepEqual(posted, [{ amount: '5', how: 'aside' }])
  await tab.page.waitForSelector('#pay:not([aria-busy])')
  assert.equal(await tab.page.getAttribute('#pay', 'action'), '/paid')
  assert.equal(await tab.page.getAttribute('#pay', 'target'), null)
  assert.equal(await tab.page.locator('#pay input[type=hidden]').count(), 0)
})

class Waits extends LiveView {
  log: string[] = []
  @event typed({ value }: { value: string }) {
    this.log = [...this.log, `typed ${value}`]
  }
  @event changed(fields: Record<string, string>) {
    this.log = [...this.log, `form ${fields['_target']} ${fields['slow']} ${fields['quick']}`]
  }
  @event save() {
    this.log = [...this.log, 'saved']
  }
  @event key({ key }: { key: string }) {
    this.log = [...this.log, `key ${key}`]
  }
  render() {
    return html`
      <form id="f" @submit=${this.save}></form>
      <input id="far" form="f" @input=${this.typed} live-debounce="60000">
      <form id="g" @input=${this.changed} live-debounce="0">
        <input name="slow" live-debounce="60000"><input name="quick">
      </form>
      <input id="keys" @keydown=${this.key} live-throttle="60000">
      <output>${this.log.join(' | ')}</output>
    `
  }
}

test('Enter in a field that stands outside of its form sends what it waits with before the submit', async () => {
  const { tab, page } = await open(Waits)
  await page.fill('#far', 'new')
  await page.press('#far', 'Enter')
  await page.waitForSelector('output:text-is("typed new | saved")')
  assertNoErrors(tab)
})

test("a field's own live-debounce counts in a form that is bound to @input", async () => {
  const { tab, page } = await open(Waits)
  await page.fill('[name=slow]', 'x')
  await page.fill('[name=slow]', 'xy')
  await page.fill('[name=quick]', 'z')
  await page.waitForSelector('output:text-is("form slow xy  | form quick xy z")')
  assertNoErrors(tab)
})

test('a throttle of keys counts for each key', async () => {
  const { tab, page } = await open(Waits)
  for (const key of ['a', 'b', 'a', 'b', 'c']) await page.press('#keys', key)
  await page.waitForSelector('output:text-is("key a | key b | key c")')
  assertNoErrors(tab)
})

class Choices extends LiveView {
  chosen = ['c']
  count = 0
  @event choose({ value }: { value: string[] }) {
    this.chosen = value
  }
  render() {
    return html`
      <select multiple size="4" .value=${this.chosen}>
        <option>a</option><option>b</option><option>c</option><option>d</option>
      </select>
      <select id="marks" multiple size="4">
        ${each(
          ['a', 'b', 'c', 'd'],
          (name) => name,
          (name) => html`<option ?selected=${this.chosen.includes(name)}>${name}</option>`,
        )}
      </select>
      <input id="other"><p>${this.count}</p>
    `
  }
}

const chosenIn = (page: Tab['page'], select: string): Promise<string[]> =>
  page.$eval(select, (element) =>
    [...(element as HTMLSelectElement).selectedOptions].map(({ value }) => value),
  )

for (const select of ['select:not([id])', '#marks']) {
  test(`what is chosen in a focused ${select} stays the user's while the server says something else`, async () => {
    const { tab, page } = await open(Choices)
    await page.focus(select)
    await page.selectOption(select, ['a', 'b'])
    for (const [i, said] of [['c', 'd'], ['b'], []].entries()) {
      await pushToView(Choices, { state: { chosen: said, count: i + 1 } })
      await page.waitForSelector(`p:text-is("${i + 1}")`)
      assert.deepEqual(await chosenIn(page, select), ['a', 'b'])
    }
    assertNoErrors(tab)
  })
}
