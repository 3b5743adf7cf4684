import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { call, event, html, js, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

class Events extends LiveView {
  log: string[] = []
  @event note(args: Record<string, unknown>) {
    this.log = [...this.log, JSON.stringify(args)]
  }
  render() {
    const { note } = this
    return html`
      <button id="values" @click=${call(note, { n: 1, deep: { a: [1] } })} live-value-id="7">v</button>
      <input id="keys" @keydown=${note} live-key="Enter Control+s">
      <input id="slow" @input=${note} live-debounce="150">
      <input id="two" @input=${note} @keydown=${note} live-debounce="input:150" live-key="ArrowDown">
      <form id="keyform" @keydown=${note} live-key="F2"><input name="x"></form>
      <input id="left" @input=${note} live-debounce="blur">
      <input id="wheel" type="range" @input=${note} live-throttle="100">
      <form id="form" @submit=${note}>
        <input id="inform" name="q" @input=${note} live-debounce="60000">
      </form>
      <div id="outer" @click=${call(note, { at: 'outer' })}>
        <a id="stop" href="#stopped" @click=${call(note, { at: 'inner' })} live-stop live-prevent>in</a>
        <b id="bubble" @click=${call(note, { at: 'b' })}>b</b>
      </div>
      <a id="native" href="#went" @click=${call(note, { at: 'link' })}>link</a>
      <input id="check" type="checkbox" value="c" @click=${note}>
      <details @toggle=${call(note, { at: 'toggle' })}><summary>s</summary>body</details>
      <input id="focus" @focus=${call(note, { at: 'focus' })} @blur=${call(note, { at: 'blur' })}>
      <p id="enter" @mouseenter=${call(note, { at: 'enter' })}><i>inside</i></p>
      <p id="custom" @my-event=${call(note, { at: 'custom' })}>c</p>
      <button id="disabled" disabled @click=${note}>d</button>
      <ol>${this.log.length}</ol>
    `
  }
}

async function open(): Promise<{
  tab: Tab
  view: () => Events
  until: (count: number) => Promise<unknown>
}> {
  const views: Events[] = []
  class Noted extends Events {
    mount() {
      views.push(this)
    }
  }
  const { url } = await serve((app) => app.live('/', Noted))
  const tab = await openTab(url)
  await tab.connected()
  const until = (count: number) =>
    tab.page.waitForFunction((n) => Number(document.querySelector('ol')!.textContent) >= n, count)
  return { tab, view: () => views[0]!, until }
}

test('arguments keep their types, live-value-* are texts [B9]', async () => {
  const { tab, view, until } = await open()
  await tab.page.click('#values')
  await until(1)
  assert.deepEqual(JSON.parse(view().log[0]!), { id: '7', n: 1, deep: { a: [1] } })
  assertNoErrors(tab)
})

test('live-key lets through the named keys and combinations alone [B5]', async () => {
  const { tab, view, until } = await open()
  const { page } = tab
  await page.focus('#keys')
  await page.keyboard.press('a')
  await page.keyboard.press('s')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+s')
  await until(2)
  assert.deepEqual(
    view().log.map((entry) => JSON.parse(entry) as unknown),
    [
      { value: 'as', key: 'Enter' },
      { value: 'as', key: 's', ctrl: true },
    ],
  )
})

/** Faster than any typist: a slow machine must not take the time between two keys for a pause. */
async function typeFast(page: Page, field: string, text: string): Promise<void> {
  await page.focus(field)
  await page.$eval(
    field,
    (input: HTMLInputElement, letters) => {
      for (const letter of letters) {
        input.value += letter
        input.dispatchEvent(new InputEvent('input', { bubbles: true }))
      }
    },
    text,
  )
}

test('debounce sends once, with the last value; leaving the field or submitting sends at once [B11]', async () => {
  const { tab, view, until } = await open()
  const { page } = tab
  await typeFast(page, '#slow', 'hello')
  await until(1)
  assert.deepEqual(view().log, ['{"value":"hello"}'])
  await page.type('#left', 'bye')
  assert.equal(view().log.length, 1)
  await page.focus('#slow')
  await until(2)
  assert.equal(view().log[1], '{"value":"bye"}')
  await page.type('#inform', 'q')
  await page.press('#inform', 'Enter')
  await until(4)
  assert.deepEqual(view().log.slice(2), ['{"value":"q"}', '{"q":"q"}'])
})

test('throttle sends the first and the last [B12]', async () => {
  const { tab, view, until } = await open()
  await tab.page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#wheel')!
    for (const value of ['10', '20', '30', '40']) {
      input.value = value
      input.dispatchEvent(new InputEvent('input', { bubbles: true }))
    }
  })
  await until(2)
  assert.deepEqual(view().log, ['{"value":"10"}', '{"value":"40"}'])
})

