/** Chromium and Firefox through puppeteer-core: the one by its own protocol, the other by WebDriver BiDi. */
import { launch } from 'puppeteer-core'
import type { BrowserContext, LaunchOptions, Page } from 'puppeteer-core'
import { chromiumFlags, chromiumPath } from '../../scripts/chromium-flags.mjs'
import { pageCode } from './driver.ts'
import type { Engine, EnginePage, Key } from './driver.ts'

/** Starts the Chromium of all tests; `CHROMIUM` names another executable. */
export function openChromium(): Promise<Engine> {
  const executablePath = chromiumPath
  return open('Chromium', { browser: 'chrome', executablePath, args: chromiumFlags })
}

/** Starts the installed Firefox; `FIREFOX` names another executable. */
export function openFirefox(): Promise<Engine> {
  const executablePath = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr'
  // Else each tab starts a process for the next one, a quarter of what the suite costs.
  const extraPrefsFirefox = { 'dom.ipc.processPrelaunch.enabled': false }
  return open('Firefox', { browser: 'firefox', executablePath, extraPrefsFirefox })
}

async function open(name: string, options: LaunchOptions): Promise<Engine> {
  const browser = await launch({ ...options, headless: true })
  let context: BrowserContext | undefined
  return {
    name,
    async open() {
      context ??= await browser.createBrowserContext()
      return tab(await context.newPage())
    },
    async forget() {
      await context?.close()
      context = undefined
    },
    close: () => browser.close(),
  }
}

function tab(page: Page): EnginePage {
  return {
    goto: async (url) => void (await page.goto(url)),
    click: (selector) => page.click(selector),
    doubleClick: (selector) => page.click(selector, { count: 2 }),
    type: (text) => page.keyboard.type(text),
    press: (key: Key) => page.keyboard.press(key),
    choose: async (select, value) => void (await page.select(select, value)),
    // Within a page the engine's own command waits for a load that never comes.
    back: () => page.evaluate(() => void setTimeout(() => history.back())),
    forward: () => page.evaluate(() => void setTimeout(() => history.forward())),
    reload: async () => void (await page.reload()),
    evaluate: <T>(run: Function, ...args: unknown[]) =>
      page.evaluate(pageCode(run, args)) as Promise<T>,
    close: () => page.close(),
  }
}
