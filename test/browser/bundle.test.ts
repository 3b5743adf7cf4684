/** One file of a bundler runs an app whole: a view, a handler, a signal, a schedule, and the client's files. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { build } from 'esbuild'
import { rolldown } from 'rolldown'
import { eventually } from '../eventually.ts'
import { assertNoErrors, openTab } from './browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'overwire-bundle-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** CommonJS packages inside of an ES module call `require`. */
const banner =
  "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);"

const bundlers: Record<string, (outfile: string) => Promise<unknown>> = {
  esbuild: (outfile) =>
    build({
      entryPoints: ['test/bundle/app.ts'],
      outfile,
      bundle: true,
      treeShaking: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      external: ['lmdb'],
      banner: { js: banner },
    }),
  async rolldown(outfile) {
    // It leaves decorators as they are; esbuild rewrites them.
    const input = join(folder, 'app.mjs')
    await build({ entryPoints: ['test/bundle/app.ts'], outfile: input, target: 'node20' })
    const bundle = await rolldown({
      input,
      platform: 'node',
      external: ['lmdb'],
      resolve: { alias: aliases },
    })
    await bundle.write({ file: outfile, format: 'esm', codeSplitting: false })
    await bundle.close()
  },
}

/** The bundle is made outside of the repository, where the package has no name. */
const doors = ['handlers', 'signals', 'tasks', 'presence', 'node']
const aliases = Object.fromEntries([
  ...doors.map((door) => [`overwire/${door}`, join(process.cwd(), `dist/${door}.js`)]),
  ['overwire', join(process.cwd(), 'dist/index.js')],
]) as Record<string, string>

for (const [name, bundle] of Object.entries(bundlers)) {
  test(`a bundle of ${name} runs a view, a handler, a signal and a schedule`, async (t) => {
    const file = join(folder, `${name}.mjs`)
    await bundle(file)
    // Nothing of the package is beside it.
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
    const child = spawn(process.execPath, [file], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    t.after(() => child.kill('SIGKILL'))
    const lines: string[] = []
    createInterface(child.stdout).on('line', (line) => lines.push(line))
    createInterface(child.stderr).on('line', (line) => lines.push(line))
    const state = (): string => lines.join('\n')
    const started = (): string | undefined => lines.find((line) => line.startsWith('url '))
    const found = await eventually(started, 'the bundle serves the app', { state })
    const tab = await openTab(found.slice(4))
    await tab.connected()
    await tab.page.click('#add')
    await tab.page.waitForSelector('p:text-is("1")')
    await tab.page.click('#hello')
    await tab.page.waitForSelector('#said:text-is("hello")')
    await eventually(() => lines.includes('signal 1'))
    await eventually(() => lines.includes('schedule'))
    assertNoErrors(tab)
    assert.equal(child.exitCode, null, lines.join('\n'))
    await tab.page.close()
  })
}
