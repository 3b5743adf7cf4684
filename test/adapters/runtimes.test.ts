/** Bun and Deno run the suite of adapters as Node does. They are npm packages, whose programs need no script. */
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify, stripVTControlCharacters } from 'node:util'
import { openWindow } from 'overwire/testing'
import { inTime } from '../eventually.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
const { platform, arch } = process

/** The program of a runtime: in the package for this machine, from where a script of Bun's moves it when it is installed. */
function programOf(runtime: 'bun' | 'deno'): string {
  const packages = {
    bun: [`@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}`, 'bin/bun'],
    deno: [`@deno/${platform}-${arch}${platform === 'linux' ? '-glibc' : ''}`, 'deno'],
  }
  const [name, file] = packages[runtime] as [string, string]
  const own = createRequire(import.meta.url).resolve(`${runtime}/package.json`)
  const program = join(dirname(createRequire(own).resolve(`${name}/package.json`)), file)
  return existsSync(program) ? program : join(dirname(own), 'bin/bun.exe')
}

/** What each says of tests that passed: `36 pass`, `2 passed (36 steps)`. */
const passed = { bun: /^ *(\d+) pass$/m, deno: /\((\d+) steps\) \| 0 failed/ }
const words = { bun: ['test'], deno: ['test', '--no-check', '--allow-all'] }

const suites = [
  ['bun', 'listen', 36],
  ['bun', 'hosts', 40],
  ['bun', 'bun-serve', 90],
  ['deno', 'listen', 36],
  ['deno', 'hosts', 40],
  ['deno', 'deno-serve', 38],
] as const

for (const [runtime, file, least] of suites) {
  test(`${runtime} runs the suite of ${file} [A140]`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overwire-runtimes-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const path = `./test/adapters/runtimes/${file}.ts`
    // Neither takes settings of the test that runs it, nor writes beside it.
    const env = { PATH: process.env['PATH'], HOME: folder, DENO_DIR: folder, TMPDIR: tmpdir() }
    const options = { cwd: root, env, timeout: 120_000, killSignal: 'SIGKILL' as const }
    const { stdout, stderr } = await run(programOf(runtime), [...words[runtime], path], options)
    const said = stripVTControlCharacters(stdout + stderr)
    const [, count] = passed[runtime].exec(said) ?? []
    assert.ok(Number(count) >= least, said)
    t.diagnostic(`${count} tests passed`)
  })
}

const galleries = [
  ['bun', ['examples/bun-server.ts']],
  ['deno', ['run', '--no-check', '--allow-all', 'examples/server.ts']],
] as const

for (const [runtime, args] of galleries) {
  test(`the examples run in ${runtime} without a build, and end in order [A140]`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overwire-runtimes-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const { PATH } = process.env
    const env = { PATH, HOME: folder, DENO_DIR: folder, PORT: '0', BASE_PATH: '/x/y' }
    const server = spawn(programOf(runtime), args, { cwd: root, env })
    t.after(() => server.kill('SIGKILL'))
    const lines = createInterface(server.stdout)
    const said = once(lines, 'line') as Promise<[string]>
    const [line] = await inTime(said, 'the gallery says where it is')
    const [url = ''] = /http:\S+[^/\s]/.exec(line) ?? []
    assert.match(url, /\/x\/y$/)
    const window = await openWindow(url, '/counter')
    await window.close()
    server.kill('SIGTERM')
    assert.deepEqual(await inTime(once(server, 'exit'), 'it ends'), [0, null])
  })
}
