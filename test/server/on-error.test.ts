/** What operators are told: every failure of an app's code, with the request that it happened in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, liveView, LiveView } from 'overwire'
import type { ErrorInfo } from 'overwire'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class NoMount extends LiveView {
  mount() {
    throw new Error('no mount')
  }
  render() {
    return html`<p></p>`
  }
}

class NoRender extends LiveView {
  render(): never {
    throw new Error('no render')
  }
}

class Outer extends LiveView {
  render() {
    return html`<p>outer</p>${liveView(NoMount, { id: 'a' })}${liveView(NoRender, { id: 'b' })}`
  }
}

class Fine extends LiveView {
  render() {
    return html`<p>fine</p>`
  }
}

interface Told {
  error: Error
  info: ErrorInfo
}

async function open(t: Parameters<typeof serve>[0]): Promise<{ url: string; told: Told[] }> {
  const told: Told[] = []
  const onError = (error: unknown, info: ErrorInfo): void =>
    void told.push({ error: error as Error, info })
  const { url } = await serve(
    t,
    (app) =>
      app.live('/', Fine).live('/mount', NoMount).live('/render', NoRender).live('/outer', Outer),
    { onError },
  )
  return { url, told }
}

const said = ({ error, info }: Told): string[] => [
  error.message,
  info.name,
  info.during,
  new URL(info.request!.url, 'http://host').pathname,
]

test('failures of mount and render over HTTP are told with their request', async (t) => {
  const { url, told } = await open(t)
  for (const path of ['mount', 'render']) {
    assert.equal((await fetch(`${url}/${path}?a=1`)).status, 500)
  }
  assert.deepEqual(told.map(said), [
    ['no mount', 'NoMount', 'page', '/mount'],
    ['no render', 'NoRender', 'page', '/render'],
  ])
  for (const { info } of told) assert.match(info.errorId, /./)
  // What is logged or sent on whole has no cookies in it.
  assert.deepEqual(Object.keys(told[0]!.info), ['name', 'during', 'errorId'])
})

test('failures of views inside a page are told, and the page is shown without them', async (t) => {
  const { url, told } = await open(t)
  const response = await fetch(`${url}/outer`)
  assert.equal(response.status, 200)
  assert.match(await response.text(), /<p>outer<\/p>.*failed to open.*failed to open/s)
  assert.deepEqual(told.map(said).sort(), [
    ['no mount', 'NoMount', 'mount', '/outer'],
    ['no render', 'NoRender', 'mount', '/outer'],
  ])
})

test('a page that fails to open over the socket is told with its address', async (t) => {
  const { url, told } = await open(t)
  const window = await RawWindow.join(url)
  window.send([5, 1, 0, '/mount', 1])
  assert.equal((await window.answer(1))[2], 'E_MOUNT')
  assert.deepEqual(told.map(said), [['no mount', 'NoMount', 'visit', '/mount']])
})

class Failing extends LiveView {
  @event boom() {
    throw new Error('boom')
  }
  render() {
    return html`<p>here</p>`
  }
}

test('of failures that come by the hundred the first of a second have stacks in the log, all have their ids', async (t) => {
  const logged: { error: unknown; errorId: string }[] = []
  const told: unknown[] = []
  const logger = {
    info() {},
    warn() {},
    error: (fields: object) => void logged.push(fields as never),
  }
  const onError = (error: unknown): void => void told.push(error)
  const { url } = await serve(t, (app) => app.live('/', Failing), { logger, onError })
  const window = await RawWindow.join(url, '/')
  for (let n = 1; n <= 100; n++) window.send([1, n, 0, 'boom'])
  await window.answer(100)
  assert.equal(logged.length, 100)
  const withStacks = logged.filter(({ error }) => error instanceof Error).length
  assert.ok(withStacks >= 10 && withStacks < 60, String(withStacks))
  assert.equal(logged.at(-1)!.error, 'Error: boom')
  assert.equal(new Set(logged.map(({ errorId }) => errorId)).size, 100)
  assert.ok(told.length === 100 && told.every((error) => error instanceof Error))
})
