/** Plain form posts: views inside, rows, shared views, template files, limits of time. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { call, component, each, event, html, LiveComponent, LiveView, liveView } from 'overwire'
import type { App, AppOptions } from 'overwire'
import { liquid } from 'overwire/liquid'
import { z } from 'zod'
import { FakeClock } from '../tasks/fake-clock.ts'
import { Reader } from './reader.ts'
import { serve } from './serve.ts'
import type { TestContext } from 'node:test'

async function reader(
  t: TestContext,
  setUp: (app: App) => void,
  options: AppOptions = {},
): Promise<Reader> {
  const { url } = await serve(t, setUp, options)
  return new Reader(url)
}

class Step extends LiveComponent<{ id: string }> {
  n = 0
  @event up() {
    this.n++
  }
  override render() {
    return html`<p>${this.props.id} is ${this.n}</p><button @click=${this.up}>up</button>`
  }
}

class Inner extends LiveView {
  text = 'nothing'
  @event say({ text }: { text: string }) {
    this.text = text
  }
  override render() {
    return html`<i>${this.text}</i><form @submit=${this.say}><input name="text"></form>`
  }
}

class Outer extends LiveView {
  override render() {
    return html`<main>${component(Step, { id: 'a' })}${component(Step, { id: 'b' })}</main>`
  }
}

class Nest extends LiveView {
  override render() {
    return html`<main>${liveView(Inner, { id: 'in' })}</main>`
  }
}

test('buttons of components are posted to their own component', async (t) => {
  const page = await (await reader(t, (app) => app.live('/', Outer))).get('/')
  await page.post('2.up')
  assert.match(page.html, /a is 0.*b is 1/s)
  await page.post('2.up')
  await page.post('1.up')
  assert.match(page.html, /a is 1.*b is 2/s)
})

test('a component of a page that is gone is not taken for another one', async (t) => {
  const clock = new FakeClock(Date.now())
  const page = await (await reader(t, (app) => app.live('/', Outer), { clock })).get('/')
  await clock.advance(20_000)
  await page.post('2.up')
  assert.match(page.html, /a is 0.*b is 0/s)
  assert.match(page.html, /<noscript>.*please try again/s)
  await clock.advance(300_000)
  const last = [...page.html.matchAll(/_event:(\d+\.up)/g)].at(-1)![1]!
  await page.post(last)
  assert.match(page.html, /a is 0.*b is 1/s, 'who posts is waited for longer')
})

test('a form of a view inside another is posted to it', async (t) => {
  const page = await (await reader(t, (app) => app.live('/', Nest))).get('/')
  assert.match(page.html, /<i>nothing<\/i>/)
  await page.post('1.say', { text: 'hello' })
  assert.equal(page.path, '/')
})

class Rows extends LiveView {
  names = ['x', 'y']
  @event rename({ at, name = '' }: { at: number; name?: string }) {
    this.names = this.names.with(at, name)
  }
  override render() {
    return html`<ul>${each(
      this.names,
      (_, i) => i,
      (name, i) =>
        html`<li>${name}<form @submit=${call(this.rename, { at: i })}><input name="name"></form></li>`,
    )}</ul>`
  }
}

test('forms in rows have their own visitor’s token, although rows are printed once for many', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Rows))
  const readers = [new Reader(url), new Reader(url), new Reader(url)]
  for (const one of readers) await one.get('/')
  const tokens = readers.map((one) => /_live=([^&]*)/.exec(one.html)![1])
  assert.equal(new Set(tokens).size, 3)
  for (const one of readers) {
    await one.post('rename {"at":1', { name: 'Z' })
    assert.match(one.html, /<li>x<form.*<li>Z<form/s)
  }
})

class Shared extends LiveView {
  static override shared = () => 'all'
  n = 0
  @event up() {
    this.n++
  }
  override render() {
    return html`<b>${this.n}</b><button @click=${this.up}>up</button>`
  }
}

test('a post to a shared view changes it for all', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Shared))
  const [a, b] = [await new Reader(url).get('/'), await new Reader(url).get('/')]
  await a.post('up')
  assert.match(a.html, /<b>1<\/b>/)
  await b.post('up')
  assert.match(b.html, /<b>2<\/b>/)
})

class File extends LiveView {
  static override template = `<b>{{ items | join: "," }}</b>
    <form live-submit="add"><input name="name"></form>
    {% for item in items %}<button live-click="drop" live-value-name="{{ item }}">{{ item }}</button>{% endfor %}`
  items = ['a', 'b']
  @event add({ name }: { name: string }) {
    this.items = [...this.items, name]
  }
  @event drop({ name }: { name: string }) {
    this.items = this.items.filter((item) => item !== name)
  }
}

test('forms and buttons of template files are posted, with live-value-…', async (t) => {
  const page = await (
    await reader(t, (app) => app.live('/', File), { templates: liquid() })
  ).get('/')
  await page.post('add', { name: 'c"<' })
  assert.match(page.html, /<b>a,b,c&#34;&lt;<\/b>/)
  await page.post('drop {"name":"a"}')
  assert.match(page.html, /<b>b,c&#34;&lt;<\/b>/)
})

test('a view that is gone is mounted anew for the post', async (t) => {
  const clock = new FakeClock(Date.now())
  const page = await (await reader(t, (app) => app.live('/', Rows), { clock })).get('/')
  await clock.advance(60_000)
  await page.post('rename {"at":0', { name: 'late' })
  assert.match(page.html, /<li>late<form/)
})

test('a form with its own method or action is left alone', async (t) => {
  class Own extends LiveView {
    @event save() {}
    override render() {
      return html`
        <form id="a" method="get" @submit=${this.save}></form>
        <form id="b" action="/search" @submit=${this.save}></form>
        <form id="c" @submit=${this.save}></form>
        <form id="d"><button id="e" @click=${this.save}>submits the form</button></form>
        <button id="f" name="own" @click=${this.save}>named</button>
      `
    }
  }
  const { html: page } = await (await reader(t, (app) => app.live('/', Own))).get('/')
  assert.match(page, /<form id="a" method="get" live-submit="save">/)
  assert.match(page, /<form id="b" action="\/search" live-submit="save">/)
  assert.match(
    page,
    /<form method="post" enctype="multipart\/form-data" action="[^"]+" id="c" live-submit="save">/,
  )
  assert.match(page, /<button id="e" live-click="save">/)
  assert.match(page, /<button id="f" name="own" live-click="save">/)
})

class Long extends LiveView {
  count = 100
  @event grow() {
    this.count++
  }
  @event touch(_args: { i: number }) {}
  override render() {
    const rows = Array.from({ length: this.count }, (_, i) => i)
    return html`<button @click=${this.grow}>grow</button><ul>${each(
      rows,
      String,
      (i) => html`<li><button @click=${call(this.touch, { i })}>${i}</button></li>`,
    )}</ul>`
  }
}

test('rows of a list with more than 100 rows are printed without what posts them', async (t) => {
  const page = await (await reader(t, (app) => app.live('/', Long))).get('/')
  const posted = () => page.html.split('name="_event:touch').length - 1
  assert.equal(posted(), 100)
  await page.post('grow')
  assert.equal(posted(), 0)
  assert.match(page.html, /<li><button live-click="touch \{&#34;i&#34;:100\}">/)
  const again = await new Reader(page.url).get('/')
  assert.equal(again.html.split('name="_event:touch').length - 1, 100)
})

class Topics extends LiveView {
  got = ''
  @event(z.object({ name: z.string(), topics: z.array(z.string()), one: z.string().optional() }))
  save(form: object) {
    this.got = JSON.stringify(form)
  }
  override render() {
    return html`<b>${this.got}</b><form @submit=${this.save}><input name="name"></form>
      <form data-df-signal='[{"name": "x"}]'></form>`
  }
}

test('a field that the schema wants as a list is one, with one entry and with none', async (t) => {
  const page = await (await reader(t, (app) => app.live('/', Topics))).get('/')
  assert.match(page.html, /<form method="post" enctype="[^"]+" data-df-signal/)
  await page.post('save', { name: 'n', topics: 'a' })
  assert.match(page.html, /<b>\{&#34;name&#34;:&#34;n&#34;,&#34;topics&#34;:\[&#34;a&#34;\]\}<\/b>/)
  await page.post('save', { name: 'm' })
  assert.match(page.html, /&#34;m&#34;,&#34;topics&#34;:\[\]/)
})

class Offers extends LiveView {
  @event take(): void {}
  render() {
    const rows = each(
      ['a', 'b'],
      (name) => name,
      (name) => html`<li><button @click=${call(this.take, { name })}>${name}</button></li>`,
    )
    return html`<button @click=${this.take}>Take</button><ul>${rows}</ul>`
  }
}

test('nobody knows the form that posts a page’s buttons, and all of them belong to it', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Offers))
  const seen = new Set<string>()
  for (let i = 0; i < 3; i++) {
    const page = await (await fetch(url)).text()
    const [, id] = /<form id="(overwire-post-[\w-]{16})" method="post"/.exec(page)!
    seen.add(id!)
    const forms = [...page.matchAll(/<button form="([^"]*)"/g)].map(([, form]) => form)
    assert.deepEqual(forms, [id, id, id], 'rows that are kept have the form of their page')
  }
  assert.equal(seen.size, 3)
})

test('a post whose body is no form is refused with 400, and nobody is told of it', async (t) => {
  let failures = 0
  const { url, logged } = await serve(t, (app) => app.live('/', Inner), {
    onError: () => void failures++,
  })
  const page = await (await fetch(url)).text()
  const token = /action="[^"]*_live=([^&"]+)/.exec(page)![1]!
  const part = '--b\r\ncontent-disposition: form-data; name="text"\r\n\r\nx\r\n'
  const many = `${part.repeat(10_001)}--b--\r\n`
  const bodies: [type: string, body: string][] = [
    ['text/plain', 'x'],
    ['application/json', '{}'],
    ['application/x-www-form-urlencoded-not', 'text=x'],
    ['nonsense', 'x'],
    ['multipart/form-data', part],
    ['multipart/form-data; boundary=b', '--b\r\nx'],
    ['multipart/form-data; boundary=b', part.slice(0, -4)],
    ['multipart/form-data; boundary=c', `${part}--b--\r\n`],
    ['multipart/form-data; boundary=b', ''],
    ['multipart/form-data; boundary=b', many],
  ]
  for (const given of [token, 'forged']) {
    for (const [type, body] of bodies) {
      const headers = { origin: url, 'content-type': type }
      const to = `${url}/?_live=${given}&_event=say`
      const response = await fetch(to, { method: 'POST', headers, body, redirect: 'manual' })
      assert.equal(response.status, 400, `${type} ${body.slice(0, 20)}`)
      assert.doesNotMatch(await response.text(), /form-post\.js/)
    }
  }
  assert.deepEqual([failures, logged], [0, []])
  // A form without a body is a form, and one in another charset too.
  for (const type of ['', '; charset=utf-16']) {
    const headers = { origin: url, 'content-type': `application/x-www-form-urlencoded${type}` }
    const to = `${url}/?_live=forged&_event=say`
    assert.equal((await fetch(to, { method: 'POST', headers, body: '' })).status, 403)
  }
})
