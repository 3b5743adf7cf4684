import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView, pushToView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

/** Opens a view of its own class and gives its instance, so that tests can look at both ends. */
async function open<V extends LiveView>(View: new () => V): Promise<{ tab: Tab; views: V[] }> {
  const views: V[] = []
  const Noted = {
    [View.name]: class extends (View as new () => LiveView) {
      constructor() {
        super()
        views.push(this as unknown as V)
      }
      render() {
        return (View.prototype as LiveView).render.call(this)
      }
    },
  }[View.name]!
  const { url } = await serve((app) => app.live('/', Noted))
  const tab = await openTab(url)
  await tab.connected()
  return { tab, views }
}

class Everything extends LiveView {
  got = ''
  @event submitted(fields: Record<string, unknown>) {
    this.got = JSON.stringify(fields)
  }
  @event changed(fields: Record<string, unknown>) {
    this.got = `changed ${JSON.stringify(fields)}`
  }
  render() {
    return html`
      <form id="f" @submit=${this.submitted} @change=${this.changed} live-value-extra="7">
        <input name="title" value="hello">
        <input type="checkbox" name="tags" value="a" checked>
        <input type="checkbox" name="tags" value="b">
        <input type="checkbox" name="single" value="yes">
        <input type="radio" name="size" value="s" checked><input type="radio" name="size" value="m">
        <select name="many" multiple><option selected>x</option><option selected>y</option></select>
        <select name="one"><option>p</option><option selected>q</option></select>
        <textarea name="text">two
lines</textarea>
        <input type="file" name="file"><input name="off" value="x" disabled>
        <button name="go" value="first">First</button><button name="go" value="second">Second</button>
      </form>
      <output>${this.got}</output>
    `
  }
}

test('a form sends what a browser would post: arrays, submitter, radio, textarea [B2, B3, B4]', async () => {
  const { tab } = await open(Everything)
  const { page } = tab
  const output = (): Promise<unknown> =>
    page.textContent('output').then((text) => JSON.parse(text!.replace('changed ', '')) as unknown)
  await page.click('text=Second')
  await page.waitForSelector('output:has-text("second")')
  const fields = {
    tags: ['a'],
    many: ['x', 'y'],
    title: 'hello',
    size: 's',
    one: 'q',
    text: 'two\nlines',
    go: 'second',
    extra: '7',
  }
  assert.deepEqual(await output(), fields)
  await page.check('input[value=b]')
  await page.waitForSelector('output:has-text("changed")')
  const { go: _, ...unsubmitted } = fields
  assert.deepEqual(await output(), { ...unsubmitted, _target: 'tags', tags: ['a', 'b'] })
  assertNoErrors(tab)
})

class Composer extends LiveView {
  draft = ''
  sent: string[] = []
  hold: Promise<void> | undefined
  @event async send({ text }: { text: string }) {
    await this.hold
    this.sent = [...this.sent, text]
    this.draft = ''
  }
  render() {
    return html`
      <form @submit=${this.send}>
        <input name="text" .value=${this.draft}><button>Send</button>
      </form>
      <p>${this.sent.join(',')}</p>
    `
  }
}

test('a bound input is cleared after each submit, also while it has the focus', async () => {
  const { tab } = await open(Composer)
  const { page } = tab
  for (const word of ['one', 'two', 'three']) {
    await page.fill('input', word)
    await page.press('input', 'Enter')
    await page.waitForSelector(`p:has-text("${word}")`)
    assert.equal(await page.inputValue('input'), '')
  }
  assertNoErrors(tab)
})

test('what is typed while the answer is on its way stays', async () => {
  const { tab, views } = await open(Composer)
  const { page } = tab
  let release = (): void => {}
  views[0]!.hold = new Promise((resolve) => (release = resolve))
  await page.fill('input', 'one')
  await page.press('input', 'Enter')
  await page.fill('input', 'next')
  release()
  await page.waitForSelector('p:has-text("one")')
  assert.equal(await page.inputValue('input'), 'next')
})

class Refusing extends LiveView {
  done = false
  size = 's'
  asked = 0
  @event toggle() {
    this.asked++
  }
  @event pick() {
    this.asked++
  }
  render() {
    return html`
      <input type="checkbox" ?checked=${this.done} @change=${this.toggle}>
      <select .value=${this.size} @change=${this.pick}><option>s</option><option>m</option></select>
      <p>${this.asked}</p>
    `
  }
}

