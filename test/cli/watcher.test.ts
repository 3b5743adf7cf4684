/** `overwire dev --watcher`: a command that runs beside the server, and ends with it. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { eventually } from '../eventually.ts'

/** Ends when its input does, as what watches files; `deaf` goes on. */
const watching = (isDeaf: boolean): string => `
  require('node:fs').writeFileSync('pid', String(process.pid))
  ${isDeaf ? 'setInterval(() => {}, 1000)' : "process.stdin.on('end', () => process.exit()).resume()"}
`

for (const { signal, isDeaf } of [
  { signal: 'SIGTERM', isDeaf: true },
  { signal: 'SIGKILL', isDeaf: false },
] as const) {
  test(`a watcher runs beside the server, and ends with it by ${signal}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overwire-watcher-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    // Ends when nobody is there any more to watch it.
    writeFileSync(join(folder, 'server.js'), "process.on('disconnect', () => process.exit())")
    writeFileSync(join(folder, 'watching.cjs'), watching(isDeaf))
    const command = `"${process.execPath}" watching.cjs`
    const words = [resolve('dist/cli/main.js'), 'dev', 'server.js', '--watcher', command]
    const child = spawn(process.execPath, words, { cwd: folder, stdio: 'ignore' })
    t.after(() => child.kill('SIGKILL'))
    const file = join(folder, 'pid')
    await eventually(() => existsSync(file) && readFileSync(file, 'utf8'))
    const pid = Number(readFileSync(file, 'utf8'))
    t.after(() => isAlive(pid) && process.kill(pid, 'SIGKILL'))
    assert.ok(isAlive(pid))
    child.kill(signal)
    await eventually(() => !isAlive(pid), 'the watcher ends')
  })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
