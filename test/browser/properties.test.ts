/** Properties and values of fields: in the first HTML, at hydration, in what comes later. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView, pushToView, raw } from 'overwire'
import { assertNoErrors, newContext, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'

class Choices extends LiveView {
  saved = ''
  letters = ['a', 'b', 'c']
  @event save(fields: Record<string, unknown>) {
    this.saved = JSON.stringify(fields)
  }
  render() {
    return html`
      <form @submit=${this.save}>
        <select name="one" .value=${'c'}><option>a</option><option selected>b</option><option>c</option></select>
        <select name="each" .value=${'b'}>
          ${each(
            this.letters,
            (letter) => letter,
            (letter) => html`<option value=${letter}>Letter ${letter}</option>`,
          )}
        </select>
        <select name="group" value=${2}>
          <optgroup label="Odd"><option>1</option><option>3</option></optgroup>
          <optgroup label="Even"><option>${2}</option></optgroup>
        </select>
        <select name="many" multiple .value=${['a', 'c "d" & <e>']}>
          <option>a</option><option>b</option><option value=${'c "d" & <e>'}>C</option>
        </select>
        <input name="text" .value=${'typed "so"'}>
        <input type="checkbox" name="yes" .checked=${true}><input type="checkbox" name="no" .checked=${false}>
        <input name="off" .disabled=${true} value="x"><p id="gone" .hidden=${true}>Gone</p>
        <label id="for" .htmlFor=${'x'} .className=${'y'} .ariaLabel=${'z'}>L</label>
        <button>Save</button>
      </form>
      <output>${this.saved}</output>
    `
  }
}

const saved = {
  one: 'c',
  each: 'b',
  group: '2',
  many: ['a', 'c "d" & <e>'],
  text: 'typed "so"',
  yes: 'on',
}

test('a form that nobody touched sends the values of its properties', async () => {
  const { url } = await serve((app) => app.live('/', Choices))
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.click('button')
  await tab.page.waitForSelector('output:has-text("one")')
  assert.deepEqual(JSON.parse((await tab.page.textContent('output'))!), saved)
  assertNoErrors(tab)
})

test('without scripts, the first HTML says what the properties say', async () => {
  const { url } = await serve((app) => app.live('/', Choices))
  const { page } = await openTab(url, await newContext({ javaScriptEnabled: false }))
  for (const [name, value] of Object.entries({ one: 'c', each: 'b', group: '2' })) {
    assert.equal(await page.inputValue(`[name=${name}]`), value)
  }
  assert.equal(await page.locator('[name=many] option:checked').count(), 2)
  assert.equal(await page.isChecked('[name=yes]'), true)
  assert.equal(await page.isChecked('[name=no]'), false)
  assert.equal(await page.isDisabled('[name=off]'), true)
  assert.equal(await page.isVisible('#gone'), false)
  assert.equal(await page.locator('#for[for=x][class=y][aria-label=z]').count(), 1)
})

class Late extends LiveView {
  options: string[] = ['a']
  value = 'b'
  render() {
    return html`
      <form>
        <select id="s" .value=${this.value}>
          ${each(
            this.options,
            (option) => option,
            (option) => html`<option>${option}</option>`,
          )}
        </select>
      </form>
      <p>${this.options.join('')}</p>
    `
  }
}

test('an option that comes later is chosen if it is the value, unless the user chose another', async () => {
  const { url } = await serve((app) => app.live('/', Late))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await pushToView(Late, { state: { options: ['a', 'b', 'c'] } })
  await page.waitForSelector('p:text-is("abc")')
  assert.equal(await page.inputValue('select'), 'b')
  await page.selectOption('select', 'c')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await pushToView(Late, { state: { options: ['b', 'c', 'd'] } })
  await page.waitForSelector('p:text-is("bcd")')
  assert.equal(await page.inputValue('select'), 'c')
  assertNoErrors(tab)
})

class Unsaid extends LiveView {
  mixed = true
  render() {
    return html`
      <input id="mixed" type="checkbox" .indeterminate=${this.mixed}>
      <input id="touched" type="checkbox" .indeterminate=${true}>
      <video id="video" .volume=${0.25} .className=${'v'}></video>
      <x-scale id="scale" .range=${7} .title=${'t'}></x-scale>
      <p>${String(this.mixed)}</p>
    `
  }
}

test('properties that HTML can not say are set when the script starts, but not over what a user did', async () => {
  const { url } = await serve((app) => app.live('/', Unsaid))
  const context = await newContext()
  // The user is faster than the script.
  await context.route('**/properties.js*', async (route) => {
    const [page] = context.pages()
    await page!.click('#touched')
    await route.continue()
  })
  await context.addInitScript(`
    document.addEventListener('DOMContentLoaded', () => {
      customElements.define('x-scale', class extends HTMLElement {
        set range(value) { this.seen = value }
      })
    })
  `)
  const tab = await openTab(url, context)
  const { page } = tab
  await page.waitForFunction(() => document.querySelector('[live-props]') === null)
  const all = await page.evaluate(() =>
    [
      ['mixed', 'indeterminate'],
      ['touched', 'indeterminate'],
      ['touched', 'checked'],
      ['video', 'volume'],
      ['video', 'className'],
      ['scale', 'seen'],
      ['scale', 'title'],
    ].map(([id, name]) => Reflect.get(document.getElementById(id!)!, name!) as unknown),
  )
  assert.deepEqual(all, [true, false, true, 0.25, 'v', 7, 't'])
  await tab.connected()
  await pushToView(Unsaid, { state: { mixed: false } })
  await page.waitForSelector('p:text-is("false")')
  assert.equal(
    await page.evaluate(() => document.querySelector<HTMLInputElement>('#mixed')!.indeterminate),
    false,
  )
  assertNoErrors(tab)
})

