/** An app in several processes behind a proxy that knows nothing of sessions. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { loadPage, RawWindow } from '../server/raw-window.ts'
import { startCluster } from './cluster.ts'

const WINDOWS = 200

const holds = (window: RawWindow, text: string): boolean =>
  JSON.stringify(window.frames).includes(text)

/** Waits until all windows hold all texts. */
async function allHold(windows: readonly RawWindow[], texts: readonly string[]): Promise<void> {
  for (const window of windows) {
    for (const text of texts) await window.until(() => holds(window, text))
  }
}

/** True when the last update says so. */
const isLast = ({ frames }: RawWindow, text: string): boolean =>
  JSON.stringify(frames.filter((frame) => frame[0] === 1).at(-1)).includes(text)

const kinds = ['push', 'publish', 'send', 'trigger', 'flash']

/** Those whose node answers; the others are closed by now, or about to be. */
async function stillOpen(windows: readonly RawWindow[]): Promise<RawWindow[]> {
  for (const window of windows) {
    window.send([3])
    await window.until(() => window.closed !== undefined || window.frames.at(-1)?.[0] === 6)
  }
  return windows.filter((window) => window.closed === undefined)
}

async function openWindows(url: string, count: number, user: string): Promise<RawWindow[]> {
  const { cookie } = await loadPage(`${url}/?user=${user}`)
  const windows: RawWindow[] = []
  for (let i = 0; i < count; i += 20) {
    const some = Array.from({ length: Math.min(20, count - i) }, () =>
      RawWindow.join(url, `/?user=${user}`, cookie),
    )
    windows.push(...(await Promise.all(some)))
  }
  return windows
}

test('pushes of every kind from every kind of process reach all windows of all nodes [A18]', async (t) => {
  const cluster = await startCluster(t)
  const windows = await openWindows(cluster.url, WINDOWS, 'ann')
  const [first, second] = windows as [RawWindow, RawWindow]
  const reaches = async (text: string): Promise<void> => {
    await allHold(
      windows,
      kinds.map((kind) => `${text}-${kind}`),
    )
    // Each window once, however many of its topics were named.
    for (const window of windows) {
      const calls = window.frames.filter(
        (frame) => frame[0] === 8 && JSON.stringify(frame).includes(`${text}-trigger`),
      )
      assert.equal(calls.length, 1)
    }
  }

  first.send([1, 1, 0, 'pushAll', { text: 'event' }])
  await reaches('event')
  second.send([6, 1, 0, 0, 'push_all', { data: { text: 'handler' } }])
  await reaches('handler')
  first.send([6, 2, 0, 0, 'push_by_worker', { data: { text: 'worker' } }])
  await reaches('worker')
  second.send([6, 2, 0, 1, 'board.push', { text: 'signal' }])
  await reaches('signal')

  await cluster.overwire('push', 'Board', '--state', '{"text":"cli-push"}')
  await cluster.overwire(
    'trigger',
    'page.note',
    '--to',
    'all-boards',
    '--args',
    '{"text":"cli-one"}',
  )
  await cluster.overwire('flash', 'info', 'cli-flash', '--to', 'user:ann')
  await cluster.overwire(
    'trigger',
    'page.note',
    '--to',
    'broadcast',
    '--countdown',
    '50',
    '--args',
    '{"text":"cli-later"}',
  )
  await allHold(windows, ['cli-push', 'cli-one', 'cli-flash', 'cli-later'])

  // Everybody is one person with many windows; a second one makes two.
  const [bob] = (await openWindows(cluster.url, 1, 'bob')) as [RawWindow]
  await allHold([...windows, bob], ['2 here'])
  assert.ok(!holds(bob, 'cli-flash'))

  // A node dies: its windows come back at the other one, and nothing else is lost.
  const [dead] = cluster.nodes
  dead!.child.kill('SIGKILL')
  await once(dead!.child, 'exit')
  const alive = await stillOpen(windows)
  const gone = windows.filter((window) => !alive.includes(window))
  assert.ok(alive.length > 50 && gone.length > 50, `${alive.length} and ${gone.length}`)
  const back = await openWindows(cluster.url, gone.length, 'ann')
  const all = [...alive, ...back]
  alive[0]!.send([1, 100, 0, 'pushAll', { text: 'after-node' }])
  await allHold(
    all,
    kinds.map((kind) => `after-node-${kind}`),
  )

  // Redis dies and comes back: views are told of the gap, and hear what follows.
  await cluster.redis.kill()
  await cluster.redis.start()
  await allHold(all, ['1 gaps'])
  back[0]!.send([6, 1, 0, 0, 'push_by_worker', { data: { text: 'after-redis' } }])
  await allHold(
    all,
    kinds.map((kind) => `after-redis-${kind}`),
  )

  // Who logs out is logged out everywhere.
  back[0]!.send([1, 2, 0, 'leave'])
  for (const window of all) assert.equal(await window.closing(), 4411)
})

test('people of a node that dies are gone within some seconds [B147]', async (t) => {
  const cluster = await startCluster(t)
  const windows: RawWindow[] = []
  for (const user of ['ann', 'bob', 'cid', 'dan']) {
    windows.push(...(await openWindows(cluster.url, 1, user)))
  }
  for (const window of windows) await window.until(() => holds(window, '4 here'))
  const [dead] = cluster.nodes
  dead!.child.kill('SIGKILL')
  await once(dead!.child, 'exit')
  const alive = await stillOpen(windows)
  for (const window of alive) await window.until(() => isLast(window, `${alive.length} here`))
  // The proxy deals connections out in turn.
  assert.ok(alive.length > 0 && alive.length < windows.length)
})

test('the command overwire says what is wrong', async (t) => {
  const { overwire } = await startCluster(t)
  const says = async (...words: string[]): Promise<string> => {
    const failed = await overwire(...words).then(
      () => assert.fail('it should fail'),
      (error: { stderr: string; code: number }) => error,
    )
    assert.equal(failed.code, 1)
    return failed.stderr
  }
  assert.match(
    await says('nothing'),
    /\[E_COMMAND_LINE\] overwire nothing: there is no such command/,
  )
  assert.match(await says('push'), /needs a view/)
  assert.match(await says('push', 'Board', '--state', '{oops'), /--state: expected JSON/)
  assert.match(await says('push', 'Board', '--what', 'x'), /Unknown option '--what'/)
  assert.match(await says('trigger'), /needs the name of a signal/)
  assert.match(await says('flash', 'info'), /an audience/)
  assert.match(await says('worker'), /needs the module/)
  assert.match(await says('worker', 'test/cluster/cluster.ts'), /exports no app/)
  assert.match(await says('worker', 'test/nothing.ts'), /There is no file .*nothing\.ts/)
  const { stdout } = await overwire('help')
  assert.match(stdout, /overwire worker --queues/)
})
