/** What errors say: the place in the template, whose code it is, and what to write instead. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { pathToFileURL } from 'node:url'
import { component, each, event, html, LiveComponent, LiveView, raw } from 'overwire'
import { liquid } from 'overwire/liquid'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

/** The log line of a page that fails. */
async function failure(t: TestContext, View: new () => LiveView): Promise<Record<string, unknown>> {
  const { url, logged } = await serve(t, (app) => app.live('/', View), { templates: liquid() })
  assert.equal((await fetch(url)).status, 500)
  return logged.find(({ fields }) => 'error' in fields)!.fields
}

const sentence = async (t: TestContext, View: new () => LiveView): Promise<string> =>
  String((await failure(t, View))['error'])

class Plain extends LiveView {
  save(): void {}
  override render() {
    return html`
      <p>fine</p>
      <button @click=${this.save}>x</button>
    `
  }
}

test('a method without @event is named, with the line of the template and the class', async (t) => {
  const text = await sentence(t, Plain)
  assert.match(
    text,
    /E_NOT_EVENT\] @click: expected a method marked with @event, got the function save/,
  )
  assert.match(text, /@click=\$\{this\.save\}/)
  assert.match(text, /in html`…` in error-sentences\.test\.ts:\d+, line 3:/)
  assert.match(text, /> {7}<button @click=\$\{…\}>x<\/button>/)
  assert.match(text, /in Plain$/)
})

class Called extends LiveView {
  n = 0
  @event inc(): void {
    this.n++
  }
  override render() {
    return html`<button @click=${this.inc()}>x</button>`
  }
}

class CalledAsync extends LiveView {
  @event async inc(): Promise<void> {}
  override render() {
    return html`<button @click=${this.inc()}>x</button>`
  }
}

test('an event that is called in place of bound is an error that says so', async (t) => {
  assert.match(
    await sentence(t, Called),
    /got undefined\. A method that is called at once gives this/,
  )
  assert.match(
    await sentence(t, CalledAsync),
    /got a value of class Promise\. A method that is called/,
  )
})

class Later extends LiveView {
  value: unknown = 'text'
  @event breakIt(): void {
    this.value = { an: 'object' }
  }
  override render() {
    return html`<main>
      <p>${this.value}</p>
    </main>`
  }
}

test('a wrong value in an update has the file and line of its template', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Later))
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'breakIt'])
  await window.answer(1)
  const text = String(logged.find(({ fields }) => 'error' in fields)!.fields['error'])
  assert.match(text, /E_SLOT_VALUE.*got an object/)
  assert.match(text, /in error-sentences\.test\.ts:\d+, line 2:/)
})

class First extends LiveView {
  override render() {
    return html`<p class=${'fine'} .value=${1}>equal ${'text'}</p>`
  }
}

/** Its template is equal to the one of First, and stands further below. */
class Second extends LiveView {
  values: unknown[] = ['fine', 1, 'text']
  @event breakIt(): void {
    this.values = ['fine', 1, new Date()]
  }
  override render() {
    const [a, b, c] = this.values
    secondLine = lineIn(new Error('here').stack!) + 1
    return html`<p class=${a} .value=${b}>equal ${c}</p>`
  }
}

let secondLine = 0
const lineIn = (text: string): number => Number(/error-sentences\.test\.ts:(\d+)/.exec(text)?.[1])

test('templates with equal statics: each error names its own place, on pages and in updates', async (t) => {
  const other = await serve(t, (app) => app.live('/', First))
  assert.equal((await fetch(other.url)).status, 200)
  for (const values of [
    ['', 1, {}],
    [{}, 1, ''],
    ['', {}, ''],
    ['', 1, raw('<b>')],
  ]) {
    class Broken extends Second {
      override values = values
    }
    const text = await sentence(t, Broken)
    assert.match(text, /E_SLOT_VALUE|E_TEMPLATE_HTML/)
    assert.equal(lineIn(text), secondLine, text)
  }
  const { url, logged } = await serve(t, (app) => app.live('/', Second))
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'breakIt'])
  await window.answer(1)
  const text = String(logged.find(({ fields }) => 'error' in fields)!.fields['error'])
  assert.equal(lineIn(text), secondLine, text)
})

class Row extends LiveComponent<{ id: string; broken?: string }> {
  override mount(): void {
    if (this.props.broken === 'mount') throw new Error('no mount')
  }
  @event fails(): void {
    throw new Error('no event')
  }
  override render() {
    if (this.props.broken === 'render') throw new Error('no render')
    const value = (this.props.broken === 'value' ? {} : 'fine') as string
    return html`<ul>${each([value], String, (one) => html`<li>${one}</li>`)}</ul>`
  }
}

function pageWith(broken: string): new () => LiveView {
  return class Page extends LiveView {
    override render() {
      return html`<main>${component(Row, { id: 'a' })}${component(Row, { id: 'b', broken })}</main>`
    }
  }
}

test('an error inside a component names the component', async (t) => {
  for (const broken of ['mount', 'render', 'value']) {
    const fields = await failure(t, pageWith(broken))
    assert.equal(fields['component'], 'Row "b"', broken)
    assert.equal(fields['view'], 'Page')
  }
  const { url, logged } = await serve(t, (app) => app.live('/', pageWith('')))
  const window = await RawWindow.join(url, '/')
  window.send([1, 1, 0, 'fails', null, 2])
  await window.answer(1)
  const { fields } = logged.find((one) => 'error' in one.fields)!
  assert.equal(fields['component'], 'Row "b"')
})

test('the author’s file is found in folders that have names of ours', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-'))
  const live = join(folder, 'src', 'live')
  mkdirSync(live, { recursive: true })
  const file = join(live, 'server.mjs')
  writeFileSync(
    file,
    'export const make = (html, LiveView) => class Mine extends LiveView {\n' +
      '  render() {\n    return html`<p>${{}}</p>`\n  }\n}\n',
  )
  const { make } = (await import(pathToFileURL(file).href)) as {
    make: (tag: typeof html, Base: typeof LiveView) => new () => LiveView
  }
  assert.match(await sentence(t, make(html, LiveView)), /in html`…` in server\.mjs:3, line 1:/)
})

class File extends LiveView {
  static override template = '<div>\n<p>{{ name }}</b></p>\n</div>'
  name = 'x'
}

class FileBinding extends LiveView {
  static override template = '<button @click="save">x</button>'
}

test('an error of the HTML around a Liquid template speaks of the Liquid text', async (t) => {
  const text = await sentence(t, File)
  assert.match(text, /<\/b> stands where <p> is open/)
  assert.match(text, /in the template of File, near line 2:/)
  assert.match(text, /> <p>\{\{ … \}\}<\/b><\/p>/)
  assert.doesNotMatch(text, /html`|\$\{/)
  assert.match(await sentence(t, FileBinding), /Write live-click="name"\./)
})

test('decorators of TypeScript’s old kind get a sentence that says what to set', () => {
  const old = event as unknown as (target: object, name: string, descriptor: object) => void
  const withOptions = event({}) as unknown as typeof old
  const expected = {
    code: 'E_LEGACY_DECORATORS',
    message: /"experimentalDecorators".*tsconfig\.json/,
  }
  assert.throws(() => old({}, 'save', {}), expected)
  assert.throws(() => withOptions({}, 'save', {}), expected)
})
