/** Importing a folder of handlers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liveviewRegistry } from 'overwire/handlers'
import { discover } from 'overwire/node'

const fixtures = new URL('./fixtures/', import.meta.url)

test('every module of a folder is imported, in order, but those with an underscore [A90]', async () => {
  const lines: string[] = []
  const folder = new URL('liveview_components', fixtures)
  const imported = await discover(folder, { print: (line) => lines.push(line) })
  assert.deepEqual(liveviewRegistry.listFunctions(), ['found_hello', 'found_goodbye'])
  assert.deepEqual(lines, [
    '✓ Imported: liveview_components/hello.ts',
    '✓ Imported: liveview_components/more/goodbye.ts',
  ])
  assert.equal(imported.length, 2)
  // Once more: modules run once.
  await discover(folder, { print: () => undefined })
  await assert.rejects(discover(new URL('nowhere/', fixtures)), { code: 'ENOENT' })
})

test('a module that fails has a cross in development, and stops the start in production [A90]', async () => {
  const lines: string[] = []
  const print = (line: string): void => void lines.push(line)
  const folder = new URL('broken/', fixtures)
  const stops = discover(folder, { development: false, print })
  await assert.rejects(stops, /broken on purpose/)
  assert.equal(liveviewRegistry.getHandler('found_behind'), undefined)
  await discover(folder, { development: true, print })
  assert.ok(liveviewRegistry.getHandler('found_behind'))
  assert.deepEqual(lines, [
    '✗ Failed: a-broken.ts: broken on purpose',
    '✗ Failed: a-broken.ts: broken on purpose',
    '✓ Imported: broken/b-fine.ts',
  ])
})
