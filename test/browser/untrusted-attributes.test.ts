/**
 * Every attribute of the reference page, in HTML of users (`live-untrusted`) and outside of it: in the first it
 * does nothing, in the second it does something.
 */
import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { BrowserContext, Page as BrowserPage } from 'playwright-core'
import { event, html, LiveView } from 'overwire'
import type { Block, LiveRequest } from 'overwire'
import { liveAttributes } from '../../src/wire/attributes.ts'
import { eventually } from '../eventually.ts'
import { javascript, newContext, openTab, serve } from './browser.ts'

interface Case {
  /** HTML with the attribute. Default: an element `#x` that has it, with "note" as its value. */
  markup?: string
  /** It comes into the page that is open. */
  comes?: boolean
  act?: (page: BrowserPage) => Promise<unknown>
  /** Code that is true in the browser when it did something. Default: the view's `note` was called. */
  effect?: string
}

const noted = `document.querySelector('#noted').textContent !== ''`
const offered = `document.querySelector('#files').textContent === '1'`
const click = (page: BrowserPage): Promise<void> => page.click('#x')
const press = (key: string) => (page: BrowserPage) => page.keyboard.press(key)
const type = async (page: BrowserPage): Promise<void> => {
  await page.click('#x')
  await page.keyboard.press('k')
}
const visit = (page: BrowserPage): Promise<void> => page.click('#visit')
const heard = (what: string): string => `window.${what} > 0`
const saw = (text: string): string => `seen.some((one) => one.includes('${text}'))`
const tall = '<div style="height:200px"></div>'

