/** A server is killed and started again: a durable page goes on where it was, and each click counts once. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { eventually } from '../eventually.ts'
import { startRedis } from '../services/redis-server.ts'
import { typescript } from '../typescript.ts'
import { openTab } from './browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'overwire-durable-'))
const running = new Set<ChildProcess>()
after(() => {
  for (const process of running) process.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A server process. @param port 0 for any. @param store see durable-process.ts. */
async function start(port: number, store: string): Promise<{ url: string; process: ChildProcess }> {
  const args = [...typescript, 'test/server/durable-process.ts', String(port), store]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  running.add(child)
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { url: String(said).trim(), process: child }
}

async function kill(child: ChildProcess): Promise<void> {
  running.delete(child)
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** A balancer in front of several servers: each connection goes to the one that is named now. */
async function balancer(t: TestContext): Promise<{ url: string; to: (url: string) => void }> {
  let port = 0
  const open = new Set<Socket>()
  const server: Server = createServer((inner) => {
    const outer = connect(port)
    for (const [one, other] of [
      [inner, outer],
      [outer, inner],
    ] as const) {
      open.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => other.destroy())
      one.pipe(other)
    }
  }).listen(0)
  t.after(() => {
    for (const one of open) one.destroy()
    server.close()
  })
  await once(server, 'listening')
  const url = `http://localhost:${(server.address() as AddressInfo).port}`
  return { url, to: (next) => void (port = Number(new URL(next).port)) }
}

const count = (page: Page): Promise<string | null> => page.textContent('h1')

/** Kills the server under a page that is being used; `restart` brings another. */
async function survives(page: Page, down: () => Promise<void>, restart: () => Promise<void>) {
  await page.click('#inc')
  await page.click('#inc')
  await page.waitForSelector('h1:has-text("2")')
  await page.fill('#text', 'first')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#saved:has-text("first")')
  await page.fill('#text', 'before')
  const born = await page.evaluate(() => performance.timeOrigin)
  await page.evaluate(() => Object.assign(window, { same: document.querySelector('#text') }))
  await down()
  await page.waitForSelector('html[live-connection=disconnected]')
  await page.focus('#text')
  await page.keyboard.press('End')
  await page.keyboard.type(' and after')
  await page.keyboard.press('ArrowLeft')
  // Clicks that leave the focus where it is.
  await page.evaluate(() => {
    const button = document.querySelector<HTMLElement>('#inc')!
    button.click()
    button.click()
  })
  await restart()
  await page.waitForSelector('h1:has-text("4")')
  const seen = await page.evaluate(() => {
    const field = document.querySelector<HTMLInputElement>('#text')!
    return {
      born: performance.timeOrigin,
      text: field.value,
      focused: document.activeElement === field,
      caret: field.selectionStart,
      same: field === (window as unknown as { same: Element }).same,
      saved: document.querySelector('#saved')!.textContent,
    }
  })
  assert.deepEqual(seen, {
    born,
    text: 'before and after',
    focused: true,
    caret: 'before and afte'.length,
    same: true,
    saved: 'first',
  })
  await page.click('#inc')
  await page.waitForSelector('h1:has-text("5")')
}

test('kill -9, LMDB: text, focus, caret and clicks are there, and the page was not loaded [B164]', async () => {
  const store = `lmdb:${join(folder, 'state')}`
  const first = await start(0, store)
  const { page, connected } = await openTab(first.url)
  await connected()
  const port = Number(new URL(first.url).port)
  await survives(
    page,
    () => kill(first.process),
    async () => void (await start(port, store)),
  )
})

test('kill -9, two nodes and Redis: the other node goes on with the page [B165]', async (t) => {
  const redis = await startRedis()
  t.after(() => redis.kill())
  const [one, two] = [await start(0, redis.url), await start(0, redis.url)]
  const front = await balancer(t)
  front.to(one.url)
  const { page, connected } = await openTab(front.url)
  await connected()
  await survives(
    page,
    () => kill(one.process),
    async () => front.to(two.url),
  )
})

test('kill -9 again and again while somebody clicks: each click counts once', async () => {
  const store = `lmdb:${join(folder, 'clicked')}`
  let server = await start(0, store)
  const port = Number(new URL(server.url).port)
  const { page, connected } = await openTab(server.url)
  await connected()
  await page.evaluate(() => {
    const state = Object.assign(window, { clicks: 0, clicking: 0 })
    state.clicking = window.setInterval(() => {
      if (document.documentElement.getAttribute('live-connection') !== 'connected') return
      state.clicks++
      document.querySelector<HTMLElement>('#inc')!.click()
    }, 15)
  })
  for (let i = 0; i < 4; i++) {
    const before = Number(await count(page))
    await eventually(async () => Number(await count(page)) > before + 10)
    // In the middle of answers.
    await kill(server.process)
    server = await start(port, store)
  }
  const clicks = await page.evaluate(() => {
    const { clicks, clicking } = window as unknown as { clicks: number; clicking: number }
    window.clearInterval(clicking)
    return clicks
  })
  await connected()
  await page.click('#inc')
  await page.waitForSelector('#inc:not([aria-busy])')
  await eventually(async () => Number(await count(page)) === clicks + 1, 'each click counts once', {
    state: () => `${clicks + 1} clicks`,
  })
})