test('a refused checkbox and a refused choice show the server’s word again', async () => {
  const { tab } = await open(Refusing)
  const { page } = tab
  for (const n of [1, 3]) {
    await page.click('input')
    await page.waitForSelector(`p:has-text("${n}")`)
    assert.equal(await page.isChecked('input'), false)
    await page.selectOption('select', 'm')
    await page.waitForSelector(`p:has-text("${n + 1}")`)
    assert.equal(await page.inputValue('select'), 's')
  }
  assertNoErrors(tab)
})

class Shared extends LiveView {
  text = 'start'
  choice = 'a'
  render() {
    return html`
      <input id="free" value=${this.text}><textarea>${this.text}</textarea>
      <select .value=${this.choice}><option>a</option><option>b</option></select>
      <input id="forced" .value=${this.text} live-force><p>${this.text}</p>
    `
  }
}

test('a field the user is in keeps what is typed; others and forced ones get the value [B39]', async () => {
  const { tab } = await open(Shared)
  const { page } = tab
  await page.fill('#free', 'mine')
  await pushToView(Shared, { state: { text: 'server', choice: 'b' } })
  await page.waitForSelector('p:has-text("server")')
  assert.equal(await page.inputValue('#free'), 'mine')
  assert.equal(await page.inputValue('textarea'), 'server')
  assert.equal(await page.inputValue('select'), 'b')
  await page.focus('#forced')
  await pushToView(Shared, { state: { text: 'again' } })
  await page.waitForSelector('p:has-text("again")')
  assert.equal(await page.inputValue('#forced'), 'again')
  await page.focus('textarea')
  await pushToView(Shared, { state: { text: 'third' } })
  await page.waitForSelector('p:has-text("third")')
  assert.equal(await page.inputValue('textarea'), 'again')
  assertNoErrors(tab)
})

test('a composition (IME) is never interrupted, not even in a forced field [B105]', async () => {
  const { tab } = await open(Shared)
  const { page } = tab
  await page.focus('#forced')
  const client = await page.context().newCDPSession(page)
  await client.send('Input.imeSetComposition', { text: 'にほ', selectionStart: 2, selectionEnd: 2 })
  await pushToView(Shared, { state: { text: 'server' } })
  await page.waitForSelector('p:has-text("server")')
  assert.match(await page.inputValue('#forced'), /にほ/)
  await client.send('Input.insertText', { text: '日本' })
  assert.match(await page.inputValue('#forced'), /日本/)
})

class Query extends LiveView {
  query = ''
  @event type({ value }: { value: string }) {
    this.query = value.toUpperCase()
  }
  @event clear() {
    this.query = ''
  }
  render() {
    return html`
      <input value=${this.query} @input=${this.type} @keydown=${this.clear} live-key="Escape">
      <p>${this.query}</p>
    `
  }
}

test('typing is never overwritten by its own answer; a key’s answer may clear the field', async () => {
  const { tab } = await open(Query)
  const { page } = tab
  await page.type('input', 'abc')
  await page.waitForSelector('p:has-text("ABC")')
  assert.equal(await page.inputValue('input'), 'abc')
  await page.press('input', 'Escape')
  await page.waitForSelector('p:text-is("")', { state: 'attached' })
  await page.waitForFunction(() => document.querySelector('input')!.value === '')
  assertNoErrors(tab)
})

class Choices extends LiveView {
  got = ''
  @event changed(form: { t?: string | string[]; r?: string; s?: string }) {
    this.got = JSON.stringify(form)
  }
  override render() {
    const box = (value: string) => html`<input type="checkbox" name="t" value=${value}>`
    const radio = (value: string) => html`<input type="radio" name="r" value=${value}>`
    return html`<form @change=${this.changed}>
        ${each(['a', 'b'], String, box)}${each(['x', 'y'], String, radio)}
        <select name="s">${each(['1', '2', '3'], String, (v) => html`<option value=${v}>${v}</option>`)}</select>
      </form><output>${this.got}</output>`
  }
}

test('boxes, radio buttons and options whose value is a slot keep the user’s choice', async () => {
  const { url } = await serve((app) => app.live('/', Choices))
  const tab = await openTab(url)
  await tab.connected()
  const { page } = tab
  await page.check('[value=a]')
  await page.waitForSelector('output:has-text("a")')
  await page.check('[value=b]')
  await page.waitForSelector('output:has-text(\'["a","b"]\')')
  await page.check('[value=y]')
  await page.waitForSelector('output:has-text(\'"r":"y"\')')
  await page.selectOption('select', '3')
  await page.waitForSelector('output:has-text(\'"s":"3"\')')
  assert.deepEqual(
    [
      await page.isChecked('[value=a]'),
      await page.isChecked('[value=y]'),
      await page.inputValue('select'),
    ],
    [true, true, '3'],
  )
  assertNoErrors(tab)
})
