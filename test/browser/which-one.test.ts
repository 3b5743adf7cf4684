/** docs/guide/which-one.md: the same feature as a live view, a handler and a signal works as it stands there. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { after, test } from 'node:test'
import type { LiveView } from 'overwire'
import { assertNoErrors, openTab, serve } from './browser.ts'

const folder = new URL('../output/which-one/', import.meta.url)
after(() => rmSync(folder, { recursive: true, force: true }))

interface Page {
  page: () => never
  Likes: new () => LiveView
}

async function written(): Promise<{ view: Page; handler: Page; signal: Page }> {
  mkdirSync(folder, { recursive: true })
  const guide = readFileSync('docs/guide/which-one.md', 'utf8')
  for (const [, name, code] of guide.matchAll(/^```ts\n\/\/ ([a-z-]+\.ts)\n([\s\S]*?)^```$/gm)) {
    writeFileSync(new URL(name!, folder), code!)
  }
  const load = (name: string): Promise<Page> =>
    import(new URL(`likes-${name}.ts`, folder).href) as Promise<Page>
  return { view: await load('view'), handler: await load('handler'), signal: await load('signal') }
}

test('likes are counted in all windows, whichever way they are written', async () => {
  const { view, handler, signal } = await written()
  const { url } = await serve((app) => {
    app.live('/view', view.Likes)
    app.page('/handler', handler.page)
    app.page('/signal', signal.page)
  })
  let likes = 0
  for (const path of ['/view', '/handler', '/signal']) {
    const one = await openTab(url + path)
    const two = await openTab(url + path)
    for (const tab of [one, two]) await tab.connected()
    await one.page.click('button')
    likes++
    for (const { page } of [one, two]) await page.waitForSelector(`output:text-is("${likes}")`)
    for (const tab of [one, two]) {
      assertNoErrors(tab)
      await tab.page.close()
    }
  }
})
