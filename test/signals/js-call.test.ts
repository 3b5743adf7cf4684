/** Attributes that call signals, as templates write them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, LiveView } from 'overwire'
import { jsCall, jsCalls } from 'overwire/signals'
import { liquid } from 'overwire/liquid'
import { loadPage } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

const unescape = (text: string): string =>
  text.replaceAll('&#34;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>')
const attributes = (page: string): unknown[] =>
  [...page.matchAll(/data-df-signal="([^"]*)"/g)].map(
    ([, text]) => JSON.parse(unescape(text!)) as unknown,
  )

test('js_call writes the attribute, or its value; names, options and variables [A176]', async (t) => {
  class Page extends LiveView {
    static override template =
      `<form {% js_call "app.save" on="submit" form="form" id=n %}><input></form>` +
      `<input data-df-signal='{% js_call "app.typed" on: "input", value: "text", prevent: false %}'>` +
      `<b {% js_call name %}>x</b>`
    n = 5
    name = 'app.<"clicked">'
  }
  const { url } = await serve(t, (app) => app.live('/', Page), { templates: liquid() })
  assert.deepEqual(attributes((await loadPage(url)).html), [
    [{ name: 'app.save', on: 'submit', form: 'form', opts: { id: 5 } }],
    [{ name: 'app.typed', on: 'input', value: 'text', prevent: false }],
    [{ name: 'app.<"clicked">' }],
  ])
})

test('jsCall and jsCalls give the attribute’s text in templates of this package [A176, B156]', async (t) => {
  class Page extends LiveView {
    render() {
      const two = jsCalls({ name: 'a', on: 'click' }, { name: 'b', on: 'focus', prevent: true })
      return html`<form data-df-signal=${jsCall('app.save', { form: 'form', opts: { id: 5 } })}>
        <button data-df-signal=${two}>x</button>
      </form>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Page))
  assert.deepEqual(attributes((await loadPage(url)).html), [
    [{ name: 'app.save', form: 'form', opts: { id: 5 } }],
    [
      { name: 'a', on: 'click' },
      { name: 'b', on: 'focus', prevent: true },
    ],
  ])
})
