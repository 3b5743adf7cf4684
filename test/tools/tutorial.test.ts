/** The tutorial typed in from its pages: after each chapter the project compiles, and its own tests pass. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { after, test } from 'node:test'

mkdirSync('test/output', { recursive: true })
const folder = mkdtempSync('test/output/tutorial-')
after(() => rmSync(folder, { recursive: true, force: true }))

/** What `npm create overwire` writes, and the packages that `npm install` brings. */
function begin(): void {
  cpSync('templates/minimal', folder, { recursive: true })
  for (const name of ['counter.ts', 'counter.test.ts']) rmSync(join(folder, name))
  const packages = join(folder, 'node_modules')
  mkdirSync(packages)
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(packages, name))
  }
  symlinkSync(resolve('.'), join(packages, 'overwire'))
}

function run(command: string, ...words: string[]): void {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  })
  assert.equal(status, 0, `${command} ${words.join(' ')}\n${stdout}\n${stderr}`)
}

/** The text after a change of which each line begins with " ", "+" or "-". */
function changed(text: string, change: string): string {
  const lines = change.trimEnd().split('\n')
  const without = (sign: string): string =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => `${line.slice(1)}\n`)
      .join('')
  const before = without('+')
  assert.equal(text.split(before).length, 2, `these lines stand there once:\n${before}`)
  return text.replace(before, () => without('-'))
}

begin()
for (const page of readdirSync('docs/tutorial').sort()) {
  test(`chapter ${page} compiles, and its tests pass`, () => {
    const text = readFileSync(`docs/tutorial/${page}`, 'utf8')
    const blocks = [...text.matchAll(/^```(ts|diff)\n ?\/\/ ([a-z.-]+\.ts)\n([\s\S]*?)^```$/gm)]
    assert.ok(blocks.length > 0, 'it has files')
    assert.equal(blocks.length, text.match(/^```(ts|diff)$/gm)?.length, 'each block names its file')
    for (const [, kind, name, code] of blocks) {
      const file = join(folder, name!)
      writeFileSync(file, kind === 'ts' ? code! : changed(readFileSync(file, 'utf8'), code!))
    }
    run(resolve('node_modules/.bin/tsc'), '-p', '.')
    const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
    run(process.execPath, '--import', 'tsx', '--test', ...tests)
  })
}
