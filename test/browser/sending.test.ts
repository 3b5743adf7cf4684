/** What a page sends: how often, how much, when, and from which elements. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, event, html, LiveView } from 'overwire'
import { assertNoErrors, openTab, partStarted, serve, takeErrors } from './browser.ts'
import { eventually } from '../eventually.ts'
import type { Tab } from './browser.ts'

/** Opens a view at "/" with the document's `live:error` codes in `data-errors` of the body. */
async function open(
  View: new () => LiveView,
  options = {},
): Promise<{ tab: Tab; page: Tab['page'] }> {
  const { url } = await serve((app) => app.live('/', View), options)
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.evaluate(() => {
    addEventListener('live:error', (error) => {
      const { code, message } = (error as CustomEvent<{ code: string; message: string }>).detail
      document.body.dataset['errors'] =
        `${document.body.dataset['errors'] ?? ''}${code} ${message} `
    })
  })
  return { tab, page: tab.page }
}

class Letters extends LiveView {
  text = ''
  clicks = 0
  @event save(fields: { text: string }) {
    this.text = fields.text
  }
  @event click() {
    this.clicks++
  }
  render() {
    return html`
      <form @submit=${this.save}><textarea name="text"></textarea><button id="save">Save</button></form>
      <button id="click" @click=${this.click}>+1</button>
      <p>${this.text.length}</p><output>${this.clicks}</output>
    `
  }
}

test('a text of 70,000 letters is simply saved', async () => {
  const { tab, page } = await open(Letters)
  await page.fill('textarea', 'ä'.repeat(70_000))
  await page.click('#save')
  await page.waitForSelector('p:text-is("70000")')
  assertNoErrors(tab)
})

test('an event over the limit is refused by the browser, by size and limit; all else goes on', async () => {
  // In development a panel says so, over the page.
  const limits = { eventBytes: 100_000 }
  const { tab, page } = await open(Letters, { limits, development: false })
  await page.fill('textarea', 'ä'.repeat(70_000))
  await page.click('#save')
  await page.waitForSelector('body[data-errors*="E_EVENT_TOO_BIG 140"][data-errors*="100000"]')
  assert.equal((await page.inputValue('textarea')).length, 70_000)
  assert.equal(await page.getAttribute('form', 'aria-busy'), null)
  await page.click('#click')
  await page.waitForSelector('output:text-is("1")')
  assert.equal(await page.getAttribute('html', 'live-connection'), 'connected')
  await takeErrors(tab, /E_EVENT_TOO_BIG/)
})

class Slow extends LiveView {
  static held: (() => void) | undefined
  /** Lets the event go on that the server has reached. */
  static async release(): Promise<void> {
    const goOn = await eventually(() => Slow.held, 'an event is held')
    Slow.held = undefined
    goOn()
  }
  got: string[] = []
  @event async note({ name }: { name: string }) {
    await new Promise<void>((resolve) => (Slow.held = resolve))
    this.got = [...this.got, name]
  }
  @event count({ name }: { name: string }) {
    this.got = [...this.got, name]
  }
  render() {
    return html`
      <form id="once" @submit=${call(this.note, { name: 'once' })}><input><button>Once</button></form>
      <form id="each" @submit=${call(this.count, { name: 'each' })} live-concurrent><button>Each</button></form>
      <button id="locked" @click=${call(this.note, { name: 'locked' })} live-lock>Locked</button>
      <button id="free" @click=${call(this.count, { name: 'free' })}>Free</button>
      <p>${this.got.join(' ')}</p>
    `
  }
}

test('Enter twice and a double click submit once; a locked button counts once, others each time [B14]', async () => {
  const { tab, page } = await open(Slow)
  await partStarted(page, 'forms')
  const sent = (): number => tab.frames.filter((frame) => frame.startsWith('> [1,')).length
  await page.focus('#once input')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await page.click('#once button')
  assert.equal(sent(), 1)
  await Slow.release()
  await page.waitForSelector('p:text-is("once")')
  await page.dblclick('#locked')
  assert.equal(sent(), 2)
  await Slow.release()
  await page.waitForSelector('p:text-is("once locked")')
  await page.dblclick('#each button')
  await page.dblclick('#free')
  await page.waitForSelector('p:text-is("once locked each each free free")')
  await page.click('#locked')
  assert.equal(sent(), 7)
  await Slow.release()
  await page.waitForSelector('p:text-is("once locked each each free free locked")')
  assertNoErrors(tab)
})

