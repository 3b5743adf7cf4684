/**
 * What the client costs a page that loads: the gallery's table page on a processor that is four times slower, from its
 * request until it is painted, connected and can be used, beside the same page without the client, until it is painted.
 * Both have the gallery's own scripts. Each load has an empty cache; the two take turns.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import type { Browser } from 'playwright-core'
import { machine } from './machine.ts'
import { median } from './measure/latency.ts'

declare global {
  interface Window {
    readyAt: number | undefined
  }
}

const SLOWER = 4
const ROUNDS = 15
/** Milliseconds that the page may take longer than without the client. */
const MOST_MS = 30

const root = fileURLToPath(new URL('..', import.meta.url))
const gallery = fork('examples/server.ts', {
  cwd: root,
  execArgv: ['--import', 'tsx'],
  env: { ...process.env, PORT: '0', NODE_ENV: 'production', OVERWIRE_SECRET: 'of the bench alone' },
  silent: true,
})
const [{ port }] = (await once(gallery, 'message')) as [{ port: number }]
const own = `http://localhost:${port}`

/** The same document, styles and scripts of the gallery, and none of ours. */
const bare = createServer((request, response) => {
  void fetch(own + request.url!).then(async (answer) => {
    const type = answer.headers.get('content-type') ?? ''
    const text = await answer.text()
    response.writeHead(answer.status, { 'content-type': type })
    response.end(
      text
        .replaceAll(/<script\b[^>]*_overwire[^>]*>[^]*?<\/script>/g, '')
        .replaceAll(/<link rel="modulepreload"[^>]*>/g, ''),
    )
  })
}).listen(0)
await once(bare, 'listening')
const without = `http://localhost:${(bare.address() as AddressInfo).port}`

/** Milliseconds from the request until the page is usable. */
async function load(browser: Browser, url: string, ready: string): Promise<number> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const devtools = await context.newCDPSession(page)
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    await page.addInitScript(`(() => {
      const look = () => {
        if (!(${ready})) return requestAnimationFrame(look)
        // The frame after it: what is ready has been painted by then.
        requestAnimationFrame(() => requestAnimationFrame(() => (window.readyAt = performance.now())))
      }
      look()
    })()`)
    await page.goto(`${url}/table`)
    await page.waitForFunction(() => window.readyAt !== undefined)
    return await page.evaluate(() => window.readyAt!)
  } finally {
    await context.close()
  }
}

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
})
const times: { own: number[]; bare: number[] } = { own: [], bare: [] }
try {
  for (let round = -1; round < ROUNDS; round++) {
    const connected = `document.documentElement?.getAttribute('live-connection') === 'connected'`
    const all = [
      await load(browser, own, connected),
      await load(browser, without, `document.readyState !== 'loading'`),
    ]
    if (round < 0) continue
    times.own.push(all[0]!)
    times.bare.push(all[1]!)
  }
} finally {
  await browser.close()
  gallery.kill()
  bare.close()
}
const [with_ms, without_ms] = [median(times.own), median(times.bare)].map((ms) => Math.round(ms))
const more = with_ms! - without_ms!
console.log(`The table page, on a processor ${SLOWER} times slower: usable after ${with_ms} ms,`)
console.log(`without the client ${without_ms} ms: ${more} ms more (at most ${MOST_MS})`)
if (more > MOST_MS) process.exitCode = 1
const lines = [{ slower: SLOWER, with_ms, without_ms }, { machine: machine() }]
writeFileSync(
  new URL('results/loading.json', import.meta.url),
  `[\n${lines.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n`,
)