class Limited extends LiveView {
  isShown = true
  max = 1000
  render() {
    const { max } = this
    const limited = html`
      <input id="range" type="range" value=${500} min=${0} max=${max}>
      <input id="property" .value=${'500.5'} step=${0.5} min=${400} max=${max} type=${'range'}>
      <input id="static" type="range" value="500" max=${max}>
      <select id="select" multiple .value=${['b', 'c']}><option>a</option><option>b</option><option>c</option></select>
      <select id="late" .value=${'z'} ?multiple=${true}><option>y</option><option>z</option></select>
      <progress id="progress" .value=${50} max=${100}></progress>
      <meter id="meter" value=${500} .max=${1000}></meter>
      <input id="zero" type="number" value=${0}><input id="zeros" .value=${0}>
    `
    return html`<main>${this.isShown && limited}</main><p>${max}</p>`
  }
}

const values = (page: Tab['page']): Promise<unknown> =>
  page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLInputElement>('main *[id]')].map((field) => [
        field.id,
        field instanceof HTMLSelectElement
          ? [...field.selectedOptions].map(({ value }) => value).join()
          : String(field.value),
      ]),
    ),
  )

test('values go in after the limits and options that they need: in the page, inserted and patched', async () => {
  const { url } = await serve((app) => app.live('/', Limited))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  const right = {
    range: '500',
    property: '500.5',
    static: '500',
    select: 'b,c',
    late: 'z',
    progress: '50',
    meter: '500',
    zero: '0',
    zeros: '0',
  }
  assert.deepEqual(await values(page), right)
  await pushToView(Limited, { state: { isShown: false } })
  await page.waitForSelector('main:empty', { state: 'attached' })
  await pushToView(Limited, { state: { isShown: true } })
  await page.waitForSelector('#zeros')
  assert.deepEqual(await values(page), right)
  await pushToView(Limited, { state: { max: 450 } })
  await page.waitForSelector('p:text-is("450")')
  assert.equal(await page.inputValue('#range'), '450')
  await pushToView(Limited, { state: { max: 2000 } })
  await page.waitForSelector('p:text-is("2000")')
  assert.equal(await page.inputValue('#range'), '500')
  assert.equal(await page.inputValue('#property'), '500.5')
  assertNoErrors(tab)
})

class Edited extends LiveView {
  n = 0
  amount: number | string = 5
  day = ''
  got = ''
  @event changed(fields: Record<string, string>) {
    this.got = `${fields['amount']} ${fields['day']}`
  }
  render() {
    return html`
      <form @change=${this.changed}>
        <input id="amount" name="amount" type="number" value=${this.amount}>
        <input id="day" name="day" type="date" .value=${this.day}>
        <input id="time" type="time" value=${`1${this.n % 10}:00`}>
      </form>
      <p>${this.n}</p><output>${this.got}</output>
    `
  }
}

