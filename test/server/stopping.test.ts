/** A process that is told to stop ends in order: what was begun is answered, browsers go elsewhere. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually } from '../eventually.ts'
import { typescript } from '../typescript.ts'
import { RawWindow } from './raw-window.ts'

const program = fileURLToPath(new URL('stopped-process.ts', import.meta.url))

async function start(t: TestContext, ...options: string[]) {
  const child = spawn(process.execPath, [...typescript, program, ...options])
  t.after(() => child.kill('SIGKILL'))
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const line = async (): Promise<string> => (await lines.next()).value as string
  return { child, url: await line(), line }
}

function isRefused(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(socket.destroy() === undefined))
    socket.once('error', ({ code }: { code?: string }) => resolve(code === 'ECONNREFUSED'))
  })
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal}: an event under way is answered, then browsers are told to come back, and the status is 0`, async (t) => {
    const { child, url, line } = await start(t)
    const window = await RawWindow.join(url)
    window.send([1, 1, 0, 'slow'])
    assert.equal(await line(), 'slow begins')
    child.kill(signal)
    assert.equal(await line(), 'told')
    const { port } = new URL(url)
    await eventually(() => isRefused(Number(port)), 'a new connection finds nobody')
    // It came too late for this process: the next one gets it.
    window.send([1, 2, 0, 'inc'])
    child.stdin.write('go on\n')
    const answer = await window.answer(1)
    assert.equal(answer[0], 1)
    assert.match(JSON.stringify(answer), /slow done/)
    assert.equal(await window.closing(), 1001)
    assert.ok(
      window.frames.some(([op]) => op === 7),
      'told to come back',
    )
    assert.ok(!window.frames.some((frame) => frame[1] === 2), 'the later event is not answered')
    assert.deepEqual(await once(child, 'exit'), [0, null])
  })
}

test('requests under way are answered, to their last byte, before the process ends', async (t) => {
  const { child, url, line } = await start(t)
  const ordered = fetch(`${url}/order`, { method: 'POST' })
  assert.equal(await line(), 'order begins')
  const report = await fetch(`${url}/report`)
  const reader = report.body!.getReader()
  await reader.read()
  child.kill('SIGTERM')
  assert.equal(await line(), 'told')
  child.stdin.write('go on\n')
  assert.equal(await (await ordered).text(), 'ordered')
  let rest = ''
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    rest += new TextDecoder().decode(value)
  }
  assert.equal(rest, 'two three')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('what does not end in time is left behind; the status is 0 all the same', async (t) => {
  const { child, url, line } = await start(t, '--stop-ms=300')
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'slow'])
  assert.equal(await line(), 'slow begins')
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [0, null])
})

test('a second signal ends the process at once', async (t) => {
  const { child, url, line } = await start(t)
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'slow'])
  assert.equal(await line(), 'slow begins')
  child.kill('SIGTERM')
  assert.equal(await line(), 'told')
  child.kill('SIGTERM')
  assert.deepEqual(await once(child, 'exit'), [1, null])
})

test('a listener of the app’s own decides alone', async (t) => {
  const { child, line } = await start(t, '--own')
  child.kill('SIGTERM')
  assert.equal(await line(), 'own')
  assert.deepEqual(await once(child, 'exit'), [7, null])
})

test('whoever watches the process hears that it lives and takes visitors, and when it does not', async (t) => {
  const { child, url, line } = await start(t)
  const ask = async (path: string): Promise<string> => {
    const answer = await fetch(`${url}/_overwire/${path}`)
    return `${answer.status} ${await answer.text()}`
  }
  assert.equal(await ask('health'), '200 alive\n')
  assert.equal(await ask('ready'), '200 ready\n')
  const window = await RawWindow.join(url)
  window.send([1, 1, 0, 'slow'])
  assert.equal(await line(), 'slow begins')
  child.kill('SIGTERM')
  assert.equal(await line(), 'told')
  child.stdin.write('ready?\n')
  assert.equal(await line(), '503 stopping')
})
