/** live-model: fields that set fields of their view. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'

class Settings extends LiveView {
  static model = ['name', 'age', 'news', 'tags', 'size', 'text']
  name = 'Ann'
  age = 7
  news = false
  tags: string[] = ['a']
  size = 's'
  text = ''
  secret = 'kept'
  @event reset() {
    this.name = 'Bob'
    this.news = false
  }
  render() {
    const { name, age, news, tags, size, text, secret } = this
    return html`
      <input id="name" live-model="name" value=${name}>
      <input id="age" type="number" live-model="age" value=${age}>
      <input id="news" type="checkbox" live-model="news" ?checked=${news}>
      <select id="tags" live-model="tags" multiple>
        <option ?selected=${tags.includes('a')}>a</option><option ?selected=${tags.includes('b')}>b</option>
      </select>
      <input type="radio" name="size" value="s" live-model="size" ?checked=${size === 's'}>
      <input type="radio" name="size" value="m" live-model="size" ?checked=${size === 'm'}>
      <textarea id="text" live-model="text" live-debounce="20">${text}</textarea>
      <input id="secret" live-model="secret" value=${secret}>
      <button @click=${this.reset}>Reset</button>
      <pre>${JSON.stringify({ name, age, news, tags, size, text, secret })}</pre>
    `
  }
}

test('live-model sets text, numbers, checkboxes, choices and lists, and shows them [B24]', async () => {
  const { url } = await serve((app) => app.live('/', Settings))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.fill('#name', 'Eve')
  await page.fill('#age', '42')
  await page.check('#news')
  await page.selectOption('#tags', ['a', 'b'])
  await page.check('[value=m]')
  await page.fill('#text', 'two\nlines')
  const wanted = {
    name: 'Eve',
    age: 42,
    news: true,
    tags: ['a', 'b'],
    size: 'm',
    text: 'two\nlines',
    secret: 'kept',
  }
  await page.waitForFunction(
    (text) => document.querySelector('pre')!.textContent === text,
    JSON.stringify(wanted),
  )
  assert.equal(await page.inputValue('#name'), 'Eve')
  await page.click('button')
  await page.waitForFunction(
    () => document.querySelector<HTMLInputElement>('#name')!.value === 'Bob',
  )
  assert.equal(await page.isChecked('#news'), false)
  await page.selectOption('#tags', [])
  await page.waitForSelector('pre:has-text(\'"tags":[]\')')
  assertNoErrors(tab)
})

test('a field that the view does not list is refused, and so is a number that is none [B24]', async () => {
  const { url, logged } = await serve((app) => app.live('/', Settings))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.evaluate(() => {
    addEventListener('live:error', (error) => {
      document.body.dataset['error'] = (error as CustomEvent<{ code: string }>).detail.code
    })
  })
  await page.fill('#secret', 'stolen')
  await page.waitForSelector('body[data-error=E_MODEL]')
  await page.evaluate(() => document.querySelector('#age')!.setAttribute('type', 'text'))
  await page.fill('#age', 'old')
  await page.waitForSelector('body[data-error=E_BAD_ARGS]')
  assert.match((await page.textContent('pre'))!, /"age":7.*"secret":"kept"/)
  assert.equal(logged.length, 2)
})

class Composed extends LiveView {
  word = ''
  @event type({ value }: { value: string }) {
    this.word = value
  }
  render() {
    return html`<input value=${this.word} @input=${this.type}><p>${this.word}</p>`
  }
}

test('a composition (IME) in a bound input is sent and never disturbed [B105]', async () => {
  const { url } = await serve((app) => app.live('/', Composed))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.focus('input')
  const client = await page.context().newCDPSession(page)
  for (const text of ['に', 'にほ', 'にほん']) {
    await client.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    })
    await page.waitForSelector(`p:text-is("${text}")`)
    assert.equal(await page.inputValue('input'), text)
  }
  await client.send('Input.insertText', { text: '日本' })
  await page.waitForSelector('p:text-is("日本")')
  assert.equal(await page.inputValue('input'), '日本')
  assertNoErrors(tab)
})

class Kinds extends LiveView {
  static model = ['tags', 'numbers', 'age', 'agreed', 'size', 'many', 'none']
  tags: string[] = ['a']
  numbers = [1]
  age: number | null = 7
  none: number | null = null
  agreed = false
  size = 's'
  many: string[] = []
  render() {
    const { tags, numbers, age, agreed, size, many, none } = this
    return html`
      <input type="checkbox" id="a" value="a" live-model="tags" ?checked=${tags.includes('a')}>
      <input type="checkbox" id="b" value="b" live-model="tags" ?checked=${tags.includes('b')}>
      <input type="checkbox" id="two" value="2" live-model="numbers" ?checked=${numbers.includes(2)}>
      <input type="number" id="age" live-model="age" value=${age}>
      <input type="number" id="none" live-model="none" value=${none}>
      <input type="checkbox" id="agreed" live-model="agreed" ?checked=${agreed}>
      <input type="radio" id="m" name="size" value="m" live-model="size" ?checked=${size === 'm'}>
      <select id="many" multiple live-model="many" .value=${many}><option>x</option><option>y</option></select>
      <pre>${JSON.stringify({ tags, numbers, age, none, agreed, size, many })}</pre>
    `
  }
}

test('live-model sets lists, booleans, texts and numbers as the view declares them', async () => {
  const { url } = await serve((app) => app.live('/', Kinds))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  const shows = (text: string): Promise<unknown> => page.waitForSelector(`pre:has-text('${text}')`)
  await page.check('#b')
  await shows('"tags":["a","b"]')
  await page.uncheck('#a')
  await shows('"tags":["b"]')
  await page.check('#two')
  await shows('"numbers":[1,2]')
  await page.fill('#age', '')
  await shows('"age":null')
  await page.fill('#age', '8')
  await shows('"age":8')
  await page.fill('#none', '5')
  await shows('"none":5')
  await page.check('#agreed')
  await shows('"agreed":true')
  await page.check('#m')
  await shows('"size":"m"')
  await page.selectOption('#many', ['x', 'y'])
  await shows('"many":["x","y"]')
  await page.uncheck('#b')
  await shows('"tags":[]')
  assertNoErrors(tab)
})
