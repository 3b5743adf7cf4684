/** What is refused between a logout and the moment at which the windows of it are closed. */
import assert from 'node:assert/strict'
import { beforeEach, test } from 'node:test'
import type { TestContext } from 'node:test'
import { event, html, LiveView } from 'overwire'
import type { App, LiveRequest } from 'overwire'
import { liveviewHandler, liveviewRegistry } from 'overwire/handlers'
import { disconnectSignals, everyone, signal } from 'overwire/signals'
import { eventually } from '../eventually.ts'
import { RawWindow } from './raw-window.ts'
import { serve } from './serve.ts'

let ran: string[] = []
let finish = (): void => {}
let requests: LiveRequest[] = []

beforeEach(() => {
  ran = []
  requests = []
  disconnectSignals()
  liveviewRegistry.unregister('act')
  liveviewHandler('act', () => void ran.push('handler'))
  signal({ path: 'act', isAllowedTo: everyone }, () => void ran.push('signal'))
})

class Bank extends LiveView {
  override mount(request: LiveRequest): void {
    requests.push(request)
    ran.push('mount')
  }
  @event pay(): void {
    ran.push('pay')
  }
  @event async slow(): Promise<void> {
    await new Promise<void>((resolve) => (finish = resolve))
    ran.push('slow')
  }
  render() {
    return html`<p>bank</p>`
  }
}
class Other extends Bank {}
class Board extends Bank {
  static override shared = () => 'board'
}

async function open(t: TestContext, user: boolean) {
  const setUp = (app: App): unknown =>
    app.live('/', Bank).live('/other', Other).live('/board', Board)
  const who = ({ query }: LiveRequest): never => ({ id: query.get('user') }) as never
  return serve(t, setUp, user ? { user: who } : {})
}

/** Everything that a browser can ask for. */
const asked: unknown[][] = [
  [1, 0, 0, 'pay'],
  [6, 0, 0, 0, 'act', {}],
  [6, 0, 0, 1, 'act', {}],
  [6, 0, 0, 2, 'room', {}],
  [5, 0, 0, '/other', 1],
  [5, 0, 0, '/?page=2', 0],
]

async function allRefused(window: RawWindow, first: number): Promise<void> {
  for (const [i, [op, , ...rest]] of asked.entries()) {
    const n = first + i
    window.send([op, n, ...rest])
    const answer = await window.answer(n)
    assert.deepEqual([answer?.[0], answer?.[2]], [2, 'E_LOGGED_OUT'], String(asked[i]))
  }
}

for (const path of ['/', '/board']) {
  test(`nothing of a window of ${path} runs once its session is logged out`, async (t) => {
    const { url, app } = await open(t, false)
    const window = await RawWindow.join(url, path)
    const other = await RawWindow.join(url, path)
    window.send([1, 1, 0, 'slow'])
    await eventually(() => finish !== undefined && window.frames.length > 0)
    window.send([1, 2, 0, 'pay'])
    const [request] = requests
    ran = []
    await app.logOut({ session: path === '/' ? request!.session.id : sessionOf(window, requests) })
    await allRefused(window, 3)
    assert.deepEqual(ran, [])
    assert.equal(await window.closing(), 4411)
    other.send([1, 1, 0, 'pay'])
    finish()
    assert.equal((await other.answer(1))[0], 1, 'others go on')
  })
}

/** A shared view is mounted once: for the first of its windows. */
const sessionOf = (_window: RawWindow, [first]: LiveRequest[]): string => first!.session.id

test('nothing of a user’s windows runs once they are logged out', async (t) => {
  const { url, app } = await open(t, true)
  const window = await RawWindow.join(url, '/?user=1')
  const other = await RawWindow.join(url, '/?user=2')
  ran = []
  await app.logOut({ user: 1 })
  await allRefused(window, 1)
  assert.deepEqual(ran, [])
  assert.equal(await window.closing(), 4411)
  other.send([1, 1, 0, 'pay'])
  await other.answer(1)
  assert.deepEqual(ran, ['pay'])
})

test('an event that waits for its turn while its visitor logs out does not run', async (t) => {
  const { url, app } = await open(t, false)
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'slow'])
  window.send([1, 2, 0, 'pay'])
  await eventually(() => requests.length === 1)
  ran = []
  await app.logOut({ session: requests[0]!.session.id })
  finish()
  const answer = await window.answer(2)
  assert.equal(answer?.[2] ?? 'E_LOGGED_OUT', 'E_LOGGED_OUT')
  assert.deepEqual(
    ran.filter((one) => one === 'pay'),
    [],
  )
})
