/** Pages that end or are left while their views hibernate, and what reads their fields from outside. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { component, createApp, event, html, LiveComponent, LiveView, memoryStore } from 'overwire'
import type { App, AppOptions, StateStore } from 'overwire'
import { openPage } from 'overwire/testing'
import { eventually } from '../eventually.ts'
import { RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'

const limits = { hibernateMs: 20 }

const asleep = ({ app }: { app: App }) =>
  eventually(() => app.metrics.windows.hibernating === 1, 'the view hibernates')

/** What happens at the end of a page, in order. */
let ends: string[] = []

class Badge extends LiveComponent<{ id: string; label: string; tags: string[] }> {
  topics = ['a', 'b']

  unmount() {
    const { label, tags } = this.props
    ends.push(`badge ${this.topics.join('')} ${label} ${tags.join('')}`)
    if (label === 'broken') throw new Error('this badge is broken')
  }

  render() {
    return html`<b>${this.props.label} ${this.topics.length}</b>`
  }
}

class Shelf extends LiveView {
  items = ['one', 'two', 'three']
  tags = ['x', 'y']
  count = 0
  label = 'fine'

  override disconnect() {
    ends.push(`shelf ${this.items.length} ${this.count}`)
  }

  @event
  inc() {
    this.count++
  }

  render() {
    const { label, tags } = this
    return html`
      <p>${this.items.join(', ')}, ${'long '.repeat(200)}</p>
      ${component(Badge, { id: 'one', label, tags })}
      <button @click=${this.inc}>${this.count}</button>
      <a href="/other" live-navigate>Other</a>
    `
  }
}

class BrokenShelf extends Shelf {
  override label = 'broken'
}

class Other extends LiveView {
  clicks = 0

  @event
  click() {
    this.clicks++
  }

  render() {
    return html`<h2>Other</h2><button @click=${this.click}>${this.clicks}</button>`
  }
}

class Next extends LiveView {
  items = ['one']

  render() {
    return html`<p>${this.items[0]}</p>`
  }
}

function logger() {
  const errors: string[] = []
  const error = (fields: { error?: unknown }, text: string) =>
    void errors.push(`${text} ${String(fields.error)}`)
  return { errors, logger: { info() {}, warn() {}, error } }
}

async function open(t: TestContext, View: new () => LiveView, options: AppOptions = {}) {
  ends = []
  const { errors, logger: log } = logger()
  const all = { limits, logger: log, ...options }
  const app = createApp(all).live('/', View).live('/other', Other).live('/next', Next)
  const page = await openPage(app, '/')
  t.after(() => page.close())
  return { app, page, errors }
}

test('a link leads from a page that hibernates to the next view, which goes on', async (t) => {
  const { app, page, errors } = await open(t, Shelf)
  await asleep({ app })
  await page.getByRole('link').click()
  assert.equal(page.text('h2'), 'Other')
  await page.getByRole('button').click()
  assert.equal(page.text('button'), '1')
  assert.equal(page.all('b').length, 0)
  await eventually(() => ends.length === 2)
  assert.deepEqual(ends, ['badge ab fine xy', 'shelf 3 0'])
  assert.deepEqual(errors, [])
})

test('unmount() of components and disconnect() have their fields and props when the page is closed', async (t) => {
  const store = memoryStore()
  const { app, page, errors } = await open(t, Shelf, { store })
  await asleep({ app })
  await page.close()
  await eventually(() => ends.length === 2)
  assert.deepEqual(ends, ['badge ab fine xy', 'shelf 3 0'])
  await eventually(async () => (await store.list()).length === 0)
  assert.deepEqual(errors, [])
})

for (const sleeps of [true, false]) {
  test(`an unmount() that throws is told, and disconnect() runs, ${sleeps ? 'asleep' : 'awake'}`, async (t) => {
    const { app, page, errors } = await open(t, BrokenShelf, sleeps ? {} : { limits: {} })
    if (sleeps) await asleep({ app })
    await page.close()
    await eventually(() => ends.length === 2)
    assert.deepEqual(ends, ['badge ab broken xy', 'shelf 3 0'])
    await eventually(() => errors.length === 1)
    assert.match(errors[0]!, /a view failed Error: this badge is broken/)
  })
}

test('the answer of a page with components is what changed', async (t) => {
  const served = await serve(t, (app) => app.live('/', Shelf), { limits })
  const window = await RawWindow.join(served.url)
  for (const n of [1, 2]) {
    await asleep(served)
    const before = window.frames.length
    window.send([1, n, 0, 'inc'])
    await window.answer(n)
    // The first one brings templates along, once.
    const frames = window.frames.slice(before).filter(([kind]) => kind !== 3)
    assert.ok(JSON.stringify(frames).length < 30, JSON.stringify(frames))
  }
})

