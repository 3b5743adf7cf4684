/** What operators are told: every failure of an app's code, with the request that it happened in. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { html, liveView, LiveView } from 'overwire'
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
