/** The folder in which uploaded files wait. */
import assert from 'node:assert/strict'
import { mkdtempSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { diskUploads } from 'overwire/node'
import { uploadStoreSuite } from 'overwire/testing'
import { eventually } from '../eventually.ts'

const shared = join(mkdtempSync(join(tmpdir(), 'overwire-test-')), 'files')
uploadStoreSuite('on the disk', () => ({ store: diskUploads(shared), other: diskUploads(shared) }))

test('files are of one user, and a folder that others write to is refused [B134]', async () => {
  const root = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const folder = join(root, 'deep', 'files')
  await diskUploads(folder).create({ id: 'abcdefgh', size: 1 })
  assert.equal(statSync(folder).mode & 0o777, 0o700)
  assert.equal(statSync(join(folder, 'abcdefgh')).mode & 0o777, 0o600)
  await chmod(folder, 0o777)
  await assert.rejects(diskUploads(folder).create({ id: 'abcdefgi', size: 1 }), /E_OPTION/)
})

test('a name that is none of ours is never a path', async () => {
  const store = diskUploads(await mkdtemp(join(tmpdir(), 'overwire-test-')))
  for (const id of ['../../etc/passwd', '..', '', 'a/b/c/d/e/f', 'abcdefgh\0']) {
    await assert.rejects(store.size(id), /E_UPLOAD_GONE/)
    await assert.rejects(store.remove(id), /E_UPLOAD_GONE/)
  }
})

test('what nobody took is removed when it is old; a moved file is whole', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  writeFileSync(join(folder, '00000000-0000-4000-8000-000000000001'), 'x')
  writeFileSync(join(folder, 'README.md'), 'not ours')
  const past = new Date(Date.now() - 25 * 60 * 60_000)
  for (const name of ['00000000-0000-4000-8000-000000000001', 'README.md'])
    utimesSync(join(folder, name), past, past)
  const store = diskUploads(folder)
  await store.create({ id: 'newfile-1', size: 3 })
  assert.deepEqual((await readdir(folder)).sort(), ['README.md', 'newfile-1'])
  await store.append('newfile-1', 0, Buffer.from('abc'))
  await store.move!('newfile-1', join(folder, 'moved.txt'))
  assert.equal(await readFile(join(folder, 'moved.txt'), 'utf8'), 'abc')
  assert.equal(await store.size('newfile-1'), undefined)
})

test('what is old goes when a process starts, though nobody sends a file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'overwire-test-'))
  const [old, young] = [1, 2].map((n) => `00000000-0000-4000-8000-00000000000${n}`)
  for (const name of [old!, young!]) writeFileSync(join(folder, name), 'x')
  const past = new Date(Date.now() - 25 * 60 * 60_000)
  utimesSync(join(folder, old!), past, past)
  diskUploads(folder)
  await eventually(async () => (await readdir(folder)).join() === young, 'the old one is gone')
  // What is in a folder of others is theirs.
  utimesSync(join(folder, young!), past, past)
  await chmod(folder, 0o777)
  await assert.rejects(diskUploads(folder).create({ id: 'abcdefgh', size: 1 }), /E_OPTION/)
  assert.deepEqual(await readdir(folder), [young])
})

test('a folder that is removed while the server runs is made anew', async () => {
  const folder = join(await mkdtemp(join(tmpdir(), 'overwire-test-')), 'files')
  const store = diskUploads(folder)
  await store.create({ id: 'newfile-1', size: 1 })
  await rm(folder, { recursive: true })
  await store.create({ id: 'newfile-2', size: 1 })
  assert.deepEqual(await readdir(folder), ['newfile-2'])
})
