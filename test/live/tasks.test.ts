/** Work beside a view's events: tasks, values that load, background events, ticks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asyncResult, event, html, LiveView } from 'overwire'
import type { EventContext, Outcome } from 'overwire'
import type { Clock } from '../../src/base/clock.ts'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { serve } from '../server/serve.ts'
import { eventually } from '../eventually.ts'

/** A gate that a task waits at. */
interface Gate {
  open(value: string): void
  fail(error: Error): void
  readonly passed: Promise<string>
}

function gate(): Gate {
  let open = (_value: string): void => {}
  let fail = (_error: Error): void => {}
  const passed = new Promise<string>((resolve, reject) => {
    open = resolve
    fail = reject
  })
  return { open, fail, passed }
}

let gates: Gate[] = []
let signals: AbortSignal[] = []

class Report extends LiveView {
  state = 'idle'
  clicks = 0
  users = asyncResult<string[]>()

  @event start() {
    this.state = 'started'
    const own = gate()
    gates.push(own)
    this.startAsync(
      async ({ signal, reportProgress }) => {
        signals.push(signal)
        reportProgress(0.4)
        return own.passed
      },
      { name: 'report' },
    )
  }

  @event cancel() {
    this.state = `cancelled ${this.cancelAsync('report')}`
  }

  @event click() {
    this.clicks++
  }

  @event load() {
    const own = gate()
    gates.push(own)
    this.assignAsync('users', async () => [await own.passed])
  }

  @event({ background: true })
  async slow(_args: object, { signal, reportProgress, id }: EventContext) {
    const own = gate()
    gates.push(own)
    signals.push(signal!)
    reportProgress!(0.5)
    const said = await own.passed
    this.state = `${said} ${id.split('.')[1]}`
    return 'reply'
  }

  @event anonymous() {
    this.startAsync(() => Promise.reject(new Error('nobody takes it')), { name: 'unhandled' })
  }

  override handleAsyncResult(name: string, outcome: Outcome) {
    if (name === 'unhandled' && 'error' in outcome) throw outcome.error
    if (name === 'slow') return
    this.state =
      'error' in outcome
        ? `${name} failed: ${String(outcome.error)}`
        : `${name} brought ${String(outcome.result)}`
  }

  render() {
    const { loading, ok, failed, result } = this.users
    return html`<p>${this.state}</p><b>${this.clicks}</b><i>${[loading, ok, failed, result?.join('')].join()}</i><progress .value=${this.progress('report') ?? this.progress('slow') ?? 0}></progress>`
  }
}

async function open(t: import('node:test').TestContext) {
  gates = []
  signals = []
  const served = await serve(t, (app) => app.live('/', Report))
  const window = await RawWindow.join(served.url)
  const says = (text: string) => () => JSON.stringify(window.frames).includes(text)
  const refs = (): unknown[] =>
    window.frames.flatMap((frame) => (frame[0] === 1 && frame[1] !== 0 ? [frame[1]] : []))
  return { ...served, window, says, refs }
}

test('the state is shown first, then the task runs, and its result comes by itself [A39]', async (t) => {
  const { window, says, refs } = await open(t)
  window.send([1, 1, 0, 'start'])
  await window.until(says('"started"'))
  // Handled, and not answered: the element that was clicked still waits.
  assert.deepEqual(refs(), [-1])
  window.send([1, 2, 0, 'click'])
  await window.answer(2)
  await window.until(says('0.4'))
  gates[0]!.open('42')
  await window.until(says('report brought 42'))
  await window.answer(1)
  assert.deepEqual(refs(), [-1, 2, 1])
})

test('a newer task of the same name takes the older one’s place [A39]', async (t) => {
  const { window, says, refs } = await open(t)
  window.send([1, 1, 0, 'start'])
  await window.until(() => gates.length === 1 && signals.length === 1)
  window.send([1, 2, 0, 'start'])
  await window.until(() => refs().flat().includes(-2))
  await window.answer(1)
  await window.until(() => signals.length === 2)
  assert.deepEqual(
    signals.map(({ aborted }) => aborted),
    [true, false],
  )
  gates[0]!.open('old')
  gates[1]!.open('new')
  await window.until(says('report brought new'))
  await window.answer(2)
  assert.ok(!says('brought old')())
})

