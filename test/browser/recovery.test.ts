/** Forms whose server lost their view, and what else forms do by themselves. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, event, html, LiveComponent, liveView, LiveView } from 'overwire'
import type { App } from 'overwire'
import { assertNoErrors, openTab, partStarted, serve } from './browser.ts'
import type { Served, Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

class Order extends LiveView {
  static opened = 0
  name = ''
  size = 's'
  gift = false
  note = ''
  custom = ''
  calls: string[] = []
  mount() {
    Order.opened++
  }
  @event check(fields: { name: string; size: string; gift?: string; _target?: string }) {
    this.name = fields.name
    this.size = fields.size
    this.gift = fields.gift === 'yes'
    this.calls = [...this.calls, `${fields.name}/${fields.size}/${this.gift}/${fields._target}`]
  }
  @event again({ text }: { text: string }) {
    this.custom = text
  }
  @event ignored() {
    this.calls = [...this.calls, 'never']
  }
  render() {
    return html`
      <form id="order" @change=${this.check}>
        <input name="name" value=${this.name}>
        <select name="size" .value=${this.size}><option>s</option><option>m</option></select>
        <input type="checkbox" name="gift" value="yes" ?checked=${this.gift}>
        <input type="file" name="file">
      </form>
      <form id="custom" live-recover="again"><input name="text"></form>
      <form id="out" @change=${this.ignored} live-no-recover><input name="out"></form>
      <form id="plain" @submit=${this.ignored}><textarea name="plain"></textarea></form>
      <ol>${this.calls.join(' ')}</ol><output>${this.custom}</output>`
  }
}

/** Opens an app that forgets views at once, with a way to cut its connections. */
async function open(
  setUp = (app: App): App => app.live('/', Order),
): Promise<{ tab: Tab; cut: () => void; served: Served }> {
  const served = await serve(setUp, { limits: { graceMs: 0 } })
  const sockets = new Set<{ destroy(): void }>()
  served.server.on('connection', (socket) => sockets.add(socket))
  const tab = await openTab(served.url)
  await tab.connected()
  return { tab, served, cut: () => sockets.forEach((socket) => socket.destroy()) }
}

const opened = async (count: number): Promise<void> => {
  await eventually(() => Order.opened >= count)
}

test('a new view gets what was typed into forms of the lost one [B52, B128]', async () => {
  Order.opened = 0
  const { tab, cut } = await open()
  const { page } = tab
  await page.selectOption('select', 'm')
  await page.check('[name=gift]')
  await page.waitForSelector('ol:has-text("/m/true/gift")')
  await page.setInputFiles('[name=file]', {
    name: 'a.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('a'),
  })
  await page.fill('[name=text]', 'mine')
  await page.fill('[name=out]', 'out')
  await page.fill('[name=plain]', 'plain')
  await page.type('[name=name]', 'half a na')
  cut()
  await opened(2)
  // The view that came knows of them by one event, which no field caused.
  await page.waitForSelector('ol:text-is("half a na/m/true/undefined")')
  await page.waitForSelector('output:text-is("mine")')
  assert.equal(await page.inputValue('[name=name]'), 'half a na')
  assert.equal(await page.inputValue('select'), 'm')
  assert.equal(await page.isChecked('[name=gift]'), true)
  assert.equal(await page.inputValue('[name=plain]'), 'plain')
  assert.equal(await page.$eval('[name=file]', (file: HTMLInputElement) => file.files!.length), 1)
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('name')), 'name')
  await page.type('[name=name]', 'me')
  await page.press('[name=name]', 'Tab')
  await page.waitForSelector('ol:has-text("half a name/m/true/name")')
  assertNoErrors(tab)
})

test('forms in which nothing was done send nothing [B128]', async () => {
  Order.opened = 0
  const { tab, cut } = await open()
  tab.frames.length = 0
  cut()
  await opened(2)
  await tab.page.waitForSelector('html[live-connection=connected]')
  await tab.page.fill('[name=text]', 'x')
  await tab.page.selectOption('select', 'm')
  await tab.page.waitForSelector('ol:text-is("/m/false/size")')
  const sent = tab.frames.filter((frame) => frame.startsWith('> [1,'))
  assert.equal(sent.length, 1, sent.join('\n'))
})

