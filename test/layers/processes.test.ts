/** Two processes of one app, over real servers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { startNats } from '../services/nats-server.ts'
import { startRedis } from '../services/redis-server.ts'
import type { Service } from '../services/service.ts'
import { startApp } from './process.ts'
import type { Started } from './process.ts'

const services = { redis: startRedis, nats: startNats }
const secret = { OVERWIRE_SECRET: 'one secret for all processes' }

const holds = (window: RawWindow, text: string) => (): boolean =>
  JSON.stringify(window.frames).includes(text)

async function twoProcesses(
  t: TestContext,
  kind: keyof typeof services,
): Promise<{ server: Service; urls: [string, string] }> {
  const server = await services[kind]()
  t.after(() => server.stop())
  // On a busy machine a process may not reach its server within the time that it waits for it.
  const start = async (tries = 3): Promise<Started> => {
    const app = await startApp(t, [kind, server.url], secret)
    if (app.code === 'E_LAYER' && tries > 1) return start(tries - 1)
    assert.ok(app.url, app.message)
    return app
  }
  const [one, two] = await Promise.all([start(), start()])
  return { server, urls: [one.url, two.url] }
}

for (const kind of ['redis', 'nats'] as const) {
  test(`over ${kind}, pushes and messages reach windows of another process, in order [A18]`, async (t) => {
    const { urls } = await twoProcesses(t, kind)
    const [here, there] = [await RawWindow.join(urls[0]), await RawWindow.join(urls[1])]
    here.send([1, 1, 0, 'tell', { text: 'hello' }])
    await here.answer(1)
    for (const window of [here, there]) {
      await window.until(holds(window, 'pushed hello'))
      await window.until(holds(window, 'told hello'))
    }
    here.send([1, 2, 0, 'tellMany'])
    const all = Array.from({ length: 200 }, (_, i) => `n ${i}`).join(',')
    await there.until(holds(there, `told hello,${all}`))
  })

  test(`over ${kind}, who logs out is logged out of every process [A18]`, async (t) => {
    const { urls } = await twoProcesses(t, kind)
    const { cookie } = await loadPage(urls[0])
    const here = await RawWindow.join(urls[0], '/', cookie)
    const there = await RawWindow.join(urls[1], '/', cookie)
    const stranger = await RawWindow.join(urls[1])
    here.send([1, 1, 0, 'leave'])
    assert.equal(await there.closing(), 4411)
    assert.equal(await here.closing(), 4411)
    assert.equal(stranger.closed, undefined)
  })

  test(`over ${kind}, views of every process are told of a gap, and hear what comes after it [A18]`, async (t) => {
    const { server, urls } = await twoProcesses(t, kind)
    const windows = [await RawWindow.join(urls[0]), await RawWindow.join(urls[1])]
    await server.restart()
    for (const window of windows) await window.until(holds(window, 'gaps 1'))
    windows[1]!.send([1, 1, 0, 'tell', { text: 'again' }])
    for (const window of windows) await window.until(holds(window, 'told again'))
  })
}

test('no sticky sessions: a page of one process can be joined at another [A18, A151]', async (t) => {
  const { urls } = await twoProcesses(t, 'redis')
  const page = await loadPage(urls[0])
  const window = await RawWindow.open(urls[1], page.cookie)
  window.send([0, 1, page.token])
  await window.until(holds(window, 'gaps 0'))
  const other = await RawWindow.join(urls[0])
  other.send([1, 1, 0, 'tell', { text: 'across' }])
  await window.until(holds(window, 'pushed across'))
})