class Timed extends LiveView {
  got: string[] = []
  isShown = true
  @event typed({ value }: { value: string }) {
    this.got = [...this.got, `typed ${value}`]
  }
  @event moved({ value }: { value: string }) {
    this.got = [...this.got, `moved ${value}`]
  }
  @event submitted() {
    this.got = [...this.got, 'submitted']
  }
  @event hide() {
    this.isShown = false
  }
  render() {
    return html`
      <form id="f" @submit=${this.submitted}>
        <input id="range" type="range" @input=${this.moved} live-throttle="60000">
        ${this.isShown && html`<input id="late" @input=${this.typed} live-debounce="100">`}
      </form>
      <input id="outside" form="f" @input=${this.typed} live-debounce="60000">
      <input id="plain" @input=${this.typed}>
      <input id="now" @input=${this.typed} live-debounce="0">
      <button @click=${this.hide}>Hide</button>
      <p>${this.got.join(', ')}</p>
    `
  }
}

const enter = (page: Tab['page'], selector: string, ...values: string[]): Promise<void> =>
  page.$eval(
    selector,
    (field: HTMLInputElement, values) => {
      for (const value of values) {
        field.value = value
        field.dispatchEvent(new Event('input', { bubbles: true }))
      }
    },
    values,
  )

test('a submit sends first what waits in its form, throttled too, and for fields outside that are its own', async () => {
  const { tab, page } = await open(Timed)
  await enter(page, '#range', '1', '2', '3')
  await enter(page, '#outside', 'x')
  await page.$eval('#f', (form: HTMLFormElement) => form.requestSubmit())
  await page.waitForSelector('p:text-is("moved 1, moved 3, typed x, submitted")')
  assertNoErrors(tab)
})

class Lone extends LiveView {
  text = ''
  @event typed({ value }: { value: string }) {
    this.text = value
  }
  render() {
    return html`<input @input=${this.typed} live-debounce="60000"><p>${this.text}</p>`
  }
}

test('what waits for an element that left the page is dropped', async () => {
  const { tab, page } = await open(Timed)
  // In one turn of the page, and nothing takes the focus from the field: only its timer could send it.
  await page.$eval('#late', (field: HTMLInputElement) => {
    field.value = 'gone'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.remove()
  })
  await enter(page, '#now', 'after')
  await page.waitForSelector('p:has-text("typed after")')
  // Longer than the pause that it waits for.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 150)))
  assert.equal(await page.textContent('p'), 'typed after')
  assertNoErrors(tab)
})

test('text fields send after a pause of typing, or at once with live-debounce="0"; no later event overtakes [B3]', async () => {
  const { tab, page } = await open(Timed)
  await enter(page, '#plain', 'a', 'ab', 'abc')
  await page.waitForSelector('p:text-is("typed abc")')
  await enter(page, '#now', 'd', 'de')
  await page.waitForSelector('p:text-is("typed abc, typed d, typed de")')
  await enter(page, '#plain', 'f')
  await page.$eval('#f', (form: HTMLFormElement) => form.requestSubmit())
  await page.waitForSelector('p:text-is("typed abc, typed d, typed de, typed f, submitted")')
  assertNoErrors(tab)
})

test('Enter in a text field without a form sends at once what waits in it', async () => {
  const { tab, page } = await open(Lone)
  await page.locator('input').pressSequentially('abc')
  assert.equal(await page.textContent('p'), '')
  await page.press('input', 'Enter')
  await page.waitForSelector('p:text-is("abc")')
  assert.equal(await page.evaluate(() => document.activeElement?.localName), 'input')
  assertNoErrors(tab)
})

class Bound extends LiveView {
  got: unknown[] = []
  size = 's'
  @event note(args: Record<string, unknown>) {
    this.got = [...this.got, args]
  }
  @event refuse() {
    this.got = [...this.got, 'refused']
  }
  render() {
    return html`
      <div id="custom" @my-event=${this.note}></div>
      <form id="owner" @change=${this.note}></form><input id="owned" name="owned" form="owner">
      <select .value=${this.size} @input=${this.refuse}><option>s</option><option>m</option></select>
      <div style="height: 3000px"></div>
      <a href="#" id="link" @click=${call(this.note, { link: true })}>Link</a>
      <form id="shadow" class=${`n${this.got.length}`} @submit=${this.note} live-loading="dim">
        <input name="attributes" value="1">
        <input name="elements" value="1"><input name="closest"><input name="contains"><input name="id" value="7">
        <input name="action"><input name="method"><input name="submit"><input name="querySelector">
        <input name="dataset"><input name="getAttribute"><input name="setAttribute"><input name="matches">
        <input name="classList"><input name="parentElement"><input name="name"><input name="hasAttribute">
        <button id="send">Send</button>
      </form>
      <p>${JSON.stringify(this.got)}</p>
    `
  }
}

