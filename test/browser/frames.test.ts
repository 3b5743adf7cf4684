/**
 * The golden frames against the client in Chromium: a stand-in for the server says what stands in them,
 * the page must become what it should, and the client must say what stands in those of a browser.
 * test/frames.test.ts is the other end.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, WebSocketRoute } from 'playwright-core'
import type { BrowserFrame, ServerFrame } from '../../src/wire/frames.ts'
import { browserGolden, serverGolden, sessionGolden, updatesGolden } from '../frames/golden.ts'
import { SampleView } from '../frames/sample-view.ts'
import { assertNoErrors, newContext, openTab, serve } from './browser.ts'
import type { Served, Tab } from './browser.ts'

const HELLO: ServerFrame = [0, 1, 'BUILD', 'KEY', 0, 0, 0]
const TEMPLATE: ServerFrame = [3, [1, 'W0yFcBQL', '<p><!></p>', ['']]]
const [JOIN, EVENT, ACK] = [0, 1, 2]

/** Plays the server: keeps what the browser says, and says what a test wants. */
class StandIn {
  readonly heard: BrowserFrame[] = []
  /** Said as soon as the browser joins. */
  readonly #greeting: ServerFrame[]
  #route: WebSocketRoute | undefined
  readonly #waiting: (() => void)[] = []

  constructor(...greeting: ServerFrame[]) {
    this.#greeting = greeting
  }

