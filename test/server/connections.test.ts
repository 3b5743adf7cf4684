/** How many connections one address may have. */
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { eventually, inTime } from '../eventually.ts'
import { Counter } from './counter.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

/** It may be reset: that is an end too. */
const closeOf = (socket: Socket): Promise<void> =>
  new Promise((resolve) => void socket.once('close', () => resolve()))

const limits = { windowsPerAddress: 2, connectionsPerAddress: 3 }

/** A connection that the server has not closed at once: it says something to each request. */
async function isTaken(url: string, localAddress = '127.0.0.1'): Promise<Socket | undefined> {
  const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1', localAddress })
  socket.on('error', () => {})
  const said = new Promise<Socket>((resolve) => socket.once('data', () => resolve(socket)))
  socket.write('GET /_overwire/health HTTP/1.1\r\nhost: localhost\r\n\r\n')
  const closed = closeOf(socket).then(() => undefined)
  return inTime(Promise.race([said, closed]), 'it is answered or closed')
}

test('one address has so many connections, and another one when one of them is closed', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/', Counter), { limits })
  const taken: Socket[] = []
  for (let i = 0; i < 5; i++) taken.push((await isTaken(url))!)
  assert.equal(taken.filter(Boolean).length, 5)
  assert.equal(await isTaken(url), undefined)
  assert.equal(await isTaken(url), undefined)
  assert.ok(await isTaken(url, '127.0.0.2'), 'of another address')
  const told = logged.filter(({ sentence }) => /limits\.connectionsPerAddress/.test(sentence))
  assert.deepEqual(
    told.map(({ fields }) => fields),
    [{ address: '127.0.0.1' }],
  )
  taken[0]!.destroy()
  await eventually(async () => (await isTaken(url)) !== undefined, 'its place is free')
})

test('windows of an address go on beside connections of it that are too many', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Counter), { limits })
  const window = await RawWindow.join(url)
  for (let i = 0; i < 20; i++) await isTaken(url)
  window.send([1, 1, 0, 'inc'])
  assert.equal((await window.answer(1))?.[0], 1)
})

test('behind a proxy no address is counted', async (t) => {
  const options = { limits, trustedProxies: 1 }
  const { url } = await serve(t, (app) => app.live('/', Counter), options)
  for (let i = 0; i < 20; i++) assert.ok(await isTaken(url))
})
