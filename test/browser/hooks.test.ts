/** The part `hooks`: code of the page's own that lives with its elements. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { each, event, html, LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'
import type { Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

const script = `
  import { defineHooks, Hook } from '/_overwire/api.js'
  const log = (...words) => {
    globalThis.said = [...(globalThis.said ?? []), words.join(' ')]
  }
  globalThis.said = []
  class Row extends Hook {
    count = 0
    mounted() { log('mounted', this.el.id) }
    beforeUpdate() { log('before', this.el.id, this.el.title) }
    updated() { log('updated', this.el.id, this.el.title, ++this.count) }
    destroyed() { log('destroyed', this.el.id) }
    disconnected() { log('disconnected', this.el.id) }
    reconnected() { log('reconnected', this.el.id) }
  }
  defineHooks({
    Row,
    Broken: { mounted() { throw new Error('broken hook') } },
    AsyncBroken: { async mounted() { throw new Error('broken later') } },
    Chart: {
      mounted() {
        this.el.textContent = this.values.points.join('-') + ' ' + this.values.name
        this.drawn = 1
        this.handleEvent('zoom', ({ by }) => { this.el.textContent += ' zoomed ' + by })
        this.el.addEventListener('click', async () => {
          try {
            const reply = await this.pushEvent('sum', { of: this.values.points })
            this.el.textContent += ' = ' + reply.sum
          } catch ({ code }) {
            this.el.textContent += ' ' + code
          }
        })
      },
      updated() { this.js((js) => js.addClass('drawn-' + ++this.drawn)) },
    },
  })
`

class Page extends LiveView {
  static opened: Page[] = []
  rows = ['a', 'b']
  title = 'one'
  late = false
  points = [1, 2]
  mount() {
    Page.opened.push(this)
  }
  @event sum({ of }: { of: number[] }) {
    if (of.length > 2) throw new Error('too many')
    return { sum: of.reduce((a, b) => a + b, 0) }
  }
  @event retitle() {
    this.title = 'two'
  }
  @event swap() {
    this.rows = ['b', 'c', 'a']
  }
  @event remove() {
    this.rows = ['b']
  }
  @event showLate() {
    this.late = true
  }
  @event zoom() {
    this.pushEvent('zoom', { by: 2 })
  }
  @event more() {
    this.points = [1, 2, 3]
  }
  render() {
    const row = (id: string) =>
      html`<li id=${id} live-hook="Row" title=${id === 'a' ? this.title : 'other'}>${id}</li>`
    return html`
      <ul>${each(this.rows, (id) => id, row)}</ul>
      <p id="chart" live-hook="Chart" live-ignore live-value-name="sales" live-value-points=${JSON.stringify(this.points)}></p>
      ${this.late && html`<p id="late" live-hook="Missing"></p><p live-hook="Broken"></p><p live-hook="AsyncBroken"></p>`}
      <button id="retitle" @click=${this.retitle}>t</button>
      <button id="swap" @click=${this.swap}>s</button>
      <button id="remove" @click=${this.remove}>r</button>
      <button id="show" @click=${this.showLate}>l</button>
      <button id="zoom" @click=${this.zoom}>z</button>
      <button id="more" @click=${this.more}>m</button>
    `
  }
}

async function open() {
  const served = await serve(
    (app) => {
      app.live('/', Page)
      const headers = { 'content-type': 'text/javascript' }
      app.http('/app.js', () => new Response(script, { headers }))
    },
    { scripts: ['/app.js'] },
  )
  const tab = await openTab(served.url)
  await tab.connected()
  return { tab, served }
}

/** Waits until the hooks have said this many things, and takes them. */
async function said(tab: Tab, count: number): Promise<string[]> {
  const handle = await tab.page.waitForFunction((n) => {
    const page = globalThis as unknown as { said?: string[] }
    if ((page.said?.length ?? 0) < n) return null
    const words = page.said
    page.said = []
    return words
  }, count)
  return (await handle.jsonValue())!
}

test('hooks are told when their element comes, changes, moves and goes [B137]', async () => {
  const { tab } = await open()
  const { page } = tab
  assert.deepEqual(await said(tab, 2), ['mounted a', 'mounted b'])
  await page.click('#retitle')
  assert.deepEqual(await said(tab, 2), ['before a one', 'updated a two 1'])
  await page.click('#swap')
  assert.deepEqual(await said(tab, 1), ['mounted c'])
  await page.click('#remove')
  assert.deepEqual((await said(tab, 2)).sort(), ['destroyed a', 'destroyed c'])
  assertNoErrors(tab)
})

test('hooks are told when the connection is lost and back [B137]', async () => {
  const { tab } = await open()
  await said(tab, 2)
  await tab.page.evaluate(() => {
    dispatchEvent(new PageTransitionEvent('pagehide'))
  })
  assert.deepEqual(await said(tab, 4), [
    'disconnected a',
    'disconnected b',
    'reconnected a',
    'reconnected b',
  ])
})

test('values are read as JSON and current; events have replies, and refusals [B138]', async () => {
  const { tab } = await open()
  const { page } = tab
  await page.waitForSelector('#chart:has-text("1-2 sales")')
  await page.click('#chart')
  await page.waitForSelector('#chart:has-text("= 3")')
  await page.click('#more')
  await page.waitForSelector('#chart.drawn-2')
  await page.click('#chart')
  await page.waitForSelector('#chart:has-text("E_HANDLER")')
  assert.match(tab.errors.join(), /E_HANDLER/)
})

test('events of views reach hooks, and bubble to the window from one place [B84, B143]', async () => {
  const { tab } = await open()
  const { page } = tab
  await page.waitForSelector('#chart:has-text("sales")')
  await page.evaluate(() => {
    addEventListener('live:event', (event) => {
      document.title = JSON.stringify((event as CustomEvent).detail)
    })
  })
  await page.click('#zoom')
  await page.waitForSelector('#chart:has-text("zoomed 2")')
  assert.equal(await page.title(), '{"name":"zoom","payload":{"by":2}}')
  assertNoErrors(tab)
})

test('a hook that is not defined or fails is told, and stops no other [B137]', async () => {
  const { tab } = await open()
  const { page } = tab
  await page.click('#show')
  await page.waitForSelector('#late', { state: 'attached' })
  await eventually(() => tab.errors.length >= 3, undefined, { state: () => tab.errors })
  const errors = tab.errors.join('\n')
  assert.match(errors, /E_HOOK\] No hook is called "Missing". Expected one of: Row, Broken/)
  assert.match(errors, /mounted of the hook Broken failed.*broken hook/)
  assert.match(errors, /mounted of the hook AsyncBroken failed.*broken later/)
  // Defined late, it is there at once.
  await page.evaluate(() => {
    const page = globalThis as unknown as { overwire: { hooks: Record<string, object> } }
    page.overwire.hooks['Missing'] = {
      mounted(this: { el: Element }) {
        this.el.textContent = 'found'
      },
    }
    document.dispatchEvent(new Event('live:defined'))
  })
  await page.waitForSelector('#late:has-text("found")')
})

test('the page’s own scripts are served without a version, and may change', async () => {
  const { served } = await open()
  const api = await fetch(`${served.url}/_overwire/api.js`)
  assert.equal(api.headers.get('cache-control'), 'no-cache')
  const core = await fetch(`${served.url}/_overwire/client.js?v=1`)
  assert.match(core.headers.get('cache-control')!, /immutable/)
})
