/** What happens to events whose outcome is not known, or that are too big to be sent. */
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { createApp, event, html, js, LiveView } from 'overwire'
import { liveviewHandler, liveviewRegistry } from 'overwire/handlers'
import { disconnectSignals, signal } from 'overwire/signals'
import type { App } from 'overwire'
import { listen } from 'overwire/node'
import type { Listening } from 'overwire/node'
import { assertNoErrors, javascript, openTab, serve, takeErrors } from './browser.ts'
import type { Tab } from './browser.ts'

beforeEach(() => {
  disconnectSignals()
  liveviewRegistry.clear()
})

const script = `
  import { callSignal, defineHooks } from '/_overwire/api.js'
  const settled = (name, answer) =>
    answer.then(() => name + ' ok', ({ code }) => name + ' ' + code)
      .then((text) => { document.body.dataset.settled = (document.body.dataset.settled ?? '') + text + ';' })
  addEventListener('live:error', ({ detail }) => {
    document.body.dataset.errors = (document.body.dataset.errors ?? '') + detail.code + ';'
  })
  window.callSignal = (name, args) => settled('call', callSignal(name, args))
  defineHooks({
    Pusher: {
      mounted() {
        this.el.addEventListener('click', () => settled('push', this.pushEvent('hang', { by: window.hookText ?? 'hook' })))
        this.el.dataset.mounted = 'yes'
      },
    },
  })
`

const forever = new Promise<never>(() => undefined)
/** Whether events, handlers and signals of the server at hand are ever answered. */
let hangs = true

class Page extends LiveView {
  done: string[] = []
  @event async hang({ by }: { by: string }) {
    if (hangs) await forever
    this.done = [...this.done, by]
  }
  render() {
    const optimistic = js()
      .optimistic((now) => now.addClass('chosen').setAttr('title', 'chosen'))
      .push(this.hang, { by: 'command' })
    return html`
      <button id="command" title="free" @click=${optimistic} live-loading="dim">Command</button>
      <form id="form" @submit=${this.hang}><input name="by" value="form">
        <button live-disable-with="Saving…">Save</button></form>
      <button id="hook" live-hook="Pusher">Hook</button>
      <div data-controller="page">
        <form id="handled" data-action="submit->page#run" data-liveview-function="hang">
          <textarea name="text">one</textarea><button>Send</button></form>
      </div>
      <p>${this.done.join(' ')}</p>
    `
  }
}

const seen: string[] = []

function setUp(app: App): App {
  liveviewRegistry.clear()
  disconnectSignals()
  seen.length = 0
  liveviewHandler('hang', async (_consumer, { form }) => {
    if (hangs) await forever
    seen.push(`handler ${String(form['text']).length}`)
  })
  signal(
    {
      path: 'server.hang',
      isAllowedTo: async () => {
        if (hangs) await forever
        return true
      },
    },
    (_info, { text }) => void seen.push(`signal ${String(text).length}`),
  )
  app.http('/page.js', javascript(script))
  return app.live('/', Page)
}

const logger = { info: () => {}, warn: () => {}, error: () => {} }
const secret = 'the same in all processes'

async function start(port: number): Promise<Listening> {
  const app = createApp({ secret, logger, development: true, scripts: ['/page.js'] })
  const server = await listen(setUp(app), { port })
  after(() => server.close())
  return server
}

const ready = async (tab: Tab): Promise<void> => {
  await tab.connected()
  await tab.page.waitForSelector('html[data-liveview-ready]')
  await tab.page.waitForSelector('#hook[data-mounted]')
}

const settled = (tab: Tab, count: number): Promise<string> =>
  tab.page
    .waitForFunction((count) => {
      const { settled = '' } = document.body.dataset
      return settled.split(';').length > count && settled
    }, count)
    .then((found) => found.jsonValue() as Promise<string>)

