/** Attributes whose part is loaded when they first come, on the root element of a block that comes later. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { component, each, event, html, js, LiveComponent, LiveView, stream } from 'overwire'
import type { Layout } from 'overwire'
import { eventually } from '../eventually.ts'
import { assertNoErrors, javascript, openTab, partStarted, serve, showsOnce } from './browser.ts'
import type { Tab } from './browser.ts'

const script = `
  import { defineHooks } from '/_overwire/api.js'
  globalThis.said = []
  defineHooks({
    Seen: {
      mounted() { globalThis.said.push('mounted ' + this.el.id); this.el.textContent = 'hooked' },
      destroyed() { globalThis.said.push('destroyed ' + this.el.id) },
    },
  })
`

const pieces: Record<string, () => ReturnType<typeof html>> = {
  hook: () => html`<p id="it" live-hook="Seen" live-ignore></p>`,
  dialog: () => html`<dialog id="it" live-dialog="open"><button>in</button></dialog>`,
  trap: () => html`<div id="it" live-focus-trap><button id="first">in</button></div>`,
  scroll: () => html`<p id="it" live-scroll-into-view>there</p>`,
  leave: () => html`<p id="it" live-leave="fade">goes</p>`,
  away: () => html`<p id="it" @click-away=${js().addClass('away', { to: 'body' })}>menu</p>`,
  shortcut: () => html`<p id="it" live-shortcut="F8:pressed">keys</p>`,
}

class InBox extends LiveComponent<{ piece: string }> {
  override render() {
    return pieces[this.props.piece]!()
  }
}

class Page extends LiveView {
  piece = ''
  how = ''
  pressedKeys = 0
  rows = stream<{ id: string }>()
  @event show({ piece, how }: { piece: string; how: string }) {
    this.piece = piece
    this.how = how
    if (how === 'stream') this.rows.insert({ id: piece })
  }
  @event hide() {
    this.piece = ''
  }
  @event pressed() {
    this.pressedKeys++
  }
  override render() {
    const { piece, how } = this
    const isHere = (where: string): boolean => piece !== '' && how === where
    return html`
      <style>
        @keyframes fade {
          to {
            opacity: 0;
          }
        }
        .fade {
          animation: fade 60s;
        }
        p {
          margin: 0;
        }
      </style>
      <div style="height: 3000px"></div>
      <main>${isHere('slot') && pieces[piece]!()}</main>
      ${isHere('component') && component(InBox, { id: piece, piece })}
      ${each(
        isHere('list') ? [piece] : [],
        (id) => id,
        (id) => pieces[id]!(),
      )}
      ${each(this.rows, ({ id }) => pieces[id]!())}
      <output>${this.pressedKeys}</output>
      <button id="show" @click=${this.show}>show</button><button id="hide" @click=${this.hide}>hide</button>
    `
  }
}

const layout: Layout = ({ title, content, script: scripts }) => html`
  <!doctype html>
  <html lang="en">
    <head><title>${title}</title>${scripts}</head>
    <body><p id="side" live-hook="Seen" live-ignore></p>${content}</body>
  </html>
`

class Other extends LiveView {
  override render() {
    return html`<h1>Other</h1><a href="/" live-navigate>back</a>`
  }
}

class WithLink extends LiveView {
  override render() {
    return html`<h1>First</h1><a href="/other" live-navigate>other</a>`
  }
}

const page = async (): Promise<Tab> => {
  const { url } = await serve((app) => app.live('/', Page).get('/app.js', javascript(script)), {
    scripts: ['/app.js'],
  })
  const tab = await openTab(url)
  await tab.connected()
  return tab
}

const checks: Record<string, (tab: Tab) => Promise<unknown>> = {
  hook: ({ page }) => page.waitForSelector('#it:text-is("hooked")'),
  dialog: ({ page }) => page.waitForSelector('dialog#it:modal'),
  trap: ({ page }) => page.waitForSelector('#first:focus'),
  scroll: ({ page }) => page.waitForFunction(() => scrollY > 1000),
  leave: async ({ page }) => {
    await partStarted(page, 'display')
    await showsOnce(page, '#it[live-leaving].fade', () =>
      page.evaluate(() => document.querySelector<HTMLElement>('#hide')!.click()),
    )
  },
  away: async ({ page }) => {
    await acted(page, () => page.click('output'), 'body.away')
  },
  shortcut: async ({ page }) => {
    await acted(page, () => page.keyboard.press('F8'), 'output:not(:text-is("0"))')
  },
}

/** Does it until something shows it: what is done before the part is there has no effect. */
function acted(page: Tab['page'], act: () => Promise<void>, selector: string): Promise<number> {
  return eventually(async () => {
    await act()
    return page.locator(selector).count()
  }, `${selector} is there`)
}

for (const how of ['slot', 'component', 'list', 'stream']) {
  test(`what a later block's root asks for is done although its part comes after it: in a ${how}`, async () => {
    const failed: string[] = []
    for (const [piece, check] of Object.entries(checks)) {
      // The event is the component's own; rows of the stream stay.
      if (piece === 'shortcut' && how === 'component') continue
      if (piece === 'leave' && how === 'stream') continue
      const tab = await page()
      tab.page.setDefaultTimeout(20_000)
      await tab.page.evaluate(
        ([piece, how]) => {
          const button = document.querySelector<HTMLElement>('#show')!
          button.setAttribute('live-value-piece', piece!)
          button.setAttribute('live-value-how', how!)
          button.click()
        },
        [piece, how],
      )
      await tab.page.waitForSelector('#it', { state: 'attached' })
      await check(tab).catch((error: Error) => failed.push(`${piece}: ${error.message}`))
      assertNoErrors(tab)
      await tab.page.close()
    }
    assert.deepEqual(failed, [])
  })
}

test('hooks in the layout are mounted once and kept across visits', async () => {
  const { url } = await serve(
    (app) => app.live('/', WithLink).live('/other', Other).get('/app.js', javascript(script)),
    { scripts: ['/app.js'], layout },
  )
  const tab = await openTab(url)
  await tab.connected()
  await tab.page.waitForSelector('#side:text-is("hooked")')
  await tab.page.click('a')
  await tab.page.waitForSelector('h1:text-is("Other")')
  await tab.page.click('a')
  await tab.page.waitForSelector('h1:text-is("First")')
  const said = await tab.page.evaluate(() => (globalThis as unknown as { said: string[] }).said)
  assert.deepEqual(said, ['mounted side'])
  assertNoErrors(tab)
})
