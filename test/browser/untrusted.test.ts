/** HTML of users that kept attributes of ours: nothing in it acts, in a real browser. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, raw } from 'overwire'
import type { Block, Raw } from 'overwire'
import { liveviewHandler } from 'overwire/handlers'
import { everyone, signal } from 'overwire/signals'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab, serve } from './browser.ts'

/** Who did what: "own click", "user click"… */
const done: string[] = []

/** All kinds of attributes that act by themselves, or when somebody clicks or types. */
const markup = (who: string): string => `
  <div data-controller="page">
    <b data-liveview-init="init-${who}"></b>
    <b class="handler" data-action="click->page#run" data-liveview-function="handler-${who}">h</b>
  </div>
  <b class="signal" data-df-signal='{"name":"app.note","opts":{"text":"signal ${who}"}}'>s</b>
  <b class="click" live-click="note" live-value-text="click ${who}">c</b>
  <b class="command" live-click='[["push","note",{"text":"command ${who}"}]]'>d</b>
  <b live-appear="note" live-value-text="appear ${who}">a</b>
  <b live-window-keydown="note" live-value-text="window ${who}"></b>
  <b live-shortcut="k:note" live-value-text="shortcut ${who}"></b>
  <b class="props" live-props data-props-1='["title","props-${who}"]'></b>
`

/** What the client reads of elements. */
const NAMES =
  'closest matches parentNode parentElement getRootNode getAttribute hasAttribute attributes ' +
  'dataset nodeType nodeName localName tagName isConnected ownerDocument children childNodes firstChild querySelector querySelectorAll contains addEventListener dispatchEvent elements id name className classList'

class Page extends LiveView {
  @event note({ text }: { text: string }) {
    done.push(text)
  }
  render() {
    return html`<div>${raw(markup('user'), { untrusted: true })}</div>
      <div live-untrusted>${raw(markup('user'))}</div>
      <div id="own">${raw(markup('own'))}</div>
      <b live-appear="note" live-window-keydown="note" live-value-text="template">t</b>
      <b live-shortcut="q:note" @click=${this.note}></b>
      <input type="checkbox" .indeterminate=${true} />`
  }
}

/** Fields that hide what is asked of their form: who looks for `live-untrusted` passes by it. */
const hiding = `${NAMES.split(' ')
  .map((name) => `<input name="${name}" hidden>`)
  .join('')}`

/** The forms of users are the untrusted elements themselves, or inside of one. */
class Hiding extends LiveView {
  @event note({ text }: { text: string }) {
    done.push(text)
  }
  render() {
    return html`<form live-untrusted>${raw(hiding + markup('user'))}</form>
      <div live-untrusted>
        ${raw(`<form live-click="note" live-value-text="form user">${hiding}${markup('user')}</form>`)}
      </div>
      <form id="own">${raw(hiding + markup('own'))}</form>
      <b live-appear="note" live-window-keydown="note" live-value-text="template">t</b>
      <b live-shortcut="q:note" @click=${this.note}></b>
      <input type="checkbox" .indeterminate=${true} />`
  }
}

/** The browser's parser ends these, and the element of the users in them, where it finds the same or a block inside. */
const ends: [around: (inside: Raw) => Block, what: (own: string) => string][] = [
  [(inside) => html`<p>${inside}</p>`, (own) => `<div>${own}</div>`],
  [(inside) => html`<ul><li>${inside}</li></ul>`, (own) => `<li>${own}</li>`],
  [(inside) => html`<a href="#x">${inside}</a>`, (own) => `<a href="#y">y</a>${own}`],
  [(inside) => html`<button type="button">${inside}</button>`, (own) => `<button>z</button>${own}`],
  [(inside) => html`<h2>${inside}</h2>`, (own) => `<h3>z</h3>${own}`],
]

/** Such an element, and what of the users ends it. */
function ended([around, what]: (typeof ends)[number]): new () => LiveView {
  return class Ended extends Page {
    override render() {
      return html`${around(raw(what(markup('user')), { untrusted: true }))}
        <div>${raw(markup('own'))}</div>
        <b live-appear="note" live-window-keydown="note" live-value-text="template">t</b>
        <b live-shortcut="q:note" @click=${this.note}></b>
        <input type="checkbox" .indeterminate=${true} />`
    }
  }
}

/** Clicks and types at all there is; only what is the page's own may act. */
async function actsAlone(View: new () => LiveView): Promise<void> {
  done.length = 0
  const { url } = await serve((app) => app.live('/', View))
  const tab = await openTab(url)
  const { page } = tab
  await tab.connected()
  await page.waitForSelector('html[data-liveview-ready]')
  await page.waitForSelector('[title=props-own]', { state: 'attached' })
  for (const kind of ['handler', 'signal', 'click', 'command']) {
    // The users' come first: what they do would be there before what is waited for.
    // A script clicks: the driver asks elements by the names that are hidden here.
    await page.evaluate((kind) => {
      for (const element of document.querySelectorAll<HTMLElement>(`.${kind}`)) element.click()
    }, kind)
    await eventually(() => done.includes(`${kind} own`), undefined, { state: () => done })
  }
  await page.keyboard.press('k')
  for (const kind of ['init', 'appear', 'window', 'shortcut']) {
    await eventually(() => done.includes(`${kind} own`), undefined, { state: () => done })
  }
  assert.deepEqual(
    done.filter((what) => what.endsWith('user')),
    [],
  )
  assert.equal(await page.locator('[title=props-user]').count(), 0)
  assertNoErrors(tab)
}

for (const who of ['own', 'user']) {
  for (const kind of ['init', 'handler']) {
    liveviewHandler(`${kind}-${who}`, () => void done.push(`${kind} ${who}`))
  }
}
signal({ path: 'app.note', isAllowedTo: everyone }, (_info, { text }: { text: string }) => {
  done.push(text)
})

test('in HTML of users no attribute of ours acts; outside of it all of them do', () =>
  actsAlone(Page))

test('in forms of users whose fields have the names of what is read no attribute acts either', () =>
  actsAlone(Hiding))

for (const end of ends) {
  const [element] = String(end[0]).match(/<\w+/g)!.slice(-1)
  test(`what ends ${element}> and the element of users in it acts outside of it no more than in it`, () =>
    actsAlone(ended(end)))
}

test('in texts and values names of ours are as they were written', async () => {
  const text = 'live-click is an attribute; olive-oil, data-room'
  class Words extends LiveView {
    render() {
      const users = raw(`<b title="${text}">${text}</b>`, { untrusted: true })
      return html`<div>${users}</div>`
    }
  }
  const { url } = await serve((app) => app.live('/', Words))
  const { page } = await openTab(url)
  assert.equal(await page.locator('b').textContent(), text)
  assert.equal(await page.locator('b').getAttribute('title'), text)
})