test('a number or a date stays while it is typed slowly and pushes arrive', async () => {
  const { url } = await serve((app) => app.live('/', Edited))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  let n = 0
  const push = async (): Promise<void> => {
    n++
    await pushToView(Edited, { state: { n, amount: n % 2 ? n : '', day: `2020-01-0${n}` } })
    await page.waitForSelector(`p:text-is("${n}")`)
  }
  await page.click('#amount')
  await page.keyboard.press('Control+a')
  for (const key of '-7') {
    await page.keyboard.press(key)
    await push()
  }
  assert.equal(await page.inputValue('#amount'), '-7')
  await page.focus('#day')
  await push()
  await page.evaluate(() => document.querySelector<HTMLInputElement>('#day')!.blur())
  await push()
  // Nobody has typed there, so the server's value shows.
  assert.equal(await page.inputValue('#day'), '2020-01-04')
  await page.focus('#time')
  await page.keyboard.press('0')
  await push()
  await page.keyboard.press('7')
  await push()
  assert.match(await page.inputValue('#time'), /^(07|19):/)
  assertNoErrors(tab)
})

class Partial extends LiveView {
  n = 0
  render() {
    const day = this.n === 0 ? '' : '2020-01-01'
    return html`<form><input id="day" type="date" value=${day}><input id="amount" type="number" value=${this.n || ''}></form><p>${this.n}</p>`
  }
}

test('half a date and a lone minus stay, also when the field was left', async () => {
  const { url } = await serve((app) => app.live('/', Partial))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.focus('#day')
  await page.keyboard.type('07')
  await page.focus('#amount')
  await page.keyboard.type('-')
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await pushToView(Partial, { state: { n: 1 } })
  await page.waitForSelector('p:text-is("1")')
  const bad = await page.evaluate(() =>
    [...document.querySelectorAll('input')].map(({ validity }) => validity.badInput),
  )
  assert.deepEqual(bad, [true, true])
  await page.focus('#day')
  await page.keyboard.type('07042026')
  assert.equal(await page.inputValue('#day'), '2026-07-04')
  assertNoErrors(tab)
})

class Forged extends LiveView {
  render() {
    const run = 'globalThis.ran = true'
    const markup = `<img src=x onerror="${run}">`
    const tags: [tag: string, property: string, value: string][] = [
      ['b', 'innerHTML', markup],
      ['b', 'outerHTML', markup],
      ['iframe', 'srcdoc', `<script>parent.${run}</script>`],
      ['iframe', 'src', `javascript:parent.${run}`],
      ['a', 'href', `javascript:${run}`],
      ['b', 'onclick', run],
      ['script', 'text', run],
      ['script', 'textContent', run],
      ['script', 'innerText', run],
      ['b', '__proto__', '{}'],
    ]
    const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll("'", '&#39;')
    const forged = tags.map(
      ([tag, property, value]) =>
        `<${tag} class="forged" live-props data-props-0='${escape(JSON.stringify([property, value]))}'></${tag}>`,
    )
    return html`${raw(forged.join(''))}<u id="fine" live-props .indeterminate=${true} .custom=${'set'}></u>`
  }
}

test('a forged property is set neither as code nor as an address of a script', async () => {
  const { url } = await serve((app) => app.live('/', Forged))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.waitForFunction(() => document.querySelector('[live-props]') === null)
  const state = await page.evaluate(() => {
    const forged = [...document.querySelectorAll<HTMLElement>('.forged')]
    return {
      count: forged.length,
      inner: forged.map((one) => one.innerHTML + (one.getAttribute('srcdoc') ?? '')).join(''),
      scripts: forged.filter((one) => one.outerHTML.includes('javascript:')).length,
      handlers: forged.filter((one) => one.onclick !== null).length,
      plain: forged.every((one) => one instanceof HTMLElement),
      ran: Reflect.get(globalThis, 'ran') === true,
      fine: Reflect.get(document.querySelector('#fine')!, 'custom') as unknown,
    }
  })
  assert.deepEqual(state, {
    count: 10,
    inner: '',
    scripts: 0,
    handlers: 0,
    plain: true,
    ran: false,
    fine: 'set',
  })
  assertNoErrors(tab)
})
