/** What the examples' tests share: a served gallery, a visit to one of its pages, a look at it. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Page } from 'playwright-core'
import { assertNoErrors, openTab, serveExample } from '../../test/browser/browser.ts'
import type { Served, Tab } from '../../test/browser/browser.ts'
import { addGallery } from './gallery.ts'
import { whoIs } from '../signals/people.ts'
import { galleryLayout } from './layout.ts'

const contrast = readFileSync(new URL('contrast.js', import.meta.url), 'utf8')
let served: Promise<Served> | undefined

/** Where the gallery stands: `BASE_PATH=/x/y` runs the examples' tests below a path. */
export const base: string = process.env['BASE_PATH'] ?? ''

/** An address of the gallery, as its routes have it, in full. */
export const absolute = (page: Page, address: string): string =>
  new URL(base + address, page.url()).href

/** The path that a page shows, as the gallery's routes have it. */
export const pathOf = (page: Page): string => new URL(page.url()).pathname.slice(base.length)

/** Opens a page of the gallery and waits until it is connected. */
export async function visit(path: string, context?: BrowserContext): Promise<Tab> {
  const { url } = await (served ??= serveExample(addGallery, {
    layout: galleryLayout,
    user: whoIs,
  }))
  const tab = await openTab(url + path, context)
  await tab.connected()
  return tab
}

/** Text is readable by day and by night, nothing is wider than a phone, and nothing was logged. */
export async function assertLooksRight(tab: Tab): Promise<void> {
  const { page } = tab
  const backdrops = new Set<string>()
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    backdrops.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor))
    assert.deepEqual(await page.evaluate(contrast), [], `contrast, ${colorScheme}`)
  }
  assert.equal(backdrops.size, 2, 'dark and light differ')
  for (const width of [320, 390, 1280]) {
    await page.setViewportSize({ width, height: 844 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(wide <= width, `the page is ${wide} wide in a window of ${width}`)
  }
  assert.equal(await page.locator('h1').count(), 1)
  assertNoErrors(tab)
}
