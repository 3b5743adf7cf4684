/** The life of a view: hooks, mount, parameters, messages, its end. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, js, LiveView, onMount, publish } from 'overwire'
import type { LiveRequest, MountHook, Params } from 'overwire'
import { Subscriptions } from '../../src/live/instance/subscriptions.ts'
import { infoTopic } from '../../src/live/view/view-topics.ts'
import { topicsOf } from '../../src/pubsub/topics.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { eventually } from '../eventually.ts'

const said: string[] = []

const parentHook = onMount((view: Base, _request: LiveRequest, params: Params) => {
  view.log = [...view.log, `parent ${params['id']}`]
})
const sharedHook = onMount((view: Base) => void (view.log = [...view.log, 'shared']))
const ownHook = onMount(async (view: Base) => {
  await Promise.resolve()
  view.log = [...view.log, 'own']
})

class Base extends LiveView {
  static override onMount: readonly MountHook<never>[] = [parentHook, sharedHook]
  log: string[] = []

  override mount() {
    this.log = [...this.log, 'mount']
  }

  override handleParams(params: Params, url: string) {
    this.log = [...this.log, `params ${JSON.stringify(params)} ${url}`]
  }

  override handleInfo(name: string, data: unknown) {
    this.log = [...this.log, `info ${name} ${JSON.stringify(data)}`]
  }

  override disconnect() {
    said.push(`bye ${this.params['id']}`)
  }

  render() {
    return html`<p>${this.log.join(', ')}</p>`
  }
}

class Page extends Base {
  static override onMount = [ownHook, sharedHook]

  @event show() {
    this.log = [this.kwargs['id']!, this.params['id']!, this.viewId]
  }

  @event patch() {
    this.livePatch('?page=2')
    this.livePatch({ params: { page: 3, q: '', none: null }, replace: true })
    this.livePatch({ params: { page: 4 } }, { replace: true })
  }

  @event async patchLater() {
    await Promise.resolve()
    this.livePatch('?page=2')
    this.pushCommands(js().focus('#two'))
  }

  @event elsewhere() {
    this.liveRedirect('https://example.com/')
  }

  @event outside() {
    this.liveRedirect('https://example.com/pay', { external: true })
  }

  @event circle() {
    for (let i = 0; i < 30; i++) this.livePatch(`?i=${i}`)
  }
}

const paragraph = (page: string): string => /<p>(.*?)<\/p>/s.exec(page)?.[1] ?? ''

test('hooks run before mount, parents’ first, each once, sync or not [A26, A27, A28, A29]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/a/:id', Page))
  const { html: page } = await loadPage(`${url}/a/7?x=1&x=2`)
  assert.equal(
    paragraph(page),
    'parent 7, shared, own, mount, params {&#34;x&#34;:&#34;2&#34;} /a/7?x=1&amp;x=2',
  )
})

test('hooks run again when a page is mounted anew [A26]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/a/:id', Page), { limits: { pendingPages: 1 } })
  const page = await loadPage(`${url}/a/7`)
  await loadPage(`${url}/a/8`)
  const window = await RawWindow.open(url, page.cookie)
  window.send([0, 1, page.token])
  await window.until(() => window.frames.some((frame) => frame[0] === 4))
  assert.match(JSON.stringify(window.frames.at(-1)), /parent 7, shared, own, mount/)
})

test('a hook that returns an address sends the visitor there; mount never runs [A27]', async (t) => {
  let mounted = false
  const away: MountHook = () => '/login'
  const never: MountHook = () => assert.fail('hooks after it do not run')
  class Closed extends LiveView {
    static override onMount = [away, never]
    override mount() {
      mounted = true
    }
    render() {
      return html`<p>in</p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Closed))
  const response = await fetch(url, { redirect: 'manual' })
  assert.deepEqual([response.status, response.headers.get('location')], [302, '/login'])
  assert.equal(mounted, false)
})

test('the route’s parameters and the view’s name are there in every event [A19, A32]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/a/:id', Page))
  const window = await RawWindow.join(url, '/a/7')
  window.send([1, 1, 0, 'show'])
  const answer = JSON.stringify(await window.answer(1))
  assert.match(answer, /"7, 7, [\w-]{16}"/)
})

test('livePatch changes the address and calls handleParams [A33, A36]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/a/:id', Page))
  const window = await RawWindow.join(url, '/a/7')
  window.send([1, 1, 0, 'patch'])
  const answer = JSON.stringify(await window.answer(1))
  assert.match(
    answer,
    /params \{\\"page\\":\\"2\\"\} \/a\/7\?page=2, params \{\\"page\\":\\"3\\"\}/,
  )
  await window.until(() => window.frames.some((frame) => frame[0] === 8))
  assert.deepEqual(window.frames.at(-1), [
    8,
    0,
    ['url', '/a/7?page=2', 0],
    ['url', '/a/7?page=3', 1],
    ['url', '/a/7?page=4', 1],
  ])
})

test('an event that took time patches: its effects come after what they are about [A36]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/a/:id', Page))
  const window = await RawWindow.join(url, '/a/7')
  window.send([1, 1, 0, 'patchLater'])
  await window.until(() => window.frames.some((frame) => frame[0] === 8))
  const isShown = (frame: unknown): boolean => /page=2, |page=2"/.test(JSON.stringify(frame))
  assert.equal(isShown(window.frames.at(-2)), true)
  assert.deepEqual(window.frames.at(-1)?.slice(2).flat()[0], 'url')
})

test('a link to the same view calls handleParams, and nothing is mounted [A33]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/a/:id', Page))
  const window = await RawWindow.join(url, '/a/7')
  window.send([5, 1, 0, '/a/8?page=4', 0])
  const answer = JSON.stringify(await window.answer(1))
  assert.match(answer, /mount, params \{\} \/a\/7, params \{\\"page\\":\\"4\\"\} \/a\/8\?page=4"/)
  window.send([1, 2, 0, 'show'])
  assert.match(JSON.stringify(await window.answer(2)), /"8, 8,/)
})

test('another site is refused unless it is meant [A37]', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/a/:id', Page))
  const window = await RawWindow.join(url, '/a/7')
  window.send([1, 1, 0, 'elsewhere'])
  assert.equal((await window.answer(1))[2], 'E_HANDLER')
  assert.match(String(logged.at(-1)?.fields['error']), /E_ADDRESS/)
  window.send([1, 2, 0, 'outside'])
  await window.answer(2)
  await window.until(() => window.frames.some((frame) => frame[0] === 8))
  assert.deepEqual(window.frames.at(-1), [8, 0, ['load', 'https://example.com/pay']])
})

test('a view that changes the address for ever is stopped [A36]', async (t) => {
  const { url, logged } = await serve(t, (app) => app.live('/a/:id', Page))
  const window = await RawWindow.join(url, '/a/7')
  window.send([1, 1, 0, 'circle'])
  assert.equal((await window.answer(1))[2], 'E_HANDLER')
  assert.match(String(logged.at(-1)?.fields['error']), /E_NAVIGATION_LOOP/)
})

class Messages extends LiveView {
  static open: Messages | undefined
  got: string[] = []
  count = 0

  override mount() {
    void this.subscribe('orders')
    Messages.open = this
  }

  override handleInfo(name: string, data: unknown) {
    this.got = [...this.got, `${name}:${JSON.stringify(data)}`]
  }

  @event remind() {
    this.sendAfter(10, 'later', 1)
    const cancel = this.sendAfter(10, 'never')
    cancel()
  }

  @event leave() {
    this.unsubscribe('orders')
  }

  render() {
    return html`<p>${this.got.join(' ')} ${this.count}</p>`
  }
}

test('handleInfo takes messages of topics, timers and sendUpdate, in turn [A34]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Messages))
  const window = await RawWindow.join(url)
  const shows = (text: string) => () => JSON.stringify(window.frames).includes(text)
  await publish('orders', 'paid', { id: 7 })
  await window.until(shows('paid:{\\"id\\":7}'))
  window.send([1, 1, 0, 'remind'])
  await window.until(shows('later:1'))
  Messages.open!.sendUpdate('job', ['done'])
  await window.until(shows('job:[\\"done\\"]'))
  assert.ok(!shows('never')())
  await publish('orders', 'mine', null, { except: Messages.open! })
  window.send([1, 2, 0, 'leave'])
  await window.answer(2)
  await publish('orders', 'unheard')
  Messages.open!.sendUpdate('last')
  await window.until(shows('last'))
  assert.ok(!shows('unheard')() && !shows('mine')())
})

test('a view that was left listens to no topic and waits for no timer [A34]', async () => {
  const heard: string[] = []
  const inbox = new Subscriptions(
    topicsOf(),
    'id',
    (name) => void heard.push(name),
    () => {},
  )
  let cancelled = 0
  const clock = { now: () => 0, after: () => () => void cancelled++ }
  void inbox.subscribe('left')
  await topicsOf().publish(infoTopic('left'), { event: 'first' })
  inbox.after(clock, 10, 'never', null)
  inbox.close()
  await topicsOf().publish(infoTopic('left'), { event: 'second' })
  assert.deepEqual([heard, cancelled], [['first'], 1])
})

test('sendUpdate renders what was changed from outside [A47]', async (t) => {
  const { url } = await serve(t, (app) => app.live('/', Messages))
  const window = await RawWindow.join(url)
  Messages.open!.count = 41
  Messages.open!.count++
  Messages.open!.sendUpdate()
  await window.until(() => JSON.stringify(window.frames).includes(',42]'))
  assert.ok(!JSON.stringify(window.frames).includes(',41]'))
})

test('disconnect runs once: tab closed, page left, or not back in time [A35]', async (t) => {
  const { url, app } = await serve(t, (app) => app.live('/a/:id', Page), {
    limits: { graceMs: 60 },
  })
  said.length = 0
  const closed = await RawWindow.join(url, '/a/closed')
  await closed.close()
  const lost = await RawWindow.join(url, '/a/lost')
  lost.socket.terminate()
  const left = await RawWindow.join(url, '/a/left')
  left.send([5, 1, 0, '/a/next', 1])
  await left.answer(1)
  await eventually(() => said.length >= 3, undefined, { state: () => said })
  assert.deepEqual([...said].sort(), ['bye closed', 'bye left', 'bye lost'])
  assert.equal(app.counts.connected, 1)
})

test('a class is a page; a path may have typed parameters, or another router serves it [A21, A48]', async () => {
  const app = createApp({ development: true })
  const response = await Page.asView(app)(new Request('http://here.test/a/7?q=x'))
  assert.equal(response.status, 200)
  assert.match(await response.text(), /live-root="[^"]+".*mount, params/s)
})

test('mount runs once for page and socket [A30]', async (t) => {
  let mounts = 0
  class Once extends LiveView {
    override mount() {
      mounts++
    }
    @event nothing() {}
    render() {
      return html`<p>${mounts}</p>`
    }
  }
  const { url } = await serve(t, (app) => app.live('/', Once))
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'nothing'])
  await window.answer(1)
  assert.equal(mounts, 1)
})
