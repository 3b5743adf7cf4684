import assert from 'node:assert/strict'
import { mkdtemp, open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { eventually } from '../../test/eventually.ts'
import { OpenFiles } from './open-files.ts'

async function folder(t: TestContext): Promise<(name: string) => Promise<FileHandle>> {
  const path = await mkdtemp(join(tmpdir(), 'overwire-open-files-'))
  t.after(() => rm(path, { recursive: true, force: true }))
  return (name) => open(join(path, name), 'w')
}

/** Closed files have no number. */
const isClosed = ({ fd }: FileHandle): boolean => fd === -1

test('a file is given to one caller, and closed when no part comes', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const files = new OpenFiles()
  const file = await (await folder(t))('a')
  await files.keep('a', file)
  assert.equal(files.take('a'), file)
  assert.equal(files.take('a'), undefined)
  t.mock.timers.tick(500)
  assert.equal(isClosed(file), false, 'who has it has it')
  await files.keep('a', file)
  t.mock.timers.tick(999)
  assert.equal(isClosed(file), false)
  t.mock.timers.tick(1)
  t.mock.timers.reset()
  await eventually(() => isClosed(file), 'it is closed')
  assert.equal(files.take('a'), undefined)
})

test('of too many files the oldest is closed', async (t) => {
  const files = new OpenFiles()
  const make = await folder(t)
  const all: FileHandle[] = []
  for (let i = 0; i < 65; i++) {
    all.push(await make(`${i}`))
    await files.keep(`${i}`, all[i]!)
  }
  assert.deepEqual(
    all.filter(isClosed).map((file) => all.indexOf(file)),
    [0],
  )
  for (let i = 0; i < 65; i++) await files.close(`${i}`)
  assert.equal(all.every(isClosed), true)
})