  readonly connect = (route: WebSocketRoute): void => {
    this.#route = route
    route.onMessage((text) => {
      const frame = JSON.parse(String(text)) as BrowserFrame
      this.heard.push(frame)
      if (frame[0] === JOIN) this.say(...this.#greeting)
      for (const wake of this.#waiting.splice(0)) wake()
    })
  }

  say(...frames: ServerFrame[]): void {
    for (const frame of frames) this.#route!.send(JSON.stringify(frame))
  }

  async drop(): Promise<void> {
    await this.#route!.close({ code: 1001 })
  }

  /** The next frame with this opcode; what was heard before it is forgotten. */
  async hear(wanted: number): Promise<BrowserFrame> {
    for (;;) {
      while (this.heard.length > 0) {
        const frame = this.heard.shift()!
        if (frame[0] === wanted) return frame
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }
}

/** Opens a page whose socket ends at the stand-in. `show` opens another one in its place. */
async function open(
  url: string,
  standIn: StandIn,
  fakeClock: boolean = false,
): Promise<Tab & { show: (url: string, standIn: StandIn) => Promise<void> }> {
  const context = await newContext()
  let current = standIn
  if (fakeClock) await context.clock.install()
  await context.routeWebSocket(/_overwire\/ws$/, (route) => current.connect(route))
  const tab = await openTab(url, context)
  const show = async (url: string, standIn: StandIn): Promise<void> => {
    current = standIn
    await tab.page.goto(url)
  }
  return Object.assign(tab, { show })
}

/** Serves one page of bare HTML with the client. */
async function servePages(pages: { page: string; events: string }[]): Promise<Served> {
  return serve((app) => {
    app.http('/', ({ url }) => {
      const { page, events } = pages[Number(new URL(url).searchParams.get('page'))]!
      const script = '<script type="module" src="/_overwire/client.js"></script>'
      const root = `<div live-root="TOKEN" live-on="${events}">${page}</div>`
      const headers = { 'content-type': 'text/html; charset=utf-8' }
      return new Response(`<!doctype html><title>frames</title>${root}${script}`, { headers })
    })
  })
}

/** The live root's content and what `html` would be as its content, in one notation. */
function shown(page: Page, html: string): Promise<{ got: string; wanted: string }> {
  return page.evaluate((html) => {
    const notation = {
      of(node: Node): string {
        if (node.nodeType === 3) return (node as Text).data
        if (node.nodeType === 8) return `<!--${(node as Comment).data}-->`
        const element = node as HTMLInputElement
        const names = element.getAttributeNames().sort()
        const attributes = names.map((name) => ` ${name}=${element.getAttribute(name)}`).join('')
        const state = 'value' in element ? ` {${element.value} ${element.checked}}` : ''
        const tag = `${element.localName} ${element.namespaceURI}${attributes}${state}`
        return `<${tag}>${this.all(element)}</>`
      },
      all(parent: Element): string {
        return [...parent.childNodes].map((node) => this.of(node)).join('')
      },
    }
    const wanted = document.createElement('div')
    wanted.innerHTML = html
    const root = document.querySelector('[live-root]')!
    return { got: notation.all(root), wanted: notation.all(wanted) }
  }, html)
}

test('the client applies every golden update', async () => {
  const golden = updatesGolden()
  const { url } = await servePages(golden)
  const tab = await open(`${url}/?page=0`, new StandIn())
  for (const [i, { name, frames, result }] of golden.entries()) {
    const standIn = new StandIn(HELLO, ...frames, [5, 'done'])
    await tab.show(`${url}/?page=${i}`, standIn)
    await tab.page.waitForFunction(() => document.title === 'done')
    const { got, wanted } = await shown(tab.page, result)
    assert.equal(got, wanted, name)
    const said = standIn.heard.filter(([op]) => op !== ACK)
    assert.deepEqual(said, [[0, 1, 'TOKEN']], name)
    assertNoErrors(tab)
  }
})

const LINKS =
  '<a id="one" live-click="go">1</a><a id="two" live-click="go">2</a>' +
  '<a id="three" live-click="go">3</a>'

/** What a golden frame finds, and what it does to the page. */
interface Effect {
  /** Said before it. Default: HELLO and the template of the page. */
  before?: ServerFrame[]
  /** Links clicked before it: events 1, 2, 3. */
  clicks?: string[]
  /** How many of them still wait after it. */
  waiting?: number
  /** Said after it. */
  after?: ServerFrame[]
  /** What the page's first paragraph shows then. Default: what it showed. */
  shows?: string
  logs?: RegExp
  more?: (page: Page, standIn: StandIn) => Promise<void>
}

async function nextEventSays(page: Page, standIn: StandIn, seq: number): Promise<void> {
  await page.click('#one')
  assert.deepEqual(await standIn.hear(EVENT), [1, 1, seq, 'go'])
}

const PATCH: ServerFrame = [1, 0, 0, [1, 0, 6]]

const effects: Record<string, Effect> = {
  'HELLO to a page that is current': {
    before: [],
    more: (page, standIn) => nextEventSays(page, standIn, 0),
  },
  'HELLO to a window that goes on': {
    before: [],
    more: (page, standIn) => nextEventSays(page, standIn, 12),
  },
  'HELLO to a page that was mounted anew': {
    before: [],
    more: (page, standIn) => nextEventSays(page, standIn, 0),
  },
  'UPDATE without a patch': { clicks: ['#one'] },
  'UPDATE that answers several events': { clicks: ['#one', '#two', '#three'], shows: '6' },
  'UPDATE that answers none': { clicks: ['#one'], waiting: 1, shows: '6' },
  ERROR: { clicks: ['#one'], logs: /^\[E_UNKNOWN_EVENT\] The page called an event/ },
  'ERROR with an id': { clicks: ['#one', '#two'], logs: /^\[E_HANDLER\] .* aB3-d_6h$/ },
  TEMPLATES: { before: [HELLO], after: [PATCH], shows: '6' },
  'TEMPLATES with one that the browser has': {
    before: [HELLO, [3, [2, 'W0yFcBQL', '<p><!></p>', ['']]]],
    after: [PATCH],
    shows: '6',
  },
  'TEMPLATES with SVG': {
    after: [[1, 0, 0, [-1, 7]]],
    async more(page) {
      await page.waitForSelector('circle[r="7"]', { state: 'attached' })
      const space = await page.$eval('circle', (circle) => circle.namespaceURI)
      assert.equal(space, 'http://www.w3.org/2000/svg')
    },
  },
  VALUES: { shows: '6' },
  TITLE: {
    more: async (page) => assert.equal(await page.title(), 'Two <messages>'),
  },
  PONG: { more: (page, standIn) => nextEventSays(page, standIn, 1) },
  RECONNECT: {
    async more(_page, standIn) {
      const started = performance.now()
      await standIn.drop()
      await standIn.hear(JOIN)
      assert.deepEqual(await standIn.hear(JOIN), [0, 1, 'TOKEN', 'KEY', 1, ['W0yFcBQL'], '/'])
      assert.ok(performance.now() - started > 200, 'it came back too early')
    },
  },
  EFFECTS: {
    more: async (page) => {
      await page.waitForSelector('text="Saved <b>"')
      assert.equal(new URL(page.url()).search, '?page=2')
    },
  },
  REPLY: { more: (page, standIn) => nextEventSays(page, standIn, 2) },
  'UPDATE of an event whose work goes on': { clicks: ['#one'], waiting: 1, shows: '6' },
}

test('every other golden frame has its effect', async () => {
  const { url } = await servePages([{ page: `<p>5</p>${LINKS}`, events: 'click' }])
  const golden = serverGolden()
  assert.deepEqual(
    golden.map(({ name }) => name),
    Object.keys(effects),
  )
  const tab = await open(url, new StandIn())
  for (const { name, frame } of golden) {
    const { before = [HELLO, TEMPLATE], clicks = [], waiting = 0, ...effect } = effects[name]!
    const standIn = new StandIn(...before, ...(clicks.length > 0 ? [] : [frame]))
    await tab.show(url, standIn)
    await tab.connected()
    for (const click of clicks) await tab.page.click(click)
    assert.equal(await tab.page.locator('[aria-busy]').count(), clicks.length, name)
    if (clicks.length > 0) standIn.say(frame)
    standIn.say(...(effect.after ?? []))
    // Frames are applied in order, so what came before this one is done then.
    if (effect.shows) await tab.page.waitForSelector(`p:text-is("${effect.shows}")`)
    await tab.page.waitForFunction(
      (count) => document.querySelectorAll('[aria-busy]').length === count,
      waiting,
    )
    await effect.more?.(tab.page, standIn)
    if (effect.logs) assert.match(tab.errors.splice(0).join(), effect.logs, name)
    assertNoErrors(tab)
  }
})

/** Golden frames that only parts of the client say. */
const unsaid: Record<string, string> = {
  'EVENT that asks for a reply': 'hooks ask; see hooks.test.ts',
  'NAVIGATE to other parameters': 'links do; see navigation.test.ts',
  'NAVIGATE to another page': 'as above',
  'CALL of a handler': 'actions do; see handlers.test.ts',
  'CALL of a signal': 'see signals.test.ts',
  'CALL about files for a handler': 'file fields do; see uploads/handlers.test.ts',
  'CALL about files for a signal': 'as above; see uploads/signals.test.ts',
  'CALL that enters a room': 'pages with data-room do; see handlers-pages.test.ts',
}

test('the client says what the golden frames of a browser say', async () => {
  const golden = new Map(browserGolden().frames.map(({ name, frame }) => [name, frame]))
  const take = (name: string): BrowserFrame => {
    const frame = golden.get(name)
    assert.ok(frame, name)
    golden.delete(name)
    return frame
  }
  for (const name of Object.keys(unsaid)) take(name)
  const page = `<p>5</p><a id="plain" live-click="increment">1</a>
    <a id="ten" live-click='increment {"step":10}'>10</a>
    <form live-submit='save {"deep":{"n":null}}'>
      <input name="title" value="Ünï <b>"><input name="tags" value="a"><input name="tags" value="b">
      <button>Save</button>
    </form>
    <div live-view="2"><i id="remove" live-click='remove {"id":7}'>-</i><i id="clear" live-click="clear">0</i></div>`
  const { url } = await servePages([{ page, events: 'click submit' }])
  const title: ServerFrame = [5, 'a title']

  const standIn = new StandIn()
  const { page: tab, errors } = await open(url, standIn)
  assert.deepEqual(await standIn.hear(JOIN), take('JOIN'))
  standIn.say(HELLO)
  await tab.waitForSelector('html[live-connection=connected]')
  await tab.click('#plain')
  assert.deepEqual(await standIn.hear(EVENT), take('EVENT'))
  standIn.say([1, 1], title, title, title, [5, 'five frames'])
  await tab.waitForFunction(() => document.title === 'five frames')
  await tab.click('#ten')
  assert.deepEqual(await standIn.hear(EVENT), take('EVENT with arguments'))
  await tab.click('button')
  assert.deepEqual(await standIn.hear(EVENT), take('EVENT of a form'))
  standIn.say([5, 'six frames'])
  await tab.waitForFunction(() => document.title === 'six frames')
  await tab.click('#remove')
  assert.deepEqual(await standIn.hear(EVENT), take('EVENT of a view in the page'))
  await tab.click('#clear')
  const inView = take('EVENT of a view in the page, without arguments')
  assert.deepEqual(await standIn.hear(EVENT), inView)
  standIn.say([1, 2], [1, 3], TEMPLATE)
  await tab.evaluate(() => document.querySelector('p')!.remove())
  standIn.say(PATCH)
  assert.deepEqual(await standIn.hear(4), take('HEAL'))
  assert.deepEqual(errors, [])

  const other = new StandIn(HELLO, ...Array.from({ length: 8 }, () => title))
  await open(url, other)
  assert.deepEqual(await other.hear(ACK), take('ACK'))

  const known = ['k3J9sQ2a', 'b-7_Yt0P'].map((hash, i) => [i + 1, hash, '<b></b>', []])
  const third = new StandIn(HELLO, [3, ...known] as ServerFrame, title, [5, 'three frames'])
  const { page: thirdTab } = await open(url, third)
  await thirdTab.waitForFunction(() => document.title === 'three frames')
  await third.hear(JOIN)
  await third.drop()
  assert.deepEqual(await third.hear(JOIN), take('JOIN after a lost connection'))

  const silent = new StandIn(HELLO)
  const { page: silentTab } = await open(url, silent, true)
  await silentTab.waitForSelector('html[live-connection=connected]')
  await silentTab.clock.fastForward(26_000)
  assert.deepEqual(await silent.hear(3), take('PING'))
  assert.deepEqual([...golden.keys()], [])
})

test('the sample session is what a client says', async () => {
  const { url } = await serve((app) => app.live('/', SampleView))
  const standIn = new StandIn()
  const tab = await open(url, standIn)
  const token = await tab.page.getAttribute('[live-root]', 'live-root')
  for (const step of sessionGolden()) {
    if (step.from === 'server') standIn.say(step.frame)
    else if (step.from === 'network') await standIn.drop()
    else {
      const { frame } = step
      if (frame[0] === EVENT) {
        await tab.connected()
        await tab.page.click(frame[4] ? 'text="+10"' : 'text="+1"')
      }
      const heard = await standIn.hear(frame[0])
      const wanted: unknown[] = frame.map((item) => (item === 'TOKEN' ? token : item))
      assert.deepEqual(heard, wanted)
    }
  }
  assert.equal(await tab.page.textContent('h1'), 'Count: 12')
  assertNoErrors(tab)
})