class Draft extends LiveView {
  static opened = 0
  static model = ['text', 'many', 'same', 'isOpen']
  text = ''
  many: string[] = []
  same = ['x', 'y']
  isOpen = false
  quiet = ''
  override mount() {
    Draft.opened++
  }
  @event keep({ quiet }: { quiet: string }) {
    this.quiet = quiet
  }
  override render() {
    const { text, many, same, isOpen, quiet } = this
    return html`
      <div id="free" contenteditable="plaintext-only">free</div>
      <form @change=${this.keep} live-no-recover><input name="quiet" value=${quiet}></form>
      <i>${quiet}</i>
      <textarea id="text" live-model="text">${text}</textarea>
      <select id="many" multiple live-model="many" .value=${many}><option>x</option><option>y</option></select>
      <select multiple live-model="same" .value=${same}><option>x</option><option>y</option></select>
      <input id="open" type="checkbox" live-model="isOpen" ?checked=${isOpen}>
      <pre>${JSON.stringify([text, many, same, isOpen])}</pre>
    `
  }
}

test('a form with live-no-recover keeps its fields through the loss of its view, and sends nothing', async () => {
  Draft.opened = 0
  const { tab, cut } = await open((app) => app.live('/', Draft))
  const { page } = tab
  await page.fill('[name=quiet]', 'kept')
  await page.press('[name=quiet]', 'Tab')
  await page.waitForSelector('i:text-is("kept")')
  cut()
  await eventually(() => Draft.opened >= 2)
  await page.waitForSelector('i:text-is("")', { state: 'attached' })
  assert.equal(await page.inputValue('[name=quiet]'), 'kept')
  await page.fill('#text', 'x')
  await page.waitForSelector('pre:has-text("x")')
  assert.equal(await page.textContent('i'), '')
  assertNoErrors(tab)
})

test('what its user wrote into contenteditable stays, and the page around it', async () => {
  Draft.opened = 0
  const { tab, cut } = await open((app) => app.live('/', Draft))
  const { page } = tab
  await page.evaluate(() => ((document.querySelector('#free') as { kept?: boolean }).kept = true))
  await page.fill('#free', 'two\nlines')
  cut()
  await eventually(() => Draft.opened >= 2)
  await page.fill('#text', 'x')
  await page.waitForSelector('pre:has-text("x")')
  assert.match((await page.innerText('#free')).trim(), /^two\s+lines$/)
  assert.equal(
    await page.evaluate(() => (document.querySelector('#free') as { kept?: boolean }).kept),
    true,
  )
  assertNoErrors(tab)
})

test('a new view gets what fields with live-model hold, and nothing of those that hold its values', async () => {
  Draft.opened = 0
  const { tab, cut } = await open((app) => app.live('/', Draft))
  const { page } = tab
  await page.fill('#text', 'typed')
  await page.selectOption('#many', ['y'])
  await page.check('#open')
  const all = `pre:text-is('["typed",["y"],["x","y"],true]')`
  await page.waitForSelector(all)
  tab.frames.length = 0
  cut()
  await eventually(() => Draft.opened >= 2)
  await page.waitForSelector('html[live-connection=connected]')
  await page.waitForSelector(all)
  assert.equal(await page.inputValue('#text'), 'typed')
  assert.equal(tab.frames.filter((frame) => frame.includes('$model')).length, 3)
  assertNoErrors(tab)
})

class Pay extends LiveView {
  paid = false
  @event pay() {
    this.paid = true
  }
  render() {
    return html`<form id="shop" action="/bank" method="post" @submit=${this.pay}
        live-trigger-action=${this.paid}>
        <input name="amount" value="7"><button>Pay</button>
      </form>`
  }
}

test('live-trigger-action lets the browser submit the form when the server says so [B31]', async () => {
  const { url } = await serve((app) => {
    app.live('/', Pay)
    app.http('/bank', async (request) => {
      const body = new URLSearchParams(await request.text())
      return new Response(`<p>${request.method} ${body.get('amount')}</p>`, {
        headers: { 'content-type': 'text/html' },
      })
    })
  })
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.click('button')
  await tab.page.waitForURL('**/bank')
  assert.equal(await tab.page.textContent('p'), 'POST 7')
})

