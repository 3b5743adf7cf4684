/** What operators watch: what an app has done, and whether it takes visitors. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { event, html, LiveView, publish } from 'overwire'
import { redisLayer, redisStore } from 'overwire/redis'
import { eventually } from '../eventually.ts'
import { startRedis } from '../services/redis-server.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Clicks extends LiveView {
  count = 0
  @event click() {
    this.count++
  }
  @event async slow() {
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  @event fail() {
    throw new Error('on purpose')
  }
  override render() {
    return html`${this.count}`
  }
}

class Kept extends Clicks {
  static override durable = true
}

test('metrics count windows, events and their time, failures and messages [A149, B179]', async (t) => {
  const { app, url } = await serve(t, (made) => made.live('/', Clicks))
  const before = app.metrics
  assert.deepEqual([before.events, before.failures, before.windows.connected], [0, 0, 0])
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'click'])
  window.send([1, 2, 0, 'slow'])
  window.send([1, 3, 0, 'fail'])
  window.send([1, 4, 0, 'unknown'])
  await window.answer(3)
  await publish('a topic', 'message', {})
  const { windows, events, eventSeconds, failures, published } = app.metrics
  assert.deepEqual([windows.connected, events, failures], [1, 3, 1])
  assert.ok(eventSeconds >= 0.029 && eventSeconds < 5, `${eventSeconds} s`)
  assert.equal(published, before.published + 1)
})

test('an app is not ready while its layer or its store is out of reach', async (t) => {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const layer = redisLayer(redis.url)
  const store = redisStore(redis.url)
  t.after(async () => {
    await layer.close()
    await store.close()
  })
  const withLayer = await serve(t, (app) => app.live('/', Clicks), { layer })
  const withStore = await serve(t, (app) => app.live('/', Kept), { store })
  const alone = await serve(t, (app) => app.live('/', Clicks), { store })
  const ready = async ({ url }: { url: string }) => {
    const response = await fetch(`${url}/_overwire/ready`)
    return `${response.status} ${(await response.text()).trim()}`
  }
  for (const one of [withLayer, withStore, alone]) assert.equal(await ready(one), '200 ready')
  await redis.kill()
  for (const one of [withLayer, withStore]) {
    await eventually(async () => (await ready(one)).startsWith('503 out of reach'), 'not ready')
    assert.equal((await fetch(`${one.url}/_overwire/health`)).status, 200)
  }
  assert.equal(await ready(alone), '200 ready', 'no durable view needs the store')
  await redis.start()
  for (const one of [withLayer, withStore]) {
    await eventually(async () => (await ready(one)) === '200 ready', 'ready again')
  }
})
