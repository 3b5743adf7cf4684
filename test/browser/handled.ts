/** Pages whose handler `take` keeps what the browser sends, for tests of handlers in a real browser. */
import { html, LiveView, raw } from 'overwire'
import { liveviewHandler, liveviewRegistry } from 'overwire/handlers'
import type { AppOptions } from 'overwire'
import type { Content } from 'overwire/handlers'
import { openTab, serve } from './browser.ts'
import type { Served, Tab } from './browser.ts'
import { eventually } from '../eventually.ts'

export interface Handled extends Tab {
  served: Served
  /** All calls of `take` so far. */
  calls: Content[]
  /** The next call of `take`. */
  next(): Promise<Content>
}

/** How a page is opened. */
export interface HandledOptions extends AppOptions {
  /** The markup is what a LiveView renders. Default false: a page without a class. */
  live?: boolean
  /** Is told of the server before the page is opened. */
  opened?: (served: Served) => void
}

/** The page before: what is sent to everybody must not reach it any more. */
let before: Tab | undefined

/** Opens a page with this markup, once it is connected. */
export async function openHandled(
  markup: string,
  { live = false, opened, ...options }: HandledOptions = {},
): Promise<Handled> {
  await before?.page.close()
  const calls: Content[] = []
  let at = 0
  liveviewRegistry.unregister('take')
  liveviewHandler('take', (_consumer, content) => {
    calls.push(content)
  })
  class View extends LiveView {
    render() {
      return html`<div>${raw(markup)}</div>`
    }
  }
  const served = await serve((app) => {
    if (live) app.live('/', View)
    else app.page('/', () => raw(markup))
  }, options)
  opened?.(served)
  const tab = await openTab(served.url)
  before = tab
  await tab.connected()
  await tab.page.waitForSelector('html[data-liveview-ready]')
  return {
    ...tab,
    served,
    calls,
    async next() {
      await eventually(() => calls.length > at, undefined, { state: () => calls })
      return calls[at++]!
    },
  }
}
