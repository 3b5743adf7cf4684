import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, pushToView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import { eventually } from '../eventually.ts'

/** Handlers wait here until the test lets them go on, by name. */
const gates = new Map<string, () => void>()
const gate = (name: string): Promise<void> => new Promise((resolve) => gates.set(name, resolve))

/** Waits until a handler has come to its gate: an element waits before its event has arrived. */
async function begun(name: string): Promise<void> {
  await eventually(() => gates.has(name))
}

/** Lets a handler go on. */
async function release(name: string): Promise<void> {
  await begun(name)
  gates.get(name)!()
  gates.delete(name)
}

class Slow extends LiveView {
  saved = 0
  tick = 0
  label = 'Save'
  locked = false
  @event async save() {
    await gate('save')
    this.saved++
    this.label = 'Save again'
  }
  @event async fail() {
    await gate('fail')
    throw new Error('no')
  }
  @event quick() {}
  render() {
    return html`
      <form @submit=${this.save}>
        <input name="a">
        <button id="save" live-disable-with="Saving…" ?disabled=${this.locked}>
          <b>${this.label}</b>
        </button>
      </form>
      <button id="fail" @click=${this.fail} live-loading="busy spin" live-disable-with="…">Fail</button>
      <button id="quick" @click=${this.quick}>Quick</button>
      <p id="tick">${this.tick}</p><p id="saved">${this.saved}</p>
    `
  }
}

async function open() {
  const { url } = await serve((app) => app.live('/', Slow))
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

test('B14, B15, B16: a button shows its pending text until exactly its answer, whatever else comes', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#save')
  await page.waitForSelector('#save:disabled:has-text("Saving…")')
  assert.equal(await page.getAttribute('form', 'aria-busy'), 'true')
  await page.evaluate(() => document.querySelector('#save b')?.remove())
  assert.equal(await page.textContent('#save'), 'Saving…')
  await release('save')
  await page.waitForSelector('#save:enabled:has-text("Save again")')
  assert.equal(await page.getAttribute('form', 'aria-busy'), null)
  assert.equal(await page.textContent('#saved'), '1')
  assertNoErrors(tab)
})

test('a later event waits its turn, and a failure gives the button back', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#fail')
  await page.waitForSelector('#fail.busy.spin:disabled:has-text("…")')
  // The view is busy, so its page can't be changed; but the socket carries other answers.
  await page.click('#quick')
  await page.waitForFunction(() => document.querySelector('#quick')?.hasAttribute('aria-busy'))
  assert.equal(await page.isDisabled('#fail'), true)
  await release('fail')
  await page.waitForSelector('#fail:enabled:has-text("Fail"):not(.busy)')
  await page.waitForSelector('#quick:not([aria-busy])')
  assert.match(tab.errors.join(), /E_HANDLER/)
})

test('the server can change a pending button’s text and state; both show afterwards', async () => {
  const tab = await open()
  const { page } = tab
  await page.click('#save')
  await page.waitForSelector('#save:disabled')
  await begun('save')
  await pushToView(Slow, { state: { label: 'Other', locked: true, tick: 5 } })
  await release('save')
  await page.waitForSelector('#tick:has-text("5")')
  await page.waitForSelector('#save:disabled:has-text("Other")')
  assertNoErrors(tab)
})