const got = async (page: Tab['page'], count: number): Promise<unknown[]> => {
  await page.waitForFunction(
    (count) => (JSON.parse(document.querySelector('p')!.textContent!) as unknown[]).length >= count,
    count,
  )
  return JSON.parse((await page.textContent('p'))!) as unknown[]
}

test('a custom event carries its detail, a field of a form outside reaches it, a refused option goes back', async () => {
  const { tab, page } = await open(Bound)
  await partStarted(page, 'forms')
  for (const detail of [{ value: 3, list: [1] }, [1, 2], 'text']) {
    await page.$eval(
      '#custom',
      (element, detail) =>
        element.dispatchEvent(new CustomEvent('my-event', { bubbles: true, detail })),
      detail as unknown,
    )
  }
  assert.deepEqual(await got(page, 3), [
    { value: 3, list: [1] },
    { detail: [1, 2] },
    { detail: 'text' },
  ])
  await page.fill('#owned', 'mine')
  await page.press('#owned', 'Tab')
  assert.deepEqual((await got(page, 4))[3], { owned: 'mine', _target: 'owned' })
  await page.focus('select')
  await page.selectOption('select', 'm')
  assert.equal((await got(page, 5))[4], 'refused')
  assert.equal(await page.inputValue('select'), 's')
  assertNoErrors(tab)
})

test('a click on <a href="#"> with an event leaves the page where it is', async () => {
  const { tab, page } = await open(Bound)
  await page.evaluate(() => scrollTo(0, 2000))
  await page.$eval('#link', (link: HTMLElement) => link.click())
  assert.deepEqual((await got(page, 1))[0], { link: true })
  assert.ok((await page.evaluate(() => scrollY)) > 1000)
  assert.equal(new URL(page.url()).hash, '')
  assertNoErrors(tab)
})

test('fields named like properties of a form hide nothing from the framework', async () => {
  const { tab, page } = await open(Bound)
  await page.$eval('#send', (button: HTMLElement) => button.click())
  const [fields] = (await got(page, 1)) as [Record<string, string>]
  assert.equal(fields['id'], '7')
  assert.equal(Object.keys(fields).length, 17)
  assert.equal(await page.evaluate(() => document.querySelectorAll('form.n1:not(.dim)').length), 1)
  assertNoErrors(tab)
})

class Widget extends LiveView {
  got = ''
  clicks = 0
  @event picked(args: Record<string, unknown>) {
    this.got = JSON.stringify(args)
  }
  @event click() {
    this.clicks++
  }
  override render() {
    return html`
      <my-widget @my-pick=${this.picked}></my-widget>
      <button id="click" @click=${this.click}>+1</button><p>${this.got}</p><output>${this.clicks}</output>
    `
  }
}

test('what JSON can’t carry is refused in the browser, with its element released; all else goes on', async () => {
  const { tab, page } = await open(Widget, { development: false })
  for (const kind of ['circle', 'bigint'] as const) {
    await page.evaluate((kind) => {
      delete document.body.dataset['errors']
      const circle: Record<string, unknown> = {}
      circle['self'] = circle
      const detail = kind === 'circle' ? circle : { count: 7n }
      document.querySelector('my-widget')!.dispatchEvent(new CustomEvent('my-pick', { detail }))
    }, kind)
    await page.waitForSelector('body[data-errors*="E_EVENT_JSON TypeError"]')
    assert.equal(await page.getAttribute('my-widget', 'aria-busy'), null)
    await takeErrors(tab, /E_EVENT_JSON/)
  }
  await page.click('#click')
  await page.waitForSelector('output:text-is("1")')
  await page.evaluate(() => {
    const detail = { a: [1, { b: null }] }
    document.querySelector('my-widget')!.dispatchEvent(new CustomEvent('my-pick', { detail }))
  })
  await page.waitForSelector('p:has-text("b")')
  assert.equal(await page.textContent('p'), '{"a":[1,{"b":null}]}')
  assertNoErrors(tab)
})