const cases: Record<string, Case> = {
  'live-value-*': { markup: '<b id="x" live-click="note" live-value-text="v">x</b>', act: click },
  'live-debounce': { markup: '<input id="x" live-input="note" live-debounce="1">', act: type },
  'live-throttle': { markup: '<input id="x" live-input="note" live-throttle="1">', act: type },
  'live-key': { markup: '<input id="x" live-keydown="note" live-key="k">', act: type },
  'live-prevent': {
    markup: '<a id="x" href="#there" live-click="note" live-prevent>x</a>',
    act: click,
    effect: `location.hash === ''`,
  },
  'live-stop': {
    markup: '<b id="x" live-click="note" live-stop>x</b>',
    act: click,
    effect: 'window.clicks === 0',
  },
  'live-loading': {
    markup: '<b id="x" live-click="note" live-loading="busy">x</b>',
    act: click,
    effect: saw('class="busy"'),
  },
  'live-disable-with': {
    markup: '<button id="x" live-click="note" live-disable-with="Wait">x</button>',
    act: click,
    effect: saw('>Wait<'),
  },
  'live-lock': { markup: '<b id="x" live-click="note" live-lock>x</b>', act: click },
  'live-offline': { markup: '<b id="x" live-click="note" live-offline="latest">x</b>', act: click },
  'live-concurrent': {
    markup: '<form live-submit="note" live-concurrent><button id="x">x</button></form>',
    act: click,
  },
  'live-confirm': {
    markup: '<b id="x" live-click="note" live-confirm="Sure?">x</b>',
    act: click,
    effect: heard('asked'),
  },
  'live-model': {
    markup: '<input id="x" name="field" live-model="field">',
    act: type,
    effect: `document.querySelector('#field').textContent === 'k'`,
  },
  'live-patch': {
    markup: '<a id="x" href="?p=1" live-patch>x</a>',
    act: click,
    effect: 'window.kept === 1 && location.search === "?p=1"',
  },
  'live-navigate': {
    markup: '<a id="x" href="/other" live-navigate>x</a>',
    act: click,
    effect: 'window.kept === 1 && location.pathname === "/other"',
  },
  'live-upload': {
    markup: '<input type="file" id="x" live-upload="files">',
    act: (page) =>
      page.setInputFiles('#x', { name: 'a.bin', mimeType: '', buffer: Buffer.from('a') }),
    effect: offered,
  },
  'live-upload-drop': {
    markup: '<b id="x" live-upload-drop="files">x</b>',
    act: async (page) => {
      const dataTransfer = await page.evaluateHandle(() => {
        const made = new DataTransfer()
        made.items.add(new File(['a'], 'a.bin'))
        return made
      })
      await page.dispatchEvent('#x', 'drop', { dataTransfer })
    },
    effect: offered,
  },
  'live-keep-scroll': {
    markup: `<div id="x" live-keep-scroll="x" style="height:50px;overflow:auto">${tall}</div>`,
    act: async (page) => {
      await page.evaluate(() => document.querySelector('#x')!.scrollTo(0, 60))
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(1))))
      await visit(page)
      await page.waitForSelector('#other')
      await page.goBack()
      await page.waitForSelector('#x', { state: 'attached' })
    },
    effect: `document.querySelector('#x')?.scrollTop === 60`,
  },
  'live-confirm-leave': {
    markup: '<form live-confirm-leave><input id="x"></form>',
    act: async (page) => {
      await type(page)
      await visit(page)
    },
    effect: heard('asked'),
  },
  'live-prefetch': {
    markup: '<a id="x" href="/other" live-prefetch>x</a>',
    act: (page) => page.hover('#x'),
    effect: `document.querySelector('link[rel=prefetch]') !== null`,
  },
  'live-view-transitions': { act: visit, effect: heard('transitions') },
  'live-no-submit': {
    markup: '<form live-no-submit="enter"><input id="x"></form>',
    act: async (page) => {
      await page.click('#x')
      await page.keyboard.press('Enter')
    },
    effect: 'window.submits === 0',
  },
  'live-trigger-action': {
    markup: '<form action="/other" live-trigger-action></form>',
    comes: true,
    effect: 'location.pathname === "/other"',
  },
  'live-flash': {
    markup: '<div id="x" live-flash="0"></div>',
    act: (page) => page.click('#flash'),
    effect: `document.querySelector('#x').textContent !== ''`,
  },
  'live-hook': { markup: '<b id="x" live-hook="Test"></b>', effect: heard('hooked') },
  'live-click-away': { act: (page) => page.click('#toggle') },
  'live-window-*': { markup: '<b live-window-keydown="note"></b>', act: press('k') },
  'live-shortcut': { markup: '<b live-shortcut="k:note"></b>', act: press('k') },
  'live-shortcut-in-input': {
    markup: '<b live-shortcut="k:note" live-shortcut-in-input></b><input id="x">',
    act: type,
  },
  'live-paste': {
    act: (page) =>
      page.evaluate(() => {
        const event = new ClipboardEvent('paste', { bubbles: true })
        document.querySelector('#x')!.dispatchEvent(event)
      }),
  },
  'live-mounted': { comes: true },
  'live-viewport-top': { markup: '<ul live-viewport-top="note"><li>a</li><li>b</li></ul>' },
  'live-viewport-bottom': { markup: '<ul live-viewport-bottom="note"><li>a</li><li>b</li></ul>' },
  'live-appear': {},
  'live-disappear': {
    act: async (page) => {
      await page.evaluate(() => new Promise((done) => setTimeout(done, 100)))
      await page.evaluate(() => document.querySelector('#x')!.toggleAttribute('hidden', true))
    },
  },
  'live-poll': { markup: '<b live-poll="note" live-poll-interval="10"></b>' },
  'live-poll-interval': { markup: '<b live-poll="note" live-poll-interval="10"></b>' },
  'live-enter': {
    markup:
      '<style>@keyframes k{from{opacity:0}}.in{animation:k .3s}</style><b id="x" live-enter="in">x</b>',
    comes: true,
    effect: saw('class="in"'),
  },
  'live-leave': {
    markup: '<b id="x" live-leave="out">x</b>',
    act: (page) => page.click('#toggle'),
    effect: saw('live-leaving'),
  },
  'live-dialog': {
    markup: '<dialog id="x" live-dialog="open">x</dialog>',
    effect: `document.querySelector('#x').open`,
  },
  'live-focus-trap': {
    markup: '<div id="x" live-focus-trap><button>a</button></div>',
    effect: `document.querySelector('#x').contains(document.activeElement)`,
  },
  'live-sticky-scroll': {
    markup: `<div id="x" live-sticky-scroll style="height:50px;overflow:auto">${tall}</div>`,
    effect: `document.querySelector('#x').scrollTop > 0`,
  },
  'live-scroll-into-view': {
    markup: '<div style="height:3000px"></div><b id="x" live-scroll-into-view>x</b>',
    effect: 'scrollY > 0',
  },
  'live-portal': {
    markup: '<div live-portal="#target"><b>moved</b></div>',
    effect: `document.querySelector('#target').textContent === 'moved'`,
  },
  'live-props': {
    markup: `<b id="x" live-props data-props-1='["title","set"]'></b>`,
    effect: `document.querySelector('#x').title === 'set'`,
  },
}

// An event of a field that stands outside of its form.
cases['a form'] = {
  markup: '<form id="form" live-input="note"></form>',
  act: async (page) => {
    await page.click('#owned')
    await page.keyboard.press('k')
  },
}

/** Attributes with no act of their own that HTML of users could ask for, and why. */
const without: Record<string, string> = {
  'live-untrusted': 'is what is tested',
  'live-ignore': 'about slots of its template: HTML of users has none',
  'live-force': 'lets values be written into a field that slots or answers write',
  'live-bound': 'the same',
  'live-recover': 'for a view that was lost: recovery.test.ts',
  'live-no-recover': 'keeps something from being done',
  'live-flash-position': 'is a part of a class name',
  'live-leaving': 'is removed, not obeyed',
  'live-root': 'is looked for once, in what the server printed first',
  'live-on': 'stands at live-root',
  'live-banner': 'the same',
  'live-view': 'untrusted.test.ts tries it with views of its own',
  'live-upload-over': 'is written, not read',
  'live-upload-preview': 'names a file of the page by a word that nobody can guess',
  'live-sticky': 'names views that the page has',
}

