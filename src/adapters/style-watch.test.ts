import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../../test/eventually.ts'
import { watchStyles } from './style-watch.ts'

test('stylesheets are watched in folders that are made later, and made anew', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'overwire-styles-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'old/inner'), { recursive: true })
  let changes = 0
  watchStyles(folder, () => changes++)
  const sees = async (what: string, change: () => void): Promise<void> => {
    const before = changes
    change()
    await eventually(() => changes > before, what)
  }
  const write = (name: string): void => writeFileSync(join(folder, name), 'a {}')
  await sees('a file', () => write('a.css'))
  await sees('a file in a folder', () => write('old/inner/a.css'))
  await sees('a folder with a file', () => {
    mkdirSync(join(folder, 'new/inner'), { recursive: true })
    write('new/inner/a.css')
  })
  await sees('a change in it', () => write('new/inner/a.css'))
  await sees('a file beside its folder', () => write('new/b.css'))
  await sees('a folder that is there again', () => {
    rmSync(join(folder, 'new'), { recursive: true })
    mkdirSync(join(folder, 'new'))
    write('new/c.css')
  })
  await sees('a change in that', () => write('new/c.css'))
  await sees('a folder with a new name', () =>
    renameSync(join(folder, 'new'), join(folder, 'newer')),
  )
  await sees('a change in the renamed one', () => write('newer/c.css'))
  mkdirSync(join(folder, 'node_modules'))
  mkdirSync(join(folder, '.hidden'))
  const before = changes
  write('node_modules/a.css')
  write('.hidden/a.css')
  write('a.txt')
  await sees('one that is not left out', () => write('last.css'))
  assert.equal(changes, before + 1)
})