class Enter extends LiveView {
  sent = 0
  @event send() {
    this.sent++
  }
  render() {
    return html`<form @submit=${this.send} live-no-submit="enter">
      <input name="a"><button>Send</button></form><p>${this.sent}</p>`
  }
}

test('Enter submits no form that says so; its button does [B30]', async () => {
  const { url } = await serve((app) => app.live('/', Enter))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await partStarted(page, 'forms')
  await page.fill('input', 'x')
  await page.press('input', 'Enter')
  await page.focus('button')
  await page.keyboard.press('Enter')
  await page.waitForSelector('p:text-is("1")')
  assert.equal(tab.frames.filter((frame) => frame.startsWith('> [1,')).length, 1)
  await page.click('button')
  await page.waitForSelector('p:text-is("2")')
  assertNoErrors(tab)
})

class Address extends LiveComponent<{ kind: string }> {
  city = ''
  @event check({ city }: { city: string }) {
    this.city = city
  }
  override render() {
    return html`
      <form @change=${this.check}><input name="city" value=${this.city} title=${this.props.kind}></form>
      <i>${this.city}</i>
    `
  }
}

class Notes extends LiveView {
  note = ''
  override async mount() {
    await Promise.resolve()
  }
  @event check({ note }: { note: string }) {
    this.note = note
  }
  override render() {
    return html`
      <form @input=${this.check} live-debounce="blur"><textarea name="note">${this.note}</textarea></form>
      <b>${this.note}</b>${component(Address, { id: 'deep', kind: 'deep' })}
    `
  }
}

class Whole extends LiveView {
  static opened = 0
  first = 'a'
  name = ''
  override mount() {
    Whole.opened++
  }
  @event check({ name }: { name: string }) {
    this.name = name
  }
  @event other() {
    this.first = 'b'
  }
  override render() {
    return html`
      ${component(Address, { id: this.first, kind: 'first' })}
      <form @change=${this.check}><input name="name" value=${this.name}></form><u>${this.name}</u>
      ${liveView(Notes, { id: 'notes' })}${component(Address, { id: 'last', kind: 'last' })}
      <button @click=${this.other}>other</button>
    `
  }
}

for (const isNumberedAnew of [false, true]) {
  const how = isNumberedAnew ? 'with other numbers' : 'with the same numbers'
  test(`forms of components and views inside are recovered like the page's own, ${how}`, async () => {
    Whole.opened = 0
    const served = await serve((app) => app.live('/', Whole), { limits: { graceMs: 0 } })
    const sockets = new Set<{ destroy(): void }>()
    served.server.on('connection', (socket) => sockets.add(socket))
    const tab = await openTab(served.url)
    const { page } = tab
    await tab.connected()
    if (isNumberedAnew) {
      await page.click('button')
      await page.waitForSelector('[live-view="5"] [title=first]')
    }
    await page.fill('[title=first]', 'Rome')
    await page.fill('[name=name]', 'Ann')
    await page.fill('[title=deep]', 'Oslo')
    await page.fill('[title=last]', 'Bonn')
    await page.fill('[name=note]', 'half a')
    // What is not answered when the connection goes has no known outcome.
    await page.waitForFunction(() => {
      const texts = ['u', 'i'].flatMap((name) =>
        [...document.querySelectorAll(name)].map((one) => one.textContent),
      )
      return texts.join() === 'Ann,Rome,Oslo,Bonn'
    })
    sockets.forEach((socket) => socket.destroy())
    await eventually(() => Whole.opened >= 2, 'a new view')
    await page.waitForFunction(() => {
      const texts = ['u', 'b', 'i'].flatMap((name) =>
        [...document.querySelectorAll(name)].map((one) => one.textContent),
      )
      return texts.join() === 'Ann,half a,Rome,Oslo,Bonn'
    })
    const values = await page
      .locator('input, textarea')
      .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))
    assert.deepEqual(values, ['Rome', 'Ann', 'half a', 'Oslo', 'Bonn'])
    assertNoErrors(tab)
  })
}
