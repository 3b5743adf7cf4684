/** What fills the heap and is measured by nothing: those who bring it are refused, and the process goes on for others. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { inTime } from '../eventually.ts'
import { typescript } from '../typescript.ts'
import { RawWindow } from './raw-window.ts'

/** Megabytes of the process's heap, and texts of nearly one that are sent: twice as much. */
const HEAP = 80
const TEXTS = 150
const LONG = ' '.repeat(990_000)
const program = fileURLToPath(new URL('keeping-process.ts', import.meta.url))

async function start(t: TestContext, env: Record<string, string> = {}) {
  const execArgv = [...typescript, `--max-old-space-size=${HEAP}`]
  const child = fork(program, [], { execArgv, silent: true, env: { ...process.env, ...env } })
  t.after(() => child.kill('SIGKILL'))
  const told: string[] = []
  child.on('message', ({ text }: { text?: string }) => text !== undefined && told.push(text))
  const [{ url }] = (await inTime(once(child, 'message'), 'the server runs')) as [{ url: string }]
  return { child, told, url }
}

/** Sends long texts one after another, in a new page whenever its page is ended. @returns codes of refusals. */
async function fill(url: string, name: string): Promise<{ refused: Set<string>; ends: number }> {
  const refused = new Set<string>()
  let ends = 0
  let window = await RawWindow.join(url)
  let n = 1
  for (let i = 0; i < TEXTS; i++) {
    const text = `${String(i).padStart(20, 'x')}${LONG}`
    window.send([1, n, Math.max(0, window.frames.length - 1), name, { text }])
    const answer = await window.answer(n++)
    if (answer?.[0] === 2) refused.add(String(answer[2]))
    if (window.closed === undefined) continue
    ends++
    window = await RawWindow.join(url)
    n = 1
  }
  await window.close()
  return { refused, ends }
}

/** A visitor of another time and little need. */
async function works(window: RawWindow, n: number): Promise<void> {
  window.send([1, n, 0, 'inc'])
  const answer = await window.answer(n)
  assert.equal(answer?.[0], 1, `answered ${JSON.stringify(answer)}`)
}

test('pieces of long texts in fields: windows that brought most are ended, and others go on', async (t) => {
  const { child, told, url } = await start(t)
  const other = await RawWindow.join(url)
  await works(other, 1)
  const { ends } = await fill(url, 'keep')
  t.diagnostic(`${ends} ended`)
  assert.ok(ends > 0, 'windows are ended')
  await works(other, 2)
  assert.equal(child.exitCode, null)
  assert.ok(
    told.includes('the heap is nearly full: a window of the address that sent most was ended'),
    `${told}`,
  )
})

test('pieces of long texts in a list of the app’s: large events and bodies are refused, small ones go on', async (t) => {
  const { child, told, url } = await start(t)
  const other = await RawWindow.join(url)
  await works(other, 1)
  const { refused } = await fill(url, 'say')
  assert.ok(
    [...refused].some((code) => code.includes('E_HEAP_FULL')),
    [...refused].join(),
  )
  await works(other, 2)
  const body = await fetch(`${url}/big`, { method: 'POST', body: 'x'.repeat(100_000) })
  assert.equal(body.status, 503)
  const small = await fetch(`${url}/big`, { method: 'POST', body: 'x' })
  assert.equal(small.status, 200)
  assert.equal(child.exitCode, null)
  assert.ok(
    told.includes('the heap is nearly full: large events and bodies are refused'),
    `${told}`,
  )
})

test('buffers that an app keeps are memory of its container: bodies are refused before it is full', async (t) => {
  const { child, told, url } = await start(t, { MEMORY: '400' })
  const other = await RawWindow.join(url)
  await works(other, 1)
  const body = new Uint8Array(1_000_000)
  let refused = 0
  for (let i = 0; i < 500 && refused < 3; i++) {
    const { status } = await fetch(`${url}/buffer`, { method: 'POST', body })
    if (status === 503) refused++
  }
  assert.equal(refused, 3)
  await works(other, 2)
  assert.equal(child.exitCode, null)
  assert.ok(
    told.includes('the memory is nearly full: large events and bodies are refused'),
    `${told}`,
  )
})
