/** State of another version of a class, and values of own classes, in durable views. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { asyncResult, event, html, LiveView, memoryStore } from 'overwire'
import type { AppOptions, LiveError, Outcome, StateStore } from 'overwire'
import { loadPage, RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

class Money {
  readonly cents: number
  constructor(cents: number) {
    this.cents = cents
  }
}

class First extends LiveView {
  static override durable = true
  static override serialize = { Money: (value: unknown) => value instanceof Money && [value.cents] }
  static override revive = { Money: ([cents]: [number]) => new Money(cents) }
  price = new Money(0)
  @event raise() {
    this.price = new Money(this.price.cents + 100)
  }
  override render() {
    return html`<p>${this.price.cents} of ${this.price instanceof Money ? 'Money' : 'nothing'}</p>`
  }
}
Object.defineProperty(First, 'name', { value: 'Price' })

class Second extends First {
  static override version = 2
  static override migrate = (old: Record<string, unknown>, fromVersion: number) => {
    if (fromVersion !== 0) throw new Error(`from ${fromVersion}`)
    return { price: new Money((old['price'] as Money).cents + 1) }
  }
}
Object.defineProperty(Second, 'name', { value: 'Price' })

class Third extends First {
  static override version = 3
  static override migrate = (): never => {
    throw new Error('no way back')
  }
}
Object.defineProperty(Third, 'name', { value: 'Price' })

/** Raises the price in a server of one version, then comes back to one of another. */
async function move(
  t: TestContext,
  Next: typeof First,
  options: AppOptions = {},
  event: string = 'raise',
) {
  const store: StateStore = memoryStore()
  const secret = 'the same in all processes'
  const one = await serve(t, (app) => app.live('/', event === 'raise' ? First : Next), {
    store,
    secret,
  })
  const page = await loadPage(one.url)
  const before = await RawWindow.open(one.url, page.cookie)
  before.send([0, 1, page.token])
  await before.until(() => before.frames.length > 0)
  before.send([1, 1, 0, event])
  // An event whose tasks go on is answered with its number below zero.
  await before.answer(event === 'raise' ? 1 : -1)
  const key = before.frames[0]![3]
  const two = await serve(t, (app) => app.live('/', Next), { store, secret, ...options })
  const after = await RawWindow.open(two.url, page.cookie)
  after.send([0, 1, page.token, key, 0, [], '/'])
  await after.until(() => after.frames.some(([op]) => op === 4))
  return { mode: after.frames[0]![5], shown: JSON.stringify(after.frames.at(-1)), two, after }
}

test('values of own classes are stored by serialize and made again by revive', async (t) => {
  const { mode, shown } = await move(t, First)
  assert.equal(mode, 3)
  assert.match(shown, /100,"Money"/)
})

test('state of another version is migrated', async (t) => {
  const { mode, shown } = await move(t, Second)
  assert.equal(mode, 3)
  assert.match(shown, /101,"Money"/)
})

test('a state of a newer version is not migrated: no version knows the fields of the next', async () => {
  class Older extends Second {
    static override version = 0.5
  }
  Object.defineProperty(Older, 'name', { value: 'Price' })
  const asked: number[] = []
  class Newer extends First {
    static override version = 2
  }
  Object.defineProperty(Newer, 'name', { value: 'Price' })
  Older.migrate = (old, from) => {
    asked.push(from)
    return old as { price: Money }
  }
  const state = { name: 'Price', version: 2, fields: '', components: [], topics: [] }
  const { revived } = await import('../../src/live/instance/revived-view.ts')
  assert.equal(revived(Older as never, state, {} as never), undefined)
  assert.deepEqual(asked, [])
})

test('a migration that fails mounts anew, and is reported', async (t) => {
  const told: string[] = []
  const onError = (error: unknown, { name, during }: { name: string; during: string }): void =>
    void told.push(`${name} ${during} ${(error as Error).message}`)
  const { mode, shown, two } = await move(t, Third, { onError })
  assert.equal(mode, 2)
  assert.match(shown, /,0,"Money"/)
  assert.deepEqual(told, ['Price migrate no way back'])
  assert.ok(two.logged.some(({ fields }) => fields['during'] === 'migrate'))
})

class Working extends First {
  told = ''
  loaded = asyncResult<number>()
  @event begin() {
    const forever = ({ signal }: { signal: AbortSignal }): Promise<number> =>
      new Promise((done) => signal.addEventListener('abort', () => done(0)))
    this.startAsync(forever, { name: 'count' })
    this.assignAsync('loaded', forever)
  }
  /** What a view opens once it is restored is there when it hears of its tasks. */
  _db = ''
  override restored() {
    this._db = 'open'
  }
  override handleAsyncResult(name: string, outcome: Outcome) {
    assert.equal(this._db, 'open')
    this.told = `${name} ${((outcome as { error: LiveError }).error ?? {}).code}`
  }
  override render() {
    const { error, loading } = this.loaded
    return html`<p>${this.told}</p><i>${(error as LiveError)?.code} ${String(loading)}</i>`
  }
}
Object.defineProperty(Working, 'name', { value: 'Price' })

test('tasks that ran are told as interrupted, and the event that waited for them is answered', async (t) => {
  const { shown, after } = await move(t, Working, {}, 'begin')
  assert.ok(await after.answer(1))
  const all = JSON.stringify(after.frames)
  assert.match(all, /count E_INTERRUPTED/)
  assert.match(shown, /E_INTERRUPTED","?false/)
})

test('in development a field that can’t be carried is a warning, once, that names it', async (t) => {
  class Odd extends LiveView {
    run = (): number => 1
    override render() {
      return html`<p>${this.run()}</p>`
    }
  }
  const { url, logged } = await serve(t, (app) => app.live('/', Odd))
  await fetch(url)
  await fetch(url)
  const reasons = logged.map(({ fields }) => String(fields['reason']))
  assert.equal(
    reasons.filter((one) => /Odd .*the function run in the field run/.test(one)).length,
    1,
  )
})