test('a task can be cancelled; a name that no task has says so [A40]', async (t) => {
  const { window, says } = await open(t)
  window.send([1, 1, 0, 'start'])
  await window.until(says('0.4'))
  window.send([1, 2, 0, 'cancel'])
  await window.until(says('cancelled true'))
  await window.answer(1)
  assert.equal(signals[0]!.aborted, true)
  gates[0]!.open('late')
  window.send([1, 3, 0, 'cancel'])
  await window.until(says('cancelled false'))
  window.send([1, 4, 0, 'start'])
  await window.until(() => gates.length === 2)
  gates[1]!.open('next')
  await window.until(says('report brought next'))
  assert.ok(!says('brought late')())
})

test('a failure comes to handleAsyncResult; one that nobody takes is logged [A41]', async (t) => {
  const { window, says, logged } = await open(t)
  window.send([1, 1, 0, 'start'])
  await window.until(() => gates.length === 1)
  gates[0]!.fail(new Error('no paper'))
  await window.until(says('report failed: Error: no paper'))
  await window.answer(1)
  window.send([1, 2, 0, 'anonymous'])
  await window.answer(2)
  assert.match(String(logged.at(-1)?.fields['error']), /nobody takes it/)
})

test('tasks are aborted when the page is closed [A39]', async (t) => {
  const { window, says } = await open(t)
  window.send([1, 1, 0, 'start'])
  await window.until(says('0.4'))
  await window.close()
  await eventually(() => signals[0]!.aborted)
})

test('a background event lets others pass, is cancellable, and is answered at its end [B72]', async (t) => {
  const { window, says, refs } = await open(t)
  window.send([1, 1, 0, 'slow', null, 0, 1])
  await window.until(says('[1,-1'))
  window.send([1, 2, 0, 'click'])
  await window.answer(2)
  await window.until(says('0.5'))
  gates[0]!.open('done')
  await window.until(says('"done 1"'))
  await window.answer(1)
  assert.deepEqual(refs(), [-1, 2, 1])
})

test('a value loads beside the page; the last one stays while a newer one loads or fails [B80]', async (t) => {
  const { window, says } = await open(t)
  window.send([1, 1, 0, 'load'])
  await window.until(says('"true,false,false,"'))
  gates[0]!.open('Ada')
  await window.until(says('"false,true,false,Ada"'))
  window.send([1, 2, 0, 'load'])
  await window.until(says('"true,true,false,Ada"'))
  gates[1]!.fail(new Error('gone'))
  await window.until(says('"false,true,true,Ada"'))
  await window.answer(2)
})

/** A clock that a test moves. */
class Hands implements Clock {
  #now = 1_700_000_000_000
  readonly #timers = new Map<object, { at: number; run: () => void }>()

  now(): number {
    return this.#now
  }

  after(ms: number, run: () => void): () => void {
    const key = {}
    this.#timers.set(key, { at: this.#now + ms, run })
    return () => void this.#timers.delete(key)
  }

