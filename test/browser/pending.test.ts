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

test('a button shows its pending text until exactly its answer, whatever else comes [B14, B15, B16]', async () => {
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

class Loading extends LiveView {
  @event async one() {
    await gate('one')
  }
  @event({ background: true }) async two() {
    await gate('two')
  }
  @event async broken() {
    await gate('broken')
    throw new Error('no')
  }
  render() {
    return html`
      <button id="b" class="own" @click=${this.two} live-loading="dim spin">B</button>
      <form id="f" @submit=${this.one} @change=${this.one} live-loading="saves">
        <input id="i" name="i"><button id="s">S</button>
      </form>
      <input id="t" @input=${this.one} live-debounce="0" live-loading="asks">
      <a id="l" href="#l" @click=${this.broken} live-loading="goes">L</a>
    `
  }
}

test('live-loading marks a button, a form, a field and a link until their own answers, also failures [B16]', async () => {
  const { url } = await serve((app) => app.live('/', Loading))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  const classOf = (selector: string) => page.getAttribute(selector, 'class')
  // Two events of one element: it is marked until both are answered. Others are not.
  await page.click('#b')
  await begun('two')
  const first = gates.get('two')!
  gates.delete('two')
  await page.click('#b')
  await begun('two')
  assert.equal(await classOf('#b'), 'own dim spin')
  assert.equal(await classOf('#f'), null)
  first()
  await eventually(
    () => tab.frames.some((frame) => /^< \[[124],(?:\[(?:.*,)?)?1[,\]]/.test(frame)),
    'the first answer',
    {
      state: () => tab.frames,
    },
  )
  assert.equal(await classOf('#b'), 'own dim spin')
  await release('two')
  await page.waitForSelector('#b.own:not(.dim):not(.spin)')
  const answers: [act: () => Promise<void>, selector: string, mark: string, name: string][] = [
    [() => page.click('#s'), '#f', 'saves', 'one'],
    [() => page.fill('#i', 'x').then(() => page.press('#i', 'Tab')), '#f', 'saves', 'one'],
    [() => page.fill('#t', 'x'), '#t', 'asks', 'one'],
    [() => page.click('#l'), '#l', 'goes', 'broken'],
  ]
  for (const [act, selector, mark, name] of answers) {
    await act()
    await begun(name)
    assert.equal(await classOf(selector), mark)
    assert.equal(await page.getAttribute(selector, 'aria-busy'), 'true')
    await release(name)
    await page.waitForSelector(`${selector}:not(.${mark}):not([aria-busy])`)
  }
  assert.match(tab.errors.join(), /E_HANDLER/)
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
