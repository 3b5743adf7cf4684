/** The page that a browser gets when there is none, or it failed, and the app has no page of its own. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { html, LiveView } from 'overwire'
import type { App } from 'overwire'
import { eventually } from '../eventually.ts'
import { newContext, openTab, serve, takeErrors } from './browser.ts'

const axe = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

class Broken extends LiveView {
  override mount(): void {
    throw new Error(`a long word: ${'x'.repeat(300)}`)
  }
  render() {
    return html`<p></p>`
  }
}

class Closed extends LiveView {
  static override permissionRequired = 'enter'
  render() {
    return html`<p></p>`
  }
}

const setUp = (app: App): unknown => app.live('/500', Broken).live('/403', Closed)
const options = {
  user: () => ({ id: 1, permissions: [] }) as never,
  logger: { info() {}, warn() {}, error() {} },
}
const secret = 'a secret for the tests of this'

test('the standard error page is readable in both colour schemes, for developers and visitors', async () => {
  const dev = await serve((app) => void setUp(app), options)
  const live = await serve((app) => void setUp(app), { ...options, development: false, secret })
  const backgrounds = new Set<unknown>()
  for (const colorScheme of ['light', 'dark'] as const) {
    const context = await newContext({ colorScheme, viewport: { width: 390, height: 844 } })
    for (const { url } of [dev, live]) {
      for (const status of [404, 403, 500]) {
        const tab = await openTab(`${url}/${status}`, context)
        await takeErrors(tab, new RegExp(String(status)))
        const { page } = tab
        const told = `${status} ${colorScheme} ${url === dev.url ? 'in development' : 'in production'}`
        assert.equal(await page.textContent('.status'), String(status))
        assert.equal(await page.locator('pre').count(), url === dev.url ? 1 : 0, told)
        assert.equal(
          await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
          false,
          told,
        )
        backgrounds.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'))
        await page.evaluate(axe)
        const found = (await page.evaluate('axe.run()')) as {
          violations: { id: string; nodes: { html: string }[] }[]
          passes: { id: string }[]
        }
        const wrong = found.violations.map(({ id, nodes }) => [id, ...nodes.map((one) => one.html)])
        assert.deepEqual(wrong, [], told)
        assert.ok(
          found.passes.some(({ id }) => id === 'color-contrast'),
          told,
        )
        await page.close()
      }
    }
  }
  assert.equal(backgrounds.size, 2)
})

test('a policy without inline styles lets the style of the standard error page in, on a phone and in the dark', async () => {
  const policies = ["default-src 'none'; style-src 'self'", "default-src 'self'"]
  const backgrounds = new Set<unknown>()
  for (const policy of policies) {
    const { url } = await serve((app) => void setUp(app), {
      ...options,
      headers: { 'content-security-policy': policy },
    })
    for (const colorScheme of ['light', 'dark'] as const) {
      const context = await newContext({ colorScheme, viewport: { width: 390, height: 844 } })
      for (const status of [404, 500]) {
        const tab = await openTab(`${url}/${status}`, context)
        const { page } = tab
        const told = `${status} ${colorScheme} ${policy}`
        const isStatus = (error: string): boolean => error.includes(`a status of ${status}`)
        await eventually(() => tab.errors.some(isStatus), 'the status is logged')
        assert.deepEqual(
          tab.errors.filter((error) => !isStatus(error)),
          [],
          told,
        )
        assert.equal(
          await page.evaluate('document.documentElement.scrollWidth > innerWidth'),
          false,
          told,
        )
        backgrounds.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'))
        await page.close()
      }
    }
  }
  assert.deepEqual(backgrounds, new Set(['rgb(251, 251, 252)', 'rgb(21, 24, 28)']))
})