  /** Moves on, and calls what is due in its order. */
  pass(ms: number): void {
    const until = this.#now + ms
    for (;;) {
      const due = [...this.#timers].filter(([, { at }]) => at <= until)
      const next = due.sort(([, a], [, b]) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers.delete(next[0])
      this.#now = Math.max(this.#now, next[1].at)
      next[1].run()
    }
    this.#now = until
  }
}

const clock = new Hands()
const ticked: number[] = []

class Ticking extends LiveView {
  static override tickInterval = 1000
  ticks = 0

  override async handleTick() {
    ticked.push(clock.now())
    this.ticks++
    if (ticked.length === 2) throw new Error('one bad tick')
    // Work takes time, which does not add to the period.
    clock.pass(300)
  }

  @event pause() {
    this.pauseTicks()
  }

  @event go() {
    this.resumeTicks()
  }

  render() {
    return html`<p>${this.ticks}</p>`
  }
}

test('ticks keep their period, go on after a failure, can pause, and wait for the browser [A9, A10, A11]', async (t) => {
  const limits = { silenceMs: Infinity, graceMs: Infinity, tokenMs: Infinity, pendingMs: 10 ** 9 }
  const { url, logged } = await serve(t, (app) => app.live('/', Ticking), { clock, limits })
  const shows = (window: RawWindow, text: string) => () =>
    JSON.stringify(window.frames).includes(text)
  ticked.length = 0
  const page = await RawWindow.join(url)
  const start = clock.now()
  clock.pass(1000)
  await page.until(shows(page, ',1]'))
  clock.pass(700)
  await eventually(() => logged.length !== 0, undefined, { state: () => logged })
  assert.match(String(logged[0]?.fields['error']), /one bad tick/)
  clock.pass(1000)
  await page.until(shows(page, ',2]'))
  assert.deepEqual(
    ticked.map((at) => at - start),
    [1000, 2000, 3000],
  )
  page.send([1, 1, 0, 'pause'])
  await page.answer(1)
  clock.pass(5000)
  page.send([1, 2, 0, 'go'])
  await page.answer(2)
  assert.equal(ticked.length, 3)
  clock.pass(1000)
  await eventually(() => ticked.length >= 4, undefined, { state: () => ticked })
})

test('ticks that are paused stay so when the browser comes back [A10]', async (t) => {
  const limits = { silenceMs: Infinity, graceMs: Infinity, tokenMs: Infinity, pendingMs: 10 ** 9 }
  const { url } = await serve(t, (app) => app.live('/', Ticking), { clock, limits })
  const page = await loadPage(url)
  const first = await RawWindow.open(url, page.cookie)
  first.send([0, 1, page.token])
  await first.until(() => first.frames.length > 0)
  first.send([1, 1, 0, 'pause'])
  await first.answer(1)
  first.socket.terminate()
  await first.closing()
  const again = await RawWindow.open(url, page.cookie)
  again.send([0, 1, page.token, first.frames[0]![3], 2, [], '/'])
  await again.until(() => again.frames.length > 0)
  ticked.length = 0
  clock.pass(5000)
  again.send([1, 2, 0, 'go'])
  await again.answer(2)
  assert.equal(ticked.length, 0)
})

class Mixed extends LiveView {
  own = 'old'
  theirs = 'old'
  both = 'old'

  @event({ background: true }) async fill() {
    const own = gate()
    gates.push(own)
    this.theirs = await own.passed
    this.both = 'theirs'
    const end = gate()
    gates.push(end)
    await end.passed
  }

  @event async fails({ text }: { text: string }) {
    this.own = text
    this.both = text
    const own = gate()
    gates.push(own)
    await own.passed
    throw new Error('failed')
  }

  override render() {
    return html`<p>${[this.own, this.theirs, this.both].join()}</p>`
  }
}

test('a failed event takes back what it did, and not what a background event assigned meanwhile', async (t) => {
  gates = []
  const { url } = await serve(t, (app) => app.live('/', Mixed))
  const window = await RawWindow.join(url, '/')
  const begun = async (count: number): Promise<void> => {
    await eventually(() => gates.length >= count, undefined, { state: () => gates })
  }
  window.send([1, 1, 0, 'fails', { text: 'alone' }])
  await begun(1)
  gates[0]!.open('')
  assert.equal((await window.answer(1))[0], 2)
  window.send([1, 2, 0, 'fill'])
  await begun(2)
  window.send([1, 3, 0, 'fails', { text: 'wrong' }])
  await begun(3)
  gates[1]!.open('filled')
  await begun(4)
  const shown = (): string | undefined =>
    [...JSON.stringify(window.frames).matchAll(/"(\w+,\w+,\w+)"/g)].at(-1)?.[1]
  gates[2]!.open('')
  assert.equal((await window.answer(3))[0], 2)
  gates[3]!.open('')
  await window.answer(2)
  assert.equal(shown(), 'old,filled,theirs')
  assert.doesNotMatch(JSON.stringify(window.frames), /wrong|alone/)
})