/** A store that writes when it is told to. */
function slowStore() {
  const store = memoryStore()
  let go = (): void => {}
  let waiting = 0
  const commit: StateStore['commit'] = async (windows) => {
    waiting++
    await new Promise<void>((resolve) => (go = resolve))
    return store.commit(windows)
  }
  return { store: { ...store, commit }, isWriting: () => waiting > 0, go: () => go() }
}

test('a page that is closed while its fields are written has them, and leaves nothing', async (t) => {
  const { store, isWriting, go } = slowStore()
  const { page, errors } = await open(t, Shelf, { store })
  await eventually(isWriting)
  await page.close()
  go()
  await eventually(() => ends.length === 2)
  assert.deepEqual(ends, ['badge ab fine xy', 'shelf 3 0'])
  await eventually(async () => (await store.list()).length === 0)
  assert.deepEqual(errors, [])
})

test('a page of which no method runs at its end is forgotten without a look at the store', async (t) => {
  class Plain extends LiveView {
    items = ['one', 'two']

    render() {
      return html`<p>${this.items.length}</p>`
    }
  }
  const store = memoryStore()
  const load = (): never => assert.fail('the store was read')
  const { app, page, errors } = await open(t, Plain, { store: { ...store, load } })
  await asleep({ app })
  await page.close()
  await eventually(async () => (await store.list()).length === 0)
  assert.deepEqual(errors, [])
})

test('where the store has lost the fields, disconnect() runs without them', async (t) => {
  class Counted extends Shelf {
    override disconnect() {
      ends.push(`count ${this.count}`)
      ends.push(`items ${this.items.length}`)
    }
  }
  const store = memoryStore()
  const { app, page, errors } = await open(t, Counted, { store })
  await asleep({ app })
  for (const name of await store.list()) await store.delete(name, 1)
  await page.close()
  await eventually(() => ends.includes('count 0'))
  await eventually(() => errors.some((line) => /E_HIBERNATES.*Counted\.items/.test(line)))
})

test('an object that a field with _ holds too stays one object, and its neighbours move', async (t) => {
  interface Item {
    id: number
    text: string
  }
  class Indexed extends LiveView {
    items: Item[] = [{ id: 1, text: 'a' }]
    _byId = new Map(this.items.map((item) => [item.id, item]))
    others = ['moves']

    @event
    change() {
      this._byId.get(1)!.text = `${this.items.includes(this._byId.get(1)!)}`
    }

    render() {
      return html`<p>${this.items[0]!.text} ${this.others[0]}</p><button @click=${this.change}></button>`
    }
  }
  const { app, page } = await open(t, Indexed)
  await asleep({ app })
  await page.getByRole('button').click()
  assert.equal(page.text('p'), 'true moves')
})

test('keys of a WeakMap stay with all that may be among them', async (t) => {
  class Noted extends LiveView {
    items = [{ text: 'a' }]
    _notes = new WeakMap(this.items.map((item) => [item, 'noted']))

    @event
    look() {
      this.items[0]!.text = this._notes.get(this.items[0]!) ?? 'lost'
    }

    render() {
      return html`<p>${this.items[0]!.text}</p><button @click=${this.look}></button>`
    }
  }
  const { app, page } = await open(t, Noted)
  // Looked at later than this one.
  const next = await openPage(app, '/next')
  await asleep({ app })
  await next.close()
  await page.getByRole('button').click()
  assert.equal(page.text('p'), 'noted')
})

test('work that an event did not await gets an error that says why, and loses nothing', async (t) => {
  let later: () => void = () => {}
  class Loose extends LiveView {
    items = ['a']

    @event
    begin() {
      later = () => (this.items = [...this.items, 'b'])
    }

    render() {
      return html`<p>${this.items.join('')}</p><button @click=${this.begin}></button>`
    }
  }
  const { app, page } = await open(t, Loose)
  await page.getByRole('button').click()
  await asleep({ app })
  assert.throws(later, /E_HIBERNATES.*Loose\.items is in the store/)
  await page.getByRole('button').click()
  assert.equal(page.text('p'), 'a')
  later()
  await page.getByRole('button').click()
  assert.equal(page.text('p'), 'ab')
})

test('a state over limits.stateBytes stays, is told once, and is not counted', async (t) => {
  class Heavy extends LiveView {
    rows = Array.from({ length: 1000 }, (_, i) => `row ${i}`)

    render() {
      return html`<p>${this.rows.length}</p>`
    }
  }
  const warnings: string[] = []
  const warn = (fields: { reason?: string }) => void warnings.push(fields.reason ?? '')
  const { app, page } = await open(t, Heavy, {
    limits: { ...limits, stateBytes: 5000 },
    logger: { info() {}, warn, error() {} },
  })
  const second = await openPage(app, '/')
  await eventually(() => warnings.some((line) => line.includes('limits.stateBytes is 5000')))
  assert.equal(app.metrics.windows.hibernating, 0)
  assert.equal(page.text('p'), '1000')
  await second.close()
})
