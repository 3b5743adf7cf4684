/** What ends with `overwire dev`: its server, and the commands of `--watcher`. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { eventually, inTime } from '../eventually.ts'

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

for (const isHurried of [false, true]) {
  const how = isHurried ? 'told twice, at once' : 'in its time'
  test(`a server that is told to stop while its file changes ends ${how}`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'overwire-stopping-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const source = `
      require('node:fs').appendFileSync('pids', process.pid + ' ')
      process.on('SIGTERM', () => setTimeout(process.exit, 1000))
      setInterval(() => {}, 1000)
    `
    const server = join(folder, 'server.cjs')
    const file = join(folder, 'pids')
    writeFileSync(server, source)
    const child = spawn(process.execPath, [resolve('dist/cli/main.js'), 'dev', 'server.cjs'], {
      cwd: folder,
      stdio: 'ignore',
    })
    const ended = new Promise((done) => child.on('exit', done))
    const hasEnded = () => child.exitCode !== null || child.signalCode !== null
    t.after(() => child.kill('SIGKILL'))
    await eventually(() => existsSync(file))
    writeFileSync(server, `${source}\n`)
    // The watcher has seen it, and starts it anew a moment later: whatever comes first, all of them end.
    await setTimeout(50)
    child.kill()
    if (isHurried) {
      const isNext = () => readFileSync(file, 'utf8').split(' ').length > 2
      await eventually(() => isNext() || hasEnded(), 'there is a next server, or none')
      child.kill()
    }
    await inTime(ended, 'it ends', { mostMs: isHurried ? 10_000 : 40_000 })
    for (const pid of readFileSync(file, 'utf8').trim().split(' '))
      await eventually(() => !isAlive(Number(pid)), 'each server has ended')
  })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
