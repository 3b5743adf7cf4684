/** Rooms: who may enter, and that a window is in the one that its page names. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { html, to } from 'overwire'
import { liveviewHandler, liveviewRoomUuid, send } from 'overwire/handlers'
import type { AppOptions, LiveRequest } from 'overwire'
import { openWindow } from 'overwire/testing'
import type { TestWindow } from 'overwire/testing'
import { serve } from '../server/serve.ts'
import { freshRegistry, servePage } from './harness.ts'

freshRegistry()

async function serveRooms(t: TestContext, options: AppOptions = {}) {
  const served = await serve(
    t,
    (app) =>
      app.page('/', (request) => {
        const id = liveviewRoomUuid(request)
        assert.equal(liveviewRoomUuid(request), id, 'one for each window')
        return html`<main data-room=${id}>page</main>`
      }),
    options,
  )
  return { ...served, open: () => openWindow(served.url) }
}

/** Tells a room, and waits until the windows have what they will get. */
async function tell(id: string, windows: readonly TestWindow[], text: string): Promise<number[]> {
  await send(null, { target: '#n', text }, { to: to.room(id) })
  await send(null, { target: '#end', text }, { broadcast: true })
  return Promise.all(
    windows.map(async (window) => {
      const count = (selector: string) =>
        window.operations.filter(([, target, value]) => target === selector && value === text)
          .length
      await window.until(() => count('#end') > 0)
      return count('#n')
    }),
  )
}

test('each window has a room of its own, which nobody can guess [A64, A66, A101]', async (t) => {
  const { open, logged } = await serveRooms(t)
  const rooms: string[] = []
  liveviewHandler('where', (consumer, content) => {
    assert.equal(consumer.room, content.room)
    rooms.push(content.room)
  })
  const windows = [await open(), await open()]
  for (const window of windows) {
    assert.match(window.room, /^[0-9a-f]{32}\.[\w-]{22}$/)
    await window.call('where')
  }
  assert.deepEqual(
    rooms,
    windows.map((window) => window.room),
  )
  assert.notEqual(rooms[0], rooms[1])
  assert.deepEqual(await tell(rooms[0]!, windows, 'hello'), [1, 0])
  assert.deepEqual(logged, [])
  for (const window of windows) await window.close()
})

test('an id that was not signed here is refused, and nothing of the room is heard [A65, A66]', async (t) => {
  const { open, logged } = await serveRooms(t)
  const [a, b] = [await open(), await open()]
  const [uuid, signature] = a.room.split('.') as [string, string]
  const otherEnd = signature.at(-1) === 'A' ? 'Q' : 'A'
  for (const id of [
    'user-7',
    uuid,
    `${uuid}.`,
    `${uuid}.${signature.slice(0, -1)}${otherEnd}`,
    `${uuid.replace(/./, (c) => (c === '0' ? '1' : '0'))}.${signature}`,
    `${a.room}.more`,
  ]) {
    await assert.rejects(b.enter(id), { code: 'E_ROOM' }, id)
    assert.deepEqual(await tell(id, [b], `for ${id}`), [0])
  }
  assert.ok(logged.length >= 6)
  // Who was given the id may enter, and leaves the room before.
  const own = b.room
  await b.enter(a.room)
  assert.deepEqual(await tell(a.room, [a, b], 'both'), [1, 1])
  assert.deepEqual(await tell(own, [a, b], 'left'), [0, 0])
  await b.enter('')
  assert.deepEqual(await tell(a.room, [a, b], 'a alone'), [1, 0])
  await a.close()
  await b.close()
})

test('authorizeRoom admits ids that can be guessed, at once or later, by who asks [A65]', async (t) => {
  const asked: string[] = []
  for (const later of [false, true]) {
    const admits = (request: LiveRequest, id: string): boolean => {
      asked.push(id)
      return id === `user-${(request.user as { id: number } | null)?.id}`
    }
    const pages = await servePage(t, {
      authorizeRoom: later ? async (...all) => admits(...all) : admits,
    })
    const window = await pages.openAs('ann', '/?room=user-1')
    assert.deepEqual(await tell('user-1', [window], `${String(later)} in`), [1])
    await assert.rejects(window.enter('user-2'), { code: 'E_ROOM' })
    await assert.rejects(pages.open('/?room=user-1'), { code: 'E_ROOM' })
    // A refusal changes nothing.
    assert.deepEqual(await tell('user-1', [window], `${String(later)} still`), [1])
  }
  assert.equal(asked.length, 6)
})

test('an authorizeRoom that throws admits nobody; its error stays in the log [A65]', async (t) => {
  const pages = await servePage(t, {
    authorizeRoom: () => {
      throw new Error('the database is away')
    },
  })
  const window = await pages.open()
  await assert.rejects(window.enter('lobby'), { code: 'E_HANDLER' })
  assert.deepEqual(await tell('lobby', [window], 'x'), [0])
  assert.match(String(pages.logged.at(-1)!.fields['error']), /database/)
})