test('events bubble as in the DOM, live-stop ends it, native defaults stay unless prevented', async () => {
  const { tab, view, until } = await open()
  const { page } = tab
  await page.click('#stop')
  await until(1)
  assert.ok(!page.url().includes('#stopped'))
  await page.click('#bubble')
  await until(3)
  await page.click('#native')
  await until(4)
  assert.ok(page.url().endsWith('#went'))
  const at = view().log.map((entry) => (JSON.parse(entry) as { at: string }).at)
  assert.deepEqual(at, ['inner', 'b', 'outer', 'link'])
  await page.click('#check')
  await until(5)
  assert.equal(view().log[4], '{"value":"c","checked":true}')
  assert.equal(await page.isChecked('#check'), true)
})

test('events that do not bubble, custom events, and none from disabled buttons', async () => {
  const { tab, view, until } = await open()
  const { page } = tab
  await page.click('summary')
  await until(1)
  await page.focus('#focus')
  await until(2)
  await page.focus('#keys')
  await until(3)
  await page.hover('#enter i')
  await until(4)
  await page.evaluate(() => {
    document.querySelector<HTMLElement>('#disabled')!.click()
    document.querySelector('#custom')!.dispatchEvent(new Event('my-event', { bubbles: true }))
  })
  await until(5)
  const at = view().log.map((entry) => (JSON.parse(entry) as { at: string }).at)
  assert.deepEqual(at, ['toggle', 'focus', 'blur', 'enter', 'custom'])
  assertNoErrors(tab)
})

test('live-debounce can name the event it is for; keys in a form carry no fields', async () => {
  const { tab, view, until } = await open()
  const { page } = tab
  await page.focus('#two')
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowDown')
  await until(3)
  await typeFast(page, '#two', 'xyz')
  await until(4)
  await page.focus('#keyform input')
  await page.keyboard.press('F2')
  await until(5)
  const down = '{"value":"","key":"ArrowDown"}'
  assert.deepEqual(view().log, [down, down, down, '{"value":"xyz"}', '{"key":"F2"}'])
  assertNoErrors(tab)
})

class Asking extends LiveView {
  sure = 0
  @event go() {
    this.sure++
  }
  render() {
    return html`
      <button id="go" @click=${this.go} live-confirm="Sure?">go</button>
      <button id="run" @click=${js().addClass('ran')} live-confirm="Run?">run</button>
      <form id="form" @submit=${this.go} live-confirm="Send?"><input name="a"></form>
      <output>${this.sure}</output>
    `
  }
}

test('live-confirm asks first; on cancel nothing happens, to the server or in the page [B13]', async () => {
  const { url } = await serve((app) => app.live('/', Asking))
  const tab = await openTab(url)
  await tab.connected()
  const { page } = tab
  const asked: string[] = []
  let agree = false
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void (agree ? dialog.accept() : dialog.dismiss())
  })
  await page.click('#go')
  await page.click('#run')
  await page.press('#form input', 'Enter')
  assert.equal(await page.getAttribute('#go', 'aria-busy'), null)
  assert.equal(tab.frames.filter((frame) => frame.startsWith('> [1,')).length, 0)
  assert.equal(await page.getAttribute('#run', 'class'), null)
  agree = true
  await page.press('#go', 'Enter')
  await page.waitForSelector('output:has-text("1")')
  await page.press('#form input', 'Enter')
  await page.waitForSelector('output:has-text("2")')
  await page.click('#run')
  await page.waitForSelector('#run.ran')
  assert.deepEqual(asked, ['Sure?', 'Run?', 'Send?', 'Sure?', 'Send?', 'Run?'])
  assert.equal(new URL(page.url()).search, '')
  assertNoErrors(tab)
})
