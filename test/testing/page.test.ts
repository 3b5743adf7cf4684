/** The test kit: a page without a browser does what a real one does, and says what is wrong with it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, each, event, html, LiveView } from 'overwire'
import type { App } from 'overwire'
import { assertThat, openPage, renderView, TestClock } from 'overwire/testing'
import { Crunch } from '../live/actor-views.ts'

class Todos extends LiveView {
  items = ['milk']
  filter = ''
  isDone = false
  kind = 'all'
  @event add({ text }: { text: string }) {
    if (text === '') throw new Error('no text')
    this.items = [...this.items, text]
    this.putFlash('info', `Added ${text}`)
  }
  @event search({ value }: { value: string }) {
    this.filter = value
  }
  @event toggle() {
    this.isDone = !this.isDone
  }
  @event choose({ value }: { value: string }) {
    this.kind = value
  }
  render() {
    const shown = this.items.filter((item) => item.includes(this.filter))
    return html`
      <h1>${this.items.length} items</h1>
      <label>Search <input name="q" @input=${this.search}></label>
      <form @submit=${this.add}>
        <label>New <input name="text"></label><button>Add</button>
      </form>
      <label><input type="checkbox" @change=${this.toggle}> Done</label>
      <label>Kind <select @change=${this.choose}><option>all</option><option>open</option></select></label>
      <p id="state">${this.isDone ? 'done' : 'open'} ${this.kind}</p>
      <button disabled @click=${this.toggle}>Off</button>
      <ul>${each(
        shown,
        (item) => item,
        (item) => html`<li>${item}</li>`,
      )}</ul>
      <a href="/about" live-navigate>About</a>
    `
  }
}

class About extends LiveView {
  override pageMeta = { description: 'about' }
  render() {
    return html`<h1>About</h1><a href="/">Home</a>`
  }
}

function make(options: Parameters<typeof createApp>[0] = {}): App {
  const app = createApp({ logger: { info() {}, warn() {}, error() {} }, ...options })
  return app.live('/', Todos, { title: 'Todos' }).live('/about', About, { title: 'About' })
}

test('clicks, typing, boxes, choices and submits do what they do in a browser [B196]', async () => {
  const page = await openPage(make())
  assert.equal(page.title, 'Todos')
  assert.equal(page.isConnected, true)
  await page.getByLabel('New').fill('a [bracket] {brace}')
  await page.getByRole('button', { name: 'Add' }).click()
  assert.equal(page.getByRole('heading', { level: 1 }).text, '2 items')
  assert.deepEqual(page.flash(), ['Added a [bracket] {brace}'])
  await page.getByLabel('New').fill('bread')
  await page.getByLabel('New').press('Enter')
  assert.deepEqual(
    page.all('li').map((row) => row.textContent),
    ['milk', 'a [bracket] {brace}', 'bread'],
  )
  await page.getByLabel('Search').fill('bre')
  assert.equal(page.html('ul'), '<li>bread</li>')
  await page.getByLabel('Done').check()
  await page.getByLabel('Kind').select('open')
  assert.equal(page.text('#state'), 'done open')
  await page.close()
})

class Subscribing extends LiveView {
  sent: string[] = []
  @event send({ email, by }: { email: string; by?: string }) {
    this.sent.push(`${email} ${by}`)
  }
  render() {
    return html`
      <form @submit=${this.send}><label>Email <input name="email"></label></form>
      <form @submit=${this.send}>
        <label>Other <input name="email"></label>
        <button name="by" value="first">First</button><button name="by" value="second">Second</button>
      </form>
      <form @submit=${this.send}><label>Shut <input name="email"></label><button disabled>No</button></form>
      <label>Alone <input name="alone"></label>
      <p>${this.sent.join(', ')}</p>`
  }
}

test('a field, a form and a button submit as in a browser', async () => {
  const page = await openPage(make().live('/subscribing', Subscribing), '/subscribing')
  await page.getByLabel('Email').fill('a@b.c')
  await page.getByLabel('Email').submit()
  await page.locator('form:first-of-type').submit()
  await page.getByLabel('Other').submit()
  await page.getByText('Second').submit()
  assert.equal(page.text('p'), 'a@b.c undefined, a@b.c undefined, first, second')
  await assert.rejects(page.getByLabel('Shut').submit(), /button is disabled/)
  await assert.rejects(page.getByLabel('Alone').submit(), /no form/)
  await page.close()
})

test('visits, loads, back, reload', async () => {
  const page = await openPage(make())
  await page.getByRole('link', { name: 'About' }).click()
  assert.deepEqual([page.url, page.title, page.text('h1')], ['/about', 'About', 'About'])
  assert.deepEqual(page.announced(), ['About'])
  await page.back()
  assert.equal(page.url, '/')
  await page.goto('/about')
  await page.getByText('Home').click()
  assert.equal(page.text('h1'), '1 items')
  await page.reload()
  assert.equal(page.isConnected, true)
  await page.close()
})

class Ticking extends LiveView {
  static override tickInterval = 1000
  ticks = 0
  override handleTick() {
    this.ticks++
  }
  render() {
    return html`<p>${this.ticks}</p>`
  }
}

test('one clock drives the ticks of the server and the pauses of the page', async () => {
  const clock = new TestClock()
  const page = await openPage(make({ clock }).live('/ticks', Ticking), '/ticks', { clock })
  await page.advance(2500)
  assert.equal(page.text('p'), '2')
  await page.advance(600)
  assert.equal(page.text('p'), '3')
  await page.close()
})

test('what is clicked without a network counts once it is there again; the same view goes on', async () => {
  const page = await openPage(make())
  await page.disconnect()
  assert.equal(page.isConnected, false)
  await page.getByLabel('Done').click()
  assert.equal(page.text('#state'), 'open all')
  await page.reconnect()
  assert.equal(page.text('#state'), 'done all')
  await page.getByLabel('Done').click()
  assert.equal(page.text('#state'), 'open all')
  await page.close()
})

test('another process mounts the page anew and keeps what was typed', async () => {
  const page = await openPage(make({ secret: 'one secret for both of them' }))
  await page.getByLabel('New').fill('typed')
  await page.getByLabel('Done').check()
  await page.restartServer(make({ secret: 'one secret for both of them' }))
  assert.equal(page.isConnected, true)
  assert.equal(page.getByLabel('New').value, 'typed')
  assert.equal(page.text('#state'), 'open all')
  await page.getByRole('button', { name: 'Add' }).click()
  assert.equal(page.text('h1'), '2 items')
  await page.close()
})

test('after an orderly stop another process goes on with the page’s state', async () => {
  const secret = 'one secret for both of them'
  const app = make({ secret })
  const page = await openPage(app)
  await page.getByLabel('Done').check()
  assert.equal(page.text('#state'), 'done all')
  await page.restartServer(make({ secret }), { orderly: true })
  assert.equal(page.isConnected, true)
  assert.equal(page.text('#state'), 'done all')
  await page.close()
})

class Account extends LiveView {
  name = ''
  override mount(_: unknown, __: unknown) {
    this.name = String(this.request.user?.['name' as never] ?? 'nobody')
  }
  @event leave() {
    this.liveRedirect('/')
  }
  render() {
    const { session } = this.request
    return html`<h1>${this.name}</h1><p>${String(session['cart'])}</p>
      <p>${this.request.headers.get('accept-language')}</p><button @click=${this.leave}>Leave</button>`
  }
}

test('visitors come with a session, headers, and windows of their own', async () => {
  const app = make({
    user: ({ session }) => (session['userId'] ? { id: 1, name: 'Ann' } : null),
  }).live('/account', Account)
  const [ann, other] = await Promise.all([
    openPage(app, '/account', {
      session: { userId: 1, cart: 3 },
      headers: { 'accept-language': 'fr' },
    }),
    openPage(app, '/account'),
  ])
  assert.equal(ann.text('h1'), 'Ann')
  assert.match(ann.html(), /^<h1>Ann<\/h1><p>3<\/p>\s*<p>fr<\/p>/)
  assert.equal(other.text('h1'), 'nobody')
  await ann.getByText('Leave').click()
  assert.equal(ann.url, '/')
  assert.equal(ann.title, 'Todos')
  await Promise.all([ann.close(), other.close()])
})

class Greeting extends LiveView {
  name = ''
  override mount(_: unknown, { name = '' }) {
    if (name === 'mallory') throw new Error('not you')
    this.name = name
  }
  render() {
    return html`<p class=${this.name && 'known'}>Hello, ${this.name}!</p>
      <button @click=${this.wave}>Wave</button>`
  }
  @event wave() {}
}

test('a view’s first HTML is as its author wrote it', async () => {
  const shown = await renderView(Greeting, { params: { name: 'Ann & Bob' } })
  assert.match(
    shown,
    /^<p class="known">Hello, Ann &amp; Bob!<\/p>\s*<button live-click="wave">Wave<\/button>$/,
  )
  await assert.rejects(renderView(Greeting, { params: { name: 'mallory' } }), /500.*not you/s)
})

class Faulty extends LiveView {
  fault = ''
  override mount() {
    this.fault = new URL(this.request.url, 'http://x').searchParams.get('fault') ?? ''
    if (this.fault === 'mount') throw new Error('no mount')
  }
  hidden() {}
  @event explode() {
    throw new Error('boom')
  }
  @event async never() {
    await new Promise(() => undefined)
  }
  render() {
    return html`
      ${this.fault === 'ids' && html`<i id="one"></i><b id="one"></b>`}
      ${this.fault === 'name' && html`<form @submit=${this.explode}><input></form>`}
      ${this.fault === 'event' && html`<i @click=${this.hidden}></i>`}
      <select aria-label="Kind"><option>a</option></select>
      <button disabled>Off</button><button @click=${this.never}>Never</button>
      <button @click=${this.explode}>Explode</button>
    `
  }
}

test('the kit says what is wrong: faults of the page, and what a user could not do', async () => {
  const app = make().live('/faulty', Faulty)
  await assert.rejects(openPage(app, '/faulty?fault=ids'), /Two elements have the id "one"/)
  await assert.rejects(openPage(app, '/faulty?fault=name'), /has no name.*<input>/)
  await assert.rejects(
    openPage(app, '/faulty?fault=mount'),
    /answers 500: Error: no mount\n +at .*page\.test\.ts:\d+:\d+\)?$/,
  )
  await assert.rejects(
    openPage(app, '/faulty?fault=event'),
    /answers 500: \[E_NOT_EVENT\] [^&]*page\.test\.ts:\d+, line 1:\n[^&]*in Faulty$/,
  )
  const nothing = await openPage(app, '/nothing')
  assert.equal(nothing.status, 404)
  await nothing.close()
  const page = await openPage(app, '/faulty')
  await assert.rejects(page.getByRole('button', { name: 'Off' }).click(), /is disabled/)
  await assert.rejects(page.getByLabel('Kind').select('b'), /"b" not found/)
  await assert.rejects(async () => page.getByRole('button', { name: 'Gone' }).click(), /Gone/)
  assert.throws(() => page.getByText('Nothing').element, /Nothing/)
  await assert.rejects(page.getByText('Explode').click(), /E_HANDLER.*Nothing was changed/)
  await assert.rejects(page.getByText('Never').click(), /still waits for the answer to "never"/)
  await page.close()
})

test('a click and what follows from it take some milliseconds', async (t) => {
  const page = await openPage(make())
  const button = page.getByLabel('Done')
  for (let i = 0; i < 20; i++) await button.click()
  const began = performance.now()
  for (let i = 0; i < 100; i++) await button.click()
  const each = (performance.now() - began) / 100
  t.diagnostic(`${each.toFixed(2)} ms`)
  assert.ok(each < 50, `${each} ms`)
  await page.close()
})

test('a page of a view in a thread opens, without a server', async () => {
  const page = await openPage(createApp().live('/:id', Crunch), '/7')
  assert.deepEqual([page.status, page.title], [200, 'Crunch 7'])
  await page.close()
})

test('a page that is reloaded or left leaves no word in the log', async () => {
  const said: string[] = []
  const say = (_fields: object, sentence: string) => void said.push(sentence)
  const logger = { info() {}, warn: say, error: say }
  class Other extends Todos {}
  const page = await openPage(createApp({ logger }).live('/', Todos).live('/other', Other), '/')
  await page.reload()
  await page.goto('/other')
  await page.back()
  await page.reload()
  await page.close()
  assert.deepEqual(said, [])
})

test('a page that is closed says so', async () => {
  const page = await openPage(createApp().live('/', Todos), '/')
  await page.close()
  for (const use of [() => page.goto('/'), () => page.reload(), async () => page.text()]) {
    await assert.rejects(use(), /The page is closed: open another one/)
  }
})

class States extends LiveView {
  render() {
    return html`<h1 id="top">States</h1><label>Done <input type="checkbox" name="done"></label>
      <select aria-label="Size"><option>small</option><option selected>large</option></select>
      <button disabled>Save</button>`
  }
}

test('a failed assertion names the element, and what it is', async () => {
  const page = await openPage(createApp().live('/', States), '/')
  const [heading, box] = [page.getByRole('heading'), page.getByLabel('Done')]
  const failures: [() => void, string][] = [
    [
      () => assertThat(heading).toHaveText('Other'),
      'Expected the text of <h1 id="top"> "States" to be "Other", got "States".',
    ],
    [
      () => assertThat(box).toBeChecked(),
      'Expected <input name="done" type="checkbox"> to be checked, and it is not.',
    ],
    [
      () => assertThat(page.getByRole('button')).not.toBeDisabled(),
      'Expected <button> "Save" not to be disabled, and it is.',
    ],
    [
      () => assertThat(heading).not.toBeChecked(),
      '<h1 id="top"> "States" can\'t be checked: it is no checkbox, radio button or option.',
    ],
    [
      () => assertThat(page).toHaveUrl('/other'),
      'Expected the address of the page / to be "/other", got "/".',
    ],
  ]
  for (const [fails, message] of failures) assert.throws(fails, { message })
  assertThat(page.getByRole('option', { name: 'large' })).toBeChecked()
  assertThat(box).not.toBeChecked()
  await page.close()
})
