import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Block } from './html.ts'
import { html } from './html.ts'
import { mode } from './mode.ts'
import { print } from './print.ts'

mode.development = true

/** What is said about a template. */
function warnings(block: () => Block): string[] {
  const said: string[] = []
  const { warn } = mode
  mode.warn = (sentence) => said.push(sentence)
  try {
    print(block()).release()
  } finally {
    mode.warn = warn
  }
  return said
}

const idle: Record<string, () => Block> = {
  'live-throttle': () => html`<p live-throttle="100">no event</p>`,
  'live-debounce': () => html`<button live-debounce="100">no event</button>`,
  'live-key': () => html`<a live-click="x" live-key="Enter">not of keys</a>`,
  'live-prevent': () => html`<i live-prevent>no event</i>`,
  'live-confirm': () => html`<button live-confirm="Really?">no event</button>`,
  'live-loading': () => html`<form live-loading=${'busy'}>no event</form>`,
  'live-disable-with': () => html`<form live-submit="x" live-disable-with="…"></form>`,
  'live-model': () => html`<p live-model="name"></p>`,
  'live-trigger-action': () => html`<button live-trigger-action=${true}>Pay</button>`,
  'live-patch': () => html`<a live-patch>no address</a>`,
  'live-navigate': () => html`<button live-navigate>no link</button>`,
  'live-dialog': () => html`<div live-dialog="open"></div>`,
  'live-poll-interval': () => html`<b live-poll-interval="5">no poll</b>`,
  'live-shortcut-in-input': () => html`<b live-shortcut-in-input>no shortcut</b>`,
}

for (const [name, block] of Object.entries(idle)) {
  test(`${name} where it does nothing is a warning that names it and its place, once`, () => {
    const said = warnings(block)
    assert.equal(said.length, 1, said.join())
    assert.match(said[0]!, new RegExp(`^${name} has no effect here: `))
    assert.match(said[0]!, /idle-attributes\.test\.ts:\d+, line 1/)
    assert.deepEqual(warnings(block), [])
  })
}

test('attributes that do something, or might, are not spoken of', () => {
  const event = (): void => undefined
  void event
  assert.deepEqual(
    warnings(
      () => html`
        <form live-submit="a" live-change="b" live-loading="busy" live-recover="c" live-concurrent>
          <input live-debounce="100"><select live-throttle="5"><option>a</option></select>
          <my-field live-model="name" live-force></my-field>
          <button live-disable-with="…">Save</button>
        </form>
        <a href="/x" live-navigate live-confirm="Really?">x</a>
        <i live-click-away="a" live-throttle="100" live-lock></i>
        <i live-window-keydown="a" live-key="F8"></i>
        <i live-hook="Mine" live-throttle="100"></i>
        <i live-my-event="a" live-stop live-loading="busy"></i>
        <input live-model="name" live-lock>
      `,
    ),
    [],
  )
})