/** Resolves when so many events and calls have left the browser. */
async function sent(tab: Tab, count: number): Promise<void> {
  const limit = Date.now() + 10_000
  const left = (): number => tab.frames.filter((frame) => /^> \[(1|6),/.test(frame)).length
  while (left() < count) {
    assert.ok(Date.now() < limit, `${left()} of ${count} events were sent`)
    await tab.page.evaluate(() => new Promise(requestAnimationFrame))
  }
}

test('a server that lost the view: what was on its way is refused, undone and released; what waited is sent', async () => {
  hangs = true
  const first = await start(0)
  const tab = await openTab(first.url)
  const { page } = tab
  await ready(tab)
  await page.click('#command')
  await page.click('#form button')
  await page.click('#hook')
  await page.click('#handled button')
  await page.evaluate("void window.callSignal('server.hang', { text: 'one' })")
  await page.waitForSelector('#command.chosen[title=chosen][aria-busy].dim')
  await page.waitForSelector('#form button:disabled')
  await page.waitForSelector('#handled[aria-busy]')
  await sent(tab, 5)
  await first.close()
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.click('#hook')
  assert.equal(await page.textContent('p'), '')
  hangs = false
  await start(first.port)
  // The click without a connection was never sent: it counts.
  await page.waitForSelector('p:text-is("hook")')
  assert.deepEqual((await settled(tab, 3)).split(';').sort(), [
    '',
    'call E_OUTCOME',
    'push E_OUTCOME',
    'push ok',
  ])
  assert.equal(await page.getAttribute('body', 'data-errors'), 'E_OUTCOME;'.repeat(5))
  assert.equal(await page.getAttribute('#command', 'title'), 'free')
  assert.equal(await page.getAttribute('#command', 'class'), '')
  assert.equal(await page.$('[aria-busy]'), null)
  assert.equal(await page.isEnabled('#form button'), true)
  assert.deepEqual(seen, [])
  // All of them work again.
  await page.click('#command')
  await page.click('#form button')
  await page.waitForSelector('p:text-is("hook command form")')
  await page.waitForSelector('#command.chosen')
  await page.click('#handled button')
  await page.evaluate("void window.callSignal('server.hang', { text: 'four' })")
  assert.match(await settled(tab, 4), /call ok;$/)
})

test('a proxy that closes because of a size: what was on its way is refused once, and nothing is sent again', async () => {
  hangs = true
  const served = await serve((app) => void setUp(app), {
    scripts: ['/page.js'],
    development: false,
  })
  const tab = await openTab('about:blank')
  const { page } = tab
  const big: string[] = []
  await page.routeWebSocket(/_overwire/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (String(message).length < 50_000) return server.send(message)
      big.push(String(message).slice(0, 6))
      void socket.close({ code: 1009 })
    })
  })
  await page.goto(served.url)
  await ready(tab)
  await page.click('#command')
  await page.evaluate("void window.callSignal('server.hang', { text: 'one' })")
  await page.fill('textarea', 'x'.repeat(60_000))
  await page.click('#handled button')
  await page.waitForSelector(`body[data-errors="${'E_EVENT_TOO_BIG;'.repeat(3)}"]`)
  assert.equal(await settled(tab, 1), 'call E_EVENT_TOO_BIG;')
  await tab.connected()
  assert.equal(await page.$('[aria-busy]'), null)
  assert.equal(await page.getAttribute('#command', 'class'), '')
  assert.equal((await page.inputValue('textarea')).length, 60_000)
  // Later events go on, and come after anything that was sent again.
  await page.fill('textarea', 'x')
  hangs = false
  await page.click('#handled button')
  await page.waitForFunction(() => document.querySelector('[aria-busy]') === null)
  assert.deepEqual(seen, ['handler 1'])
  assert.deepEqual(big.length, 1)
  await takeErrors(tab)
})

test('handlers and signals take what limits.eventBytes allows, and refuse more by name', async () => {
  hangs = false
  const served = await serve((app) => void setUp(app), {
    scripts: ['/page.js'],
    development: false,
    limits: { eventBytes: 200_000 },
  })
  const tab = await openTab(served.url)
  const { page } = tab
  await ready(tab)
  await page.fill('textarea', 'ä'.repeat(70_000))
  await page.click('#handled button')
  await page.waitForFunction(() => document.querySelector('[aria-busy]') === null)
  await page.evaluate("void window.callSignal('server.hang', { text: 'ä'.repeat(70000) })")
  assert.equal(await settled(tab, 1), 'call ok;')
  assertNoErrors(tab)
  await page.fill('textarea', 'ä'.repeat(110_000))
  await page.click('#handled button')
  await page.waitForSelector('body[data-errors="E_EVENT_TOO_BIG;"]')
  assert.equal(await page.$('[aria-busy]'), null)
  assert.equal((await page.inputValue('textarea')).length, 110_000)
  await page.evaluate("void window.callSignal('server.hang', { text: 'ä'.repeat(110000) })")
  assert.equal(await settled(tab, 2), 'call ok;call E_EVENT_TOO_BIG;')
  await page.evaluate("window.hookText = 'ä'.repeat(110000)")
  await page.click('#hook')
  assert.equal(await settled(tab, 3), 'call ok;call E_EVENT_TOO_BIG;push E_EVENT_TOO_BIG;')
  await takeErrors(tab, /E_EVENT_TOO_BIG\] 220\d+ bytes are over 200000/)
  await page.fill('textarea', 'last')
  await page.click('#handled button')
  await page.waitForFunction(() => document.querySelector('[aria-busy]') === null)
  assert.deepEqual(seen, ['handler 70000', 'signal 70000', 'handler 4'])
})
