/** Presence in one process: who is seen by whom, from the socket's coming to its end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView } from 'overwire'
import { liveviewHandler, liveviewRegistry, send } from 'overwire/handlers'
import { presence } from 'overwire/presence'
import type { LiveRequest } from 'overwire'
import type { PresenceChange } from 'overwire/presence'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

class Room extends LiveView {
  heard: string[] = []

  override mount(request: LiveRequest): void {
    const name = request.query.get('name') ?? ''
    if (name) presence('room').track(this, { key: name, meta: { name, mood: 'fine' } })
    else presence('room').follow(this)
  }

  override handleInfo(name: string, data: unknown): void {
    if (name !== 'presence') return void this.heard.push(`${name} ${String(data)}`)
    const { joined, left, updated } = data as PresenceChange
    const keys = (sign: string, people: readonly { key: string }[]) =>
      people.map(({ key }) => sign + key)
    this.heard.push(...keys('+', joined), ...keys('-', left), ...keys('~', updated))
  }

  @event change({ mood }: { mood: string }): void {
    const name = this.request.query.get('name')!
    presence('room').track(this, { key: name, meta: { name, mood } })
  }

  @event go(): void {
    presence('room').untrack(this)
  }

  @event async wave(): Promise<void> {
    await presence('room').announce('wave', 'hello')
  }

  render() {
    const people = presence('room').list()
    const texts = people.map(({ key, windows, meta }) => {
      return `${key}*${windows}:${(meta as { mood: string }).mood}`
    })
    return html`<p>${`[${texts.join(' ')}]`}</p><i>${`{${this.heard.join(' ')}}`}</i>`
  }
}

const shows = (window: RawWindow, text: string): Promise<void> =>
  window.until(() => JSON.stringify(window.frames).includes(text))

test('views see who comes and leaves; people with several tabs are there once [B147]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Room))
  const watcher = await RawWindow.join(url, '/')
  // A page that was only loaded is nobody yet.
  await loadPage(`${url}/?name=ghost`)
  const ann = await RawWindow.join(url, '/?name=ann')
  await shows(watcher, '[ann*1:fine]')
  const again = await RawWindow.join(url, '/?name=ann')
  await shows(watcher, '[ann*2:fine]')
  const bob = await RawWindow.join(url, '/?name=bob')
  await shows(watcher, '[ann*2:fine bob*1:fine]')
  bob.send([1, 1, 0, 'change', { mood: 'tired' }])
  await shows(watcher, 'bob*1:tired]')
  await ann.close()
  await shows(watcher, '[ann*1:fine bob*1:tired]')
  bob.send([1, 2, 0, 'go'])
  await shows(watcher, '[ann*1:fine]')
  await again.close()
  await shows(watcher, '[]')
  await shows(watcher, '{+ann ~ann +bob ~bob ~ann -bob -ann}')
  assert.ok(!JSON.stringify(watcher.frames).includes('ghost'))
})

test('a tab that lost its connection is here until it is gone for good [B147]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Room), { limits: { graceMs: 300 } })
  const watcher = await RawWindow.join(url, '/')
  const ann = await RawWindow.join(url, '/?name=ann')
  await shows(watcher, '[ann*1:fine]')
  ann.socket.terminate()
  const before = watcher.frames.length
  await shows(watcher, '[]')
  // Nothing said so before: the first thing that came is that she left.
  assert.match(JSON.stringify(watcher.frames[before]), /-ann/)
})

test('what no message holds is refused where it is set, and the person stays as before', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Room))
  const ann = await RawWindow.join(url, '/?name=ann')
  await shows(ann, '[ann*1:fine]')
  ann.send([1, 1, 0, 'change', { mood: 'x'.repeat(999_900) }])
  assert.equal((await ann.answer(1))[2], 'E_HANDLER')
  assert.match(String(logged.at(-1)!.fields['error']), /E_MESSAGE_SIZE.*presence:room/)
  assert.equal(presence('room').list()[0]!.key, 'ann')
})

test('an announcement reaches all who are present [B149]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Room))
  const ann = await RawWindow.join(url, '/?name=ann')
  const bob = await RawWindow.join(url, '/?name=bob')
  await shows(ann, 'bob*1')
  bob.send([1, 1, 0, 'wave'])
  await shows(ann, 'wave hello')
  await shows(bob, 'wave hello')
})

test('the window of a handler may be present too [B147]', async (t) => {
  t.after(() => liveviewRegistry.clear())
  liveviewHandler('enter', (consumer) =>
    presence('room').track(consumer, { key: 'cid', meta: { mood: 'new' } }),
  )
  liveviewHandler('count', (consumer) =>
    send(consumer, { target: '#n', text: presence('room').count }),
  )
  const { url } = await serve(t, (app) => app.live('/', Room))
  const watcher = await RawWindow.join(url, '/')
  const cid = await RawWindow.join(url, '/')
  cid.send([6, 1, 0, 0, 'enter'])
  await shows(watcher, '[cid*1:new]')
  cid.send([6, 2, 0, 0, 'count'])
  await shows(cid, '["text","#n","1"]')
  await cid.close()
  await shows(watcher, '[]')
  assert.throws(() => presence(''), { code: 'E_TOPIC' })
})