/** A template that has this text and no slots. */
const fixed = (text: string): Block => html(Object.assign([text], { raw: [text] }))

class Page extends LiveView {
  static model = ['field']
  text = ''
  field = ''
  files = this.allowUpload('files')
  isThere = true
  pings = 0
  #of: Block = fixed('')
  #isUsers = false

  override mount({ params }: LiveRequest): void {
    const { attribute, who } = params as { attribute: string; who: string }
    const name = attribute.replace('any', '*')
    const { markup = `<b id="x" ${name}="note">x</b>`, comes = false } = cases[name]!
    this.#of = fixed(markup)
    this.#isUsers = who === 'user'
    this.isThere = !comes
  }
  @event note(_args: object) {
    this.text = 'noted'
  }
  @event toggle() {
    this.isThere = !this.isThere
  }
  @event ping() {
    this.pings++
  }
  @event flash() {
    this.putFlash('info', 'told')
  }
  render() {
    return html`<button id="toggle" @click=${this.toggle}>t</button>
      <button id="ping" @click=${this.ping}>p</button><button id="flash" @click=${this.flash}>f</button>
      <a id="visit" href="/other" live-navigate>v</a><i id="pings">${this.pings}</i>
      <i id="files">${this.files.entries.length}</i>
      <i id="noted">${this.text}</i><u id="field">${this.field}</u><p id="target"></p>
      <input id="owned" form="form" />
      <div ?live-untrusted=${this.#isUsers}>${this.isThere ? this.#of : null}</div>`
  }
}

class Other extends LiveView {
  render() {
    return html`<p id="other">other</p>`
  }
}

/** Runs before anything of ours in every page, and notes what happens. A text: tests' functions are changed. */
const watch = `
  Object.assign(window, { seen: [], clicks: 0, asked: 0, submits: 0, transitions: 0 })
  window.confirm = () => ++window.asked > 0
  addEventListener('click', () => window.clicks++)
  addEventListener('submit', (event) => {
    window.submits++
    event.preventDefault()
  })
  const start = document.startViewTransition.bind(document)
  document.startViewTransition = (update) => (window.transitions++, start(update))
  new MutationObserver((records) => {
    for (const { target } of records) window.seen.push(target.outerHTML ?? '')
  }).observe(document, { subtree: true, attributes: true, childList: true })
`

const hooks = javascript(`import { defineHooks } from '/_overwire/api.js'
  defineHooks({ Test: { mounted() { window.hooked = 1 } } })`)

describe('in HTML of users', () => {
  let url = ''
  let context: BrowserContext
  before(async () => {
    const served = await serve(
      (app) => {
        app.live('/case/:attribute/:who', Page as never)
        app.live('/other', Other)
        app.get('/hooks.js', hooks)
      },
      { headers: {}, scripts: ['/hooks.js'] },
    )
    ;({ url } = served)
    context = await newContext()
  })

  /** Does what there is to do; resolves when the page shows an answer that was asked for afterwards. */
  async function run(name: string, who: string): Promise<BrowserPage> {
    const { comes, act } = cases[name]!
    const tab = await openTab('about:blank', context)
    const { page } = tab
    await page.addInitScript({ content: watch })
    await page.goto(`${url}/case/${name.replace('*', 'any')}/${who}`)
    await tab.connected()
    await page.evaluate(() => Object.assign(window, { kept: 1 }))
    if (comes) await page.evaluate(() => document.getElementById('toggle')!.click())
    await act?.(page)
    return page
  }

  /** Time for what may come by itself, measured by the page: round trips and frames. */
  async function settle(page: BrowserPage): Promise<void> {
    for (let i = 1; i <= 3; i++) {
      const isHere = await page.evaluate(
        () => document.getElementById('ping')?.click() === undefined,
      )
      if (!isHere || (await page.locator('#pings').count()) === 0) return
      await page.waitForFunction(
        (wanted) => Number(document.querySelector('#pings')?.textContent ?? wanted) >= wanted,
        i,
      )
    }
  }

  for (const name of new Set([...liveAttributes.map((one) => one.name), ...Object.keys(cases)])) {
    const why = without[name]
    if (why !== undefined) {
      assert.ok(!(name in cases), name)
      continue
    }
    it(`${name} does nothing, and does something outside of it`, async () => {
      const { effect = noted } = cases[name] ?? {}
      const own = await run(name, 'own')
      const acts = (): Promise<unknown> => own.evaluate(effect).catch(() => false)
      await eventually(acts, `${name} does something`)
      await own.close()
      const user = await run(name, 'user')
      await settle(user)
      assert.equal(await user.evaluate(effect), false, name)
      await user.close()
    })
  }
})
