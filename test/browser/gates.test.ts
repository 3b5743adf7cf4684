/** Handlers that wait for the test: what waits in the page is given back by exactly its own answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

/** Handlers that wait, by name; the test says how each ends. */
const gates = new Map<string, (agree: boolean) => void>()

async function pass(name: string): Promise<void> {
  const agreed = await new Promise<boolean>((resolve) => gates.set(name, resolve))
  if (!agreed) throw new Error(`${name} is refused`)
}

/** Lets a handler go on, once the server has reached it. */
async function release(name: string, agree = true): Promise<void> {
  await eventually(() => gates.has(name))
  gates.get(name)!(agree)
  gates.delete(name)
}

class Gated extends LiveView {
  static opened: Gated[] = []
  tone = 'a'
  mount() {
    Gated.opened.push(this)
  }
  @event({ background: true }) async one() {
    await pass('one')
  }
  @event({ background: true }) async two() {
    await pass('two')
  }
  @event async first() {
    await pass('first')
  }
  @event async second() {
    await pass('second')
  }
  render() {
    const { one, two } = this
    return html`
      <button id="one" class=${this.tone} @click=${one} live-loading="busy spin" live-disable-with="One…">1</button>
      <button id="two" @click=${two} live-loading="busy" live-disable-with="Two…">2</button>
      <p id="both" tabindex="0" @click=${one} @keydown=${two} live-loading="busy">both</p>
      <form id="form" @submit=${one} @change=${two} live-loading="busy">
        <input name="a"><button id="save" live-disable-with="Saving…">Save</button>
      </form>
      <button id="first" @click=${this.first} live-loading="busy">3</button>
      <button id="second" @click=${this.second} live-loading="busy">4</button>
    `
  }
}

async function open(): Promise<Tab> {
  gates.clear()
  const { url } = await serve((app) => app.live('/', Gated))
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

/** What an element shows of its waiting. */
const waiting = (tab: Tab, selector: string) =>
  tab.page.$eval(selector, (element) => ({
    busy: element.getAttribute('aria-busy') === 'true',
    loading: element.classList.contains('busy'),
    locked: (element as HTMLButtonElement).disabled === true,
    text: element.textContent!.trim(),
  }))

test('two elements wait at once, and each is given back by its own answer', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#one')
  await page.click('#two')
  const held = { busy: true, loading: true, locked: true }
  assert.deepEqual(await waiting(tab, '#one'), { ...held, text: 'One…' })
  assert.deepEqual(await waiting(tab, '#two'), { ...held, text: 'Two…' })
  await release('two')
  await page.waitForSelector('#two:enabled')
  const free = { busy: false, loading: false, locked: false }
  assert.deepEqual(await waiting(tab, '#two'), { ...free, text: '2' })
  assert.deepEqual(await waiting(tab, '#one'), { ...held, text: 'One…' })
  await release('one')
  await page.waitForSelector('#one:enabled')
  assert.deepEqual(await waiting(tab, '#one'), { ...free, text: '1' })
  assertNoErrors(tab)
})

test('a refusal gives back its own element and no other', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#one')
  await page.click('#two')
  await release('one', false)
  await page.waitForSelector('#one:enabled')
  assert.equal((await waiting(tab, '#one')).busy, false)
  assert.deepEqual(await waiting(tab, '#two'), {
    busy: true,
    loading: true,
    locked: true,
    text: 'Two…',
  })
  await release('two')
  await page.waitForSelector('#two:enabled')
  assert.match(tab.errors.join(), /E_HANDLER/)
})

test('an element with two events waits until both are answered', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#both')
  await page.press('#both', 'x')
  await release('one')
  // The answer of another element comes after that of the first event.
  await page.click('#one')
  await release('one')
  await page.waitForSelector('#one:enabled')
  assert.equal((await waiting(tab, '#both')).busy, true)
  assert.equal((await waiting(tab, '#both')).loading, true)
  await release('two')
  await page.waitForSelector('#both:not([aria-busy])')
  assert.equal((await waiting(tab, '#both')).loading, false)
  assertNoErrors(tab)
})

test('a form’s button is locked by the submit alone, until the submit is answered', async () => {
  const tab = await open()
  const { page } = tab
  await page.fill('#form input', 'x')
  await page.press('#form input', 'Enter')
  await page.waitForSelector('#save:disabled:has-text("Saving…")')
  await release('one')
  await page.waitForSelector('#save:enabled:has-text("Save")')
  // The change event of the field still waits.
  assert.equal((await waiting(tab, '#form')).busy, true)
  await release('two')
  await page.waitForSelector('#form:not([aria-busy])')
  assertNoErrors(tab)
})

test('patches of a waiting element leave it waiting', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#one')
  await page.waitForSelector('#one:disabled')
  const view = Gated.opened.at(-1)!
  for (const tone of ['b', 'c']) {
    view.tone = tone
    view.sendUpdate()
    await page.waitForSelector(`#one.${tone}`)
    assert.deepEqual(await waiting(tab, '#one'), {
      busy: true,
      loading: true,
      locked: true,
      text: 'One…',
    })
  }
  await release('one')
  await page.waitForSelector('#one:enabled')
  assert.equal(await page.getAttribute('#one', 'class'), 'c')
  assertNoErrors(tab)
})

test('events of one view take turns: the second waits while the first is handled', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#first')
  await page.click('#second')
  assert.equal((await waiting(tab, '#first')).loading, true)
  assert.equal((await waiting(tab, '#second')).loading, true)
  assert.equal(gates.has('second'), false)
  await release('first')
  await release('second')
  await page.waitForSelector('#first:not([aria-busy])')
  await page.waitForSelector('#second:not([aria-busy])')
  assert.equal((await waiting(tab, '#first')).loading, false)
  assert.equal((await waiting(tab, '#second')).loading, false)
  assertNoErrors(tab)
})
