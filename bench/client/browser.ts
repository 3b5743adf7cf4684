/** Starts Chromium with one page per technique, and serves these pages. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium, type Browser, type Page } from 'playwright-core'
import { chromiumFlags } from '../../scripts/chromium-flags.mjs'
import type { TechniqueName } from './material.ts'

const here = dirname(fileURLToPath(import.meta.url))

const flags = [
  ...chromiumFlags,
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--js-flags=--expose-gc',
]

export interface Pages {
  of(technique: TechniqueName): Page
  close(): Promise<void>
}

export async function openPages(techniques: readonly TechniqueName[]): Promise<Pages> {
  const scripts = await bundle(techniques)
  const server = await serve(scripts)
  const { port } = server.address() as AddressInfo
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: flags })
  const pages = new Map<TechniqueName, Page>()
  for (const name of techniques) pages.set(name, await openPage(browser, port, name))
  return {
    of: (technique) => pages.get(technique)!,
    async close() {
      await browser.close()
      server.close()
    },
  }
}

async function openPage(browser: Browser, port: number, name: TechniqueName): Promise<Page> {
  const page = await browser.newPage()
  page.on('pageerror', (error) => console.error(`${name}: ${error.message}`))
  await page.goto(`http://127.0.0.1:${port}/${name}`)
  await page.waitForFunction('window.bench && window.crossOriginIsolated')
  return page
}

/** `/lit-html` is the page of client/lit-html.ts, with its script in it. */
function serve(scripts: ReadonlyMap<string, string>): Promise<Server> {
  const server = createServer((request, response) => {
    const script = scripts.get(request.url!.slice(1))
    if (script === undefined) {
      response.writeHead(404).end()
      return
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      // Isolated pages get a clock of 5 µs instead of 100 µs.
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
    })
    response.end(document(script))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

function document(script: string): string {
  const safe = script.replaceAll('</script', '<\\/script')
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bench</title>
<style>td { padding: 2px 8px } .high { color: #a00 } .low { color: #070 }</style>
<script type="module">${safe}</script></head><body></body></html>`
}

async function bundle(techniques: readonly string[]): Promise<Map<string, string>> {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: techniques.map((name) => `${name}.ts`),
    outdir: here,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['production'],
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  })
  return new Map(techniques.map((name, i) => [name, outputFiles[i]!.text]))
}
