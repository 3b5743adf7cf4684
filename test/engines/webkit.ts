/**
 * WebKitGTK's MiniBrowser through its WebDriver, spoken with fetch (https://www.w3.org/TR/webdriver2/). One
 * session for all; a tab for each page.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { eventually } from '../eventually.ts'
import { pageCode } from './driver.ts'
import type { Engine, EnginePage, Key } from './driver.ts'
import { freePort } from '../free-port.ts'

/** WebDriver's codes of keys that have no letter. */
const codes: Record<Key, string> = {
  ArrowDown: '\uE015',
  ArrowLeft: '\uE012',
  ArrowRight: '\uE014',
  ArrowUp: '\uE013',
  Backspace: '\uE003',
  Delete: '\uE017',
  End: '\uE010',
  Enter: '\uE007',
  Escape: '\uE00C',
  Home: '\uE011',
  Space: ' ',
  Tab: '\uE004',
}

/** The key under which WebDriver puts an element's id. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'

type Call = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>

/** Starts the installed WebKit; `MINIBROWSER` names another executable. */
export async function openWebKit(): Promise<Engine> {
  const port = await freePort()
  const stop = startDriver(port)
  const base = `http://127.0.0.1:${port}`
  const browserOptions = { binary: findMiniBrowser(), args: ['--automation'] }
  await eventually(
    () =>
      fetch(`${base}/status`).then(
        () => true,
        () => false,
      ),
    'WebKitWebDriver answers',
  )
  const { sessionId } = await caller(base)<{ sessionId: string }>('POST', '/session', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': browserOptions } },
  })
  const call = caller(`${base}/session/${sessionId}`)
  const first = await call<string>('GET', '/window')
  let shown = first
  const show = async (handle: string) => {
    if (shown !== handle) await call('POST', '/window', { handle })
    shown = handle
  }
  return {
    name: 'WebKit',
    async open() {
      await show(first)
      const { handle } = await call<{ handle: string }>('POST', '/window/new', { type: 'window' })
      const within: Call = async (method, path, body) => {
        await show(handle)
        return call(method, path, body)
      }
      return tab(within)
    },
    async forget() {
      await show(first)
      // Cookies are those of the current page's host, in all its ports.
      await call('POST', '/url', { url: `${base}/status` })
      await call('DELETE', '/cookie')
    },
    async close() {
      await caller(base)('DELETE', `/session/${sessionId}`).catch(() => undefined)
      stop()
    },
  }
}

function tab(call: Call): EnginePage {
  const element = async (selector: string): Promise<string> => {
    const query = { using: 'css selector', value: selector }
    return (await call<Record<string, string>>('POST', '/element', query))[ELEMENT]!
  }
  const click = async (selector: string): Promise<void> =>
    call('POST', `/element/${await element(selector)}/click`, {})
  const keys = (values: string[]): Promise<void> => {
    const actions = values.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ])
    return call('POST', '/actions', { actions: [{ type: 'key', id: 'keys', actions }] })
  }
  return {
    goto: (url) => call('POST', '/url', { url }),
    click,
    // Two presses in one list of actions end WebKit's driver.
    async doubleClick(selector) {
      await click(selector)
      await click(selector)
    },
    type: (text) => keys(Array.from(text)),
    press: (key) => keys([codes[key]]),
    choose: (select, value) => click(`${select} option[value="${value}"]`),
    back: () => call('POST', '/back', {}),
    forward: () => call('POST', '/forward', {}),
    reload: () => call('POST', '/refresh', {}),
    evaluate: async <T>(run: Function, ...args: unknown[]) => {
      const script = `return ${pageCode(run, args)}`
      return call<T>('POST', '/execute/sync', { script, args: [] })
    },
    close: () => call('DELETE', '/window'),
  }
}

function caller(base: string): Call {
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    })
    const { value } = (await response.json()) as { value: T & { error?: string; message?: string } }
    if (!response.ok) throw new Error(`WebKit, ${method} ${path}: ${value.error}, ${value.message}`)
    return value
  }
}

/**
 * The driver in a display of its own. A shell keeps both as a group of processes, and ends the group when
 * its input does: also when this process is killed.
 */
function startDriver(port: number): () => void {
  // The sandbox does not start as root; the pages are the tests' own.
  const env = { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }
  const keep = `xvfb-run -a WebKitWebDriver --port=${port} & cat; kill 0`
  const options = { env, detached: true } as const
  const child = spawn('sh', ['-c', keep], { ...options, stdio: ['pipe', 'ignore', 'ignore'] })
  return () => child.stdin.end()
}

function findMiniBrowser(): string {
  const given = process.env['MINIBROWSER']
  if (given) return given
  const found = readdirSync('/usr/lib')
    .flatMap((triplet) =>
      ['4.1', '4.0'].map((api) => `/usr/lib/${triplet}/webkit2gtk-${api}/MiniBrowser`),
    )
    .find((path) => existsSync(path))
  if (!found)
    throw new Error(
      'MiniBrowser expected in /usr/lib/*/webkit2gtk-4.*; install webkit2gtk-driver, or name it in MINIBROWSER',
    )
  return found
}
