/** What bound fields and forms send: values, names, keys, which field it was, and when. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { call, event, html, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import { eventually } from '../eventually.ts'

class Noting extends LiveView {
  static seen: Record<string, unknown>[] = []
  @event note(args: Record<string, unknown>) {
    Noting.seen.push(args)
  }
}

/** The next arguments that reach the view. */
async function next(): Promise<Record<string, unknown>> {
  await eventually(() => Noting.seen.length > 0, 'an event reaches the view')
  return Noting.seen.shift()!
}

async function open(View: new () => LiveView) {
  Noting.seen = []
  const { url } = await serve((app) => app.live('/', View))
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

/** Enters values one after the other in one turn of the page, as no machine is too slow for. */
const enter = (page: Page, selector: string, ...values: string[]): Promise<void> =>
  page.$eval(
    selector,
    (node, all) => {
      for (const value of all) {
        ;(node as HTMLInputElement).value = value
        node.dispatchEvent(new Event('input', { bubbles: true }))
      }
    },
    values,
  )

const typed = ['text', 'search', 'email', 'url', 'tel', 'password', 'number']
const chosen = ['range', 'color']

class Inputs extends Noting {
  render() {
    const { note } = this
    const field = (type: string) =>
      html`<input id=${type} type=${type} @input=${call(note, { type })}>`
    return html`
      ${field('text')} ${field('search')} ${field('email')} ${field('url')} ${field('tel')}
      ${field('password')} ${field('number')} ${field('range')} ${field('color')}
      <textarea id="textarea" @input=${call(note, { type: 'textarea' })}></textarea>
      <select id="select" @input=${call(note, { type: 'select' })}><option>1</option><option>2</option></select>
      <input id="checkbox" type="checkbox" value="c" @input=${call(note, { type: 'checkbox' })}>
    `
  }
}

test('@input brings the value; what is typed waits for a pause, what is chosen does not [B3]', async () => {
  const tab = await open(Inputs)
  const { page } = tab
  for (const type of [...typed, 'textarea']) {
    const [first, last] = type === 'number' ? ['1', '12'] : ['a', 'ab']
    await enter(page, `#${type}`, first!, last!)
    // One event for both: had the first been sent, it would come first.
    assert.deepEqual(await next(), { type, value: last })
  }
  for (const type of chosen) {
    const [first, last] = type === 'range' ? ['1', '2'] : ['#000000', '#ffffff']
    await enter(page, `#${type}`, first!, last!)
    assert.deepEqual(await next(), { type, value: first })
    assert.deepEqual(await next(), { type, value: last })
  }
  await page.selectOption('#select', '2')
  assert.deepEqual(await next(), { type: 'select', value: '2' })
  await page.check('#checkbox')
  assert.deepEqual(await next(), { type: 'checkbox', value: 'c', checked: true })
  assert.deepEqual(Noting.seen, [])
  assertNoErrors(tab)
})

class Fields extends Noting {
  render() {
    const { note } = this
    const on = (type: string) => call(note, { on: type })
    return html`
      <input id="alone" @change=${on('change')} @focusin=${on('focusin')} @focusout=${on('focusout')}>
      <form id="form" @change=${on('form change')} @focusin=${on('form focusin')}
        @focusout=${on('form focusout')}>
        <input id="a" name="a" value="1"><input id="b" name="b" value="2"><input id="unnamed">
      </form>
    `
  }
}

test('change, focusin and focusout bring the value, of a form its fields and which it was [B4]', async () => {
  const tab = await open(Fields)
  const { page } = tab
  await page.focus('#alone')
  assert.deepEqual(await next(), { on: 'focusin', value: '' })
  await page.keyboard.type('x')
  await page.focus('#a')
  assert.deepEqual(await next(), { on: 'change', value: 'x' })
  assert.deepEqual(await next(), { on: 'focusout', value: 'x' })
  assert.deepEqual(await next(), { on: 'form focusin', _target: 'a', a: '1', b: '2' })
  await page.keyboard.press('End')
  await page.keyboard.type('9')
  await page.focus('#b')
  assert.deepEqual(await next(), { on: 'form change', _target: 'a', a: '19', b: '2' })
  assert.deepEqual(await next(), { on: 'form focusout', _target: 'a', a: '19', b: '2' })
  assert.deepEqual(await next(), { on: 'form focusin', _target: 'b', a: '19', b: '2' })
  await page.focus('#unnamed')
  assert.deepEqual(await next(), { on: 'form focusout', _target: 'b', a: '19', b: '2' })
  assert.deepEqual(await next(), { on: 'form focusin', a: '19', b: '2' })
  assertNoErrors(tab)
})

class Keys extends Noting {
  render() {
    const { note } = this
    return html`
      <input id="down" @keydown=${call(note, { on: 'down' })} live-key="Enter Control+s">
      <input id="up" @keyup=${call(note, { on: 'up' })} live-key="Escape a">
      <input id="all" @keyup=${call(note, { on: 'all' })}>
    `
  }
}

test('keydown and keyup bring the key and what is held with it, of the named keys alone [B5]', async () => {
  const tab = await open(Keys)
  const { page } = tab
  await page.focus('#down')
  for (const key of ['x', 's', 'Enter', 'Control+s']) await page.keyboard.press(key)
  assert.deepEqual(await next(), { on: 'down', key: 'Enter', value: 'xs' })
  assert.deepEqual(await next(), { on: 'down', key: 's', ctrl: true, value: 'xs' })
  await page.focus('#up')
  for (const key of ['b', 'a', 'Escape', 'Enter']) await page.keyboard.press(key)
  assert.deepEqual(await next(), { on: 'up', key: 'a', value: 'ba' })
  assert.deepEqual(await next(), { on: 'up', key: 'Escape', value: 'ba' })
  await page.focus('#all')
  for (const key of ['Shift+Tab', 'ArrowLeft']) {
    await page.focus('#all')
    await page.keyboard.down(key.split('+').at(-1)!)
    await page.focus('#all')
    await page.keyboard.up(key.split('+').at(-1)!)
  }
  assert.equal((await next())['key'], 'Tab')
  assert.equal((await next())['key'], 'ArrowLeft')
  assert.deepEqual(Noting.seen, [])
  assertNoErrors(tab)
})

class Targets extends Noting {
  render() {
    const { note } = this
    return html`
      <form id="form" @input=${call(note, { on: 'input' })} @change=${call(note, { on: 'change' })}
        @submit=${call(note, { on: 'submit' })} live-debounce="0">
        <input id="a" name="a"><input id="box" name="box" type="checkbox"><button name="go" value="1">Go</button>
      </form>
      <input id="outside" name="outside" form="form">
    `
  }
}

test('input and change say which field of the form it was; a submit is of no field [B10]', async () => {
  const tab = await open(Targets)
  const { page } = tab
  const all = { a: 'x', outside: '' }
  await enter(page, '#a', 'x')
  assert.deepEqual(await next(), { on: 'input', _target: 'a', ...all })
  await page.$eval('#a', (field) => field.dispatchEvent(new Event('change', { bubbles: true })))
  assert.deepEqual(await next(), { on: 'change', _target: 'a', ...all })
  await page.check('#box')
  const checked = { ...all, box: 'on' }
  assert.deepEqual(await next(), { on: 'input', _target: 'box', ...checked })
  assert.deepEqual(await next(), { on: 'change', _target: 'box', ...checked })
  await enter(page, '#outside', 'o')
  assert.deepEqual(await next(), { on: 'input', _target: 'outside', ...checked, outside: 'o' })
  await page.click('button')
  assert.deepEqual(await next(), { on: 'submit', ...checked, outside: 'o', go: '1' })
  assert.deepEqual(Noting.seen, [])
  assertNoErrors(tab)
})

test('what was typed is sent when its field is left, before the default pause could be over', async () => {
  const tab = await open(Inputs)
  // In one turn of the page: no timer can end meanwhile.
  const sent = await tab.page.evaluate(`(() => {
    const frames = []
    const { send } = WebSocket.prototype
    WebSocket.prototype.send = function (frame) {
      frames.push(String(frame))
      return send.call(this, frame)
    }
    const field = document.querySelector('#text')
    field.focus()
    field.value = 'typed'
    field.dispatchEvent(new Event('input', { bubbles: true }))
    const typed = frames.length
    field.blur()
    return [typed, frames]
  })()`)
  const [typed, frames] = sent as [number, string[]]
  assert.deepEqual([typed, frames.length], [0, 1])
  assert.match(frames[0]!, /"note".*"typed"/)
  assert.equal((await next())['value'], 'typed')
  assertNoErrors(tab)
})
