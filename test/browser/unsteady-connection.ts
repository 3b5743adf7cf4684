/** Pages whose connection a test has in its hands. */
import type { BrowserContext, WebSocketRoute } from 'playwright-core'

/** A connection that a test can hold up or cut, to see what the page shows meanwhile. */
export async function unsteadyConnection(context: BrowserContext) {
  const held: (() => void)[] = []
  const open = new Set<{ browser: WebSocketRoute; server: WebSocketRoute }>()
  let state: 'steady' | 'held' | 'cut' = 'steady'
  await context.routeWebSocket(/\/_overwire\//, (browser) => {
    if (state === 'cut') return void browser.close({ code: 1012 })
    const server = browser.connectToServer()
    open.add({ browser, server })
    server.onMessage((message) => {
      if (state === 'held') held.push(() => browser.send(message))
      else browser.send(message)
    })
  })
  return {
    hold: () => void (state = 'held'),
    async cut() {
      state = 'cut'
      for (const { browser, server } of open) {
        await server.close({ code: 3000 })
        await browser.close({ code: 1012 })
      }
      open.clear()
    },
    mend() {
      state = 'steady'
      for (const send of held.splice(0)) send()
    },
  }
}
