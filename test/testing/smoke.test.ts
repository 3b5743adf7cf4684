/** smoke(app) finds what is wrong with an app, and nothing where nothing is. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createApp, event, html, LiveView, raw } from 'overwire'
import { smoke } from 'overwire/testing'
import { Desk } from '../live/actor-views.ts'
import type { SmokeFault } from 'overwire/testing'

const silent = { info() {}, warn() {}, error() {} }

class Sound extends LiveView {
  text = ''
  count = 0
  @event({
    schema: {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) => {
          const { text } = (value ?? {}) as { text?: unknown }
          return typeof text === 'string'
            ? { value: { text } }
            : { issues: [{ message: 'expected a text' }] }
        },
      },
    },
  })
  say({ text }: { text: string }) {
    this.text = text
  }
  @event count_up() {
    this.count++
  }
  @event({ permissionRequired: 'nobody.has.it' }) never() {
    throw new Error('never runs')
  }
  render() {
    return html`<p title=${this.text}>${this.text}</p>
      <button @click=${this.count_up}>${this.count}</button>`
  }
}

class Throwing extends LiveView {
  size = 0
  @event take({ name }: { name: string }) {
    this.size = name.length
  }
  render() {
    return html`<p>${this.size}</p>`
  }
}

class Trusting extends LiveView {
  text = ''
  @event write({ text }: { text: unknown }) {
    this.text = String(text)
  }
  render() {
    return html`<div>${raw(this.text)}</div>`
  }
}

class Showing extends LiveView {
  value: unknown = ''
  @event show(args: object) {
    this.value = args
  }
  render() {
    return html`<p>${String(this.value)}</p>`
  }
}

class Slow extends LiveView {
  @event work() {
    const end = performance.now() + 60
    while (performance.now() < end);
  }
  render() {
    return html`<p>slow</p>`
  }
}

class Broken extends LiveView {
  render() {
    if (this.request.params['id'] !== '7') throw new Error('no such id')
    return html`<p>${this.request.params['id'] ?? ''}</p>`
  }
}

const kinds = (faults: SmokeFault[]) => [...new Set(faults.map(({ kind }) => kind))]

test('an app that checks what comes has no faults, however hostile that is', async () => {
  const app = createApp({ logger: silent }).live('/', Sound)
  const { faults, pages, events } = await smoke(app, { slowMs: 1000 })
  assert.deepEqual(faults, [])
  assert.ok(events >= 60, `${events} events`)
  assert.ok(pages > events)
})

test('the log names failures, and no refusals', async () => {
  const sentences = new Set<string>()
  const write = (_: object, sentence: string) => void sentences.add(sentence)
  const logger = { info: write, warn: write, error: write }
  const app = createApp({ logger }).live('/', Sound).live('/throwing', Throwing)
  await smoke(app, { slowMs: 1000 })
  assert.ok(sentences.has('a view failed'))
  assert.ok(!sentences.has('event refused'), [...sentences].join(', '))
})

test('what throws is named with its event, its arguments and its error [B198]', async () => {
  const errors: unknown[] = []
  const onError = (error: unknown) => void errors.push(error)
  const app = createApp({ logger: silent, onError }).live('/', Throwing)
  const { faults } = await smoke(app, { slowMs: 1000 })
  assert.deepEqual(kinds(faults), ['threw'])
  const none = faults.find(({ args }) => args === null)!
  assert.deepEqual([none.view, none.event, none.path], ['Throwing', 'take', '/'])
  assert.match(none.detail, /^TypeError: /)
  const times = faults.reduce((sum, fault) => sum + fault.times, 0)
  assert.equal(errors.length, times)
})

test('HTML that a browser sent is found in the page', async () => {
  const app = createApp({ logger: silent }).live('/', Trusting)
  const { faults } = await smoke(app, { slowMs: 1000 })
  assert.ok(kinds(faults).includes('markup'), JSON.stringify(faults))
})

test('objects that the page shows as they are count as internals', async () => {
  const app = createApp({ logger: silent }).live('/', Showing)
  const { faults } = await smoke(app, { slowMs: 1000 })
  const shown = faults.find(({ kind }) => kind === 'internals')
  assert.match(shown!.detail, /\[object Object\]/)
})

test('an event that takes longer than 50 ms is slow', async () => {
  const app = createApp({ logger: silent }).live('/', Slow)
  assert.deepEqual(kinds((await smoke(app)).faults), ['slow'])
})

test('routes with parameters and wildcards are opened with "1" for each', async () => {
  const opened: string[] = []
  class Anywhere extends LiveView {
    mount() {
      opened.push(this.request.path)
    }
    render() {
      return html`<p>here</p>`
    }
  }
  const app = createApp({ logger: silent })
  for (const path of ['/a/:b/c/:d', '/e/*/f', '/g/**:rest', '/h/**', '/i/:j.json']) {
    app.live(path, Anywhere as never)
  }
  assert.deepEqual((await smoke(app)).faults, [])
  assert.deepEqual(opened, ['/a/1/c/1', '/e/1/f', '/g/1', '/h/1', '/i/1.json'])
})

test('routes with parameters are opened where they are said to lead', async () => {
  const app = createApp({ logger: silent }).live('/things/:id', Broken)
  const [fault] = (await smoke(app)).faults
  assert.equal(fault?.kind, 'status')
  assert.match(fault.detail, /\/things\/1 answers 500\. Error: no such id/)
  const { faults } = await smoke(app, { paths: { '/things/:id': '/things/7' } })
  assert.deepEqual(faults, [])
})

class Failing extends LiveView {
  @event fail() {
    throw new RangeError('x'.repeat(1000))
  }
  @event keep({ name }: { name: string }) {
    if (String(name).length > 1000) throw new Error(`too long: ${name}`)
  }
  render() {
    return html`<p>here</p>`
  }
}

test('an event and its cause are one fault, told in a few words', async () => {
  const app = createApp({ logger: silent }).live('/', Failing)
  const { faults } = await smoke(app, { slowMs: 1000 })
  const [all, long, ...more] = faults.filter(({ detail }) => !detail.startsWith('TypeError'))
  assert.deepEqual(more, [])
  assert.deepEqual([all!.event, all!.args], ['fail', null])
  assert.ok(all!.times >= 20, `${all!.times} times`)
  assert.deepEqual([long!.event, long!.times], ['keep', 1])
  for (const fault of faults) assert.ok(JSON.stringify(fault).length < 700, fault.event)
})

class Forgetful extends LiveView {
  @event async forget() {
    void Promise.reject(new Error('nobody awaits it'))
  }
  @event later() {
    setTimeout(() => {
      throw new Error('nobody catches it')
    })
  }
  @event last() {}
  render() {
    return html`<p>here</p>`
  }
}

test('promises that nobody awaits and timers that throw are faults', async () => {
  const app = createApp({ logger: silent }).live('/', Forgetful)
  const { faults } = await smoke(app, { slowMs: 1000 })
  const told = faults.map(({ kind, view, detail }) => `${kind} ${view} ${detail}`)
  assert.ok(told.includes('threw Forgetful Uncaught: Error: nobody awaits it'), String(told))
  assert.ok(told.includes('threw Forgetful Uncaught: Error: nobody catches it'), String(told))
})

class Private extends LiveView {
  static override loginRequired = true
  @event open() {
    throw new Error('opened')
  }
  render() {
    return html`<p>${(this.request.user as { name: string }).name}</p>`
  }
}

class Away extends LiveView {
  override mount() {
    this.liveRedirect('/')
  }
  render() {
    return html`<p>never</p>`
  }
}

test('a page that was not looked at is named, with the reason', async () => {
  const app = createApp({ logger: silent, user: () => null })
    .live('/', Private)
    .live('/away', Away)
    .live('/missing', class Missing extends Private {}, {})
    .use((request) => (request.path === '/missing' ? 404 : true))
  const { faults, skipped, events } = await smoke(app)
  assert.deepEqual([faults, events], [[], 0])
  assert.deepEqual(skipped, [
    { path: '/', view: 'Private', why: 'answers 302, to /login?next=%2F' },
    { path: '/away', view: 'Away', why: 'answers 302, to /' },
    { path: '/missing', view: 'Missing', why: 'answers 404' },
  ])
})

test('smoke as a user looks at what users see', async () => {
  const app = createApp({ logger: silent, user: () => null }).live('/', Private)
  const { faults, skipped } = await smoke(app, { as: { name: 'Ann' } as never, slowMs: 1000 })
  assert.deepEqual(skipped, [])
  assert.deepEqual(
    faults.map(({ event: name, detail }) => `${name}: ${detail}`),
    ['open: Error: opened'],
  )
})

test('a path for a route that is not there is refused', async () => {
  const app = createApp({ logger: silent }).live('/things/:id', Broken)
  const paths = { '/things/:it': '/things/7' }
  await assert.rejects(smoke(app, { paths }), /expected routes of views \(\/things\/:id\)/)
})

test('a view in a thread is called, without a server', async () => {
  const app = createApp({ logger: silent }).live('/', Desk)
  const { faults, skipped, events } = await smoke(app, { slowMs: 5000 })
  assert.deepEqual(skipped, [])
  assert.ok(events > 20)
  assert.deepEqual(
    faults.map(({ kind, event: name, detail }) => `${kind} ${name} ${detail}`),
    [
      'threw write LiveError: [E_ACTOR] A view runs in another thread (static useActors), and its events can’t change ' +
        'the session. Do it in app.http().',
      'threw fail Error: in a thread',
    ],
  )
})
