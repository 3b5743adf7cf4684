/** A lock is nobody's when its process is gone, at whatever moment that ended. */
import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { FileLock } from '../../src/databases/file-lock.ts'
import { inTime } from '../eventually.ts'
import { typescript } from '../typescript.ts'

const KILLS = 30

async function newPath(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-lock-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'lock')
}

test('what a killed process held, or was about to hold, is free at once', async (t) => {
  const path = await newPath(t)
  const program = new URL('lock-process.ts', import.meta.url)
  for (let kills = 0; kills < KILLS; kills++) {
    const child = fork(program, [path], { execArgv: typescript })
    const ended = once(child, 'exit')
    await inTime(once(child, 'message'), 'the process runs')
    child.kill('SIGKILL')
    await inTime(ended, 'the process has ended')
    const lock = await FileLock.take(path)
    assert.ok(lock, `after ${kills} kills`)
    await lock.release()
  }
})

test('one at a time has it; the others leave nothing behind', async (t) => {
  const path = await newPath(t)
  const locks = await Promise.all(Array.from({ length: 10 }, () => FileLock.take(path)))
  const held = locks.filter((lock) => lock !== undefined)
  assert.equal(held.length, 1)
  assert.equal(await held[0]!.isHeld(), true)
  await held[0]!.release()
  assert.deepEqual(await readdir(join(path, '..')), [])
})

test('a process before this one with the same number, as in a container, has it no more', async (t) => {
  const path = await newPath(t)
  await writeFile(path, `${hostname()} ${process.pid} another 1;`)
  const lock = await FileLock.take(path)
  assert.ok(lock)
  await lock.release()
})
