/**
 * `overwire dev`: runs a server and starts it anew whenever one of its files changes. All runs have one
 * secret, so pages go on with their state, and show that. Changed stylesheets need no new start.
 */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { readArguments } from './options.ts'

/** Milliseconds that the server has to end in order: a little more than servers have by themselves. */
const GRACE_MS = 12_000

/** Milliseconds after which it is said what is waited for. */
const TOLD_MS = 2000
const WAITS =
  'The server has not ended yet. Press Ctrl+C again, or send another signal, to end it at once.'

/** Each is the first of a process group, which ends as a whole. Windows has none. */
const isPosix = process.platform !== 'win32'

/** Runs until it is told to stop; told a second time, it stops at once. */
export async function develop(words: string[]): Promise<void> {
  // Behind `--` it is a word for the server.
  const end = words.includes('--') ? words.indexOf('--') : words.length
  const isQuiet = words.slice(0, end).includes('--quiet')
  const others = words.filter((word, at) => word !== '--quiet' || at > end)
  const { plain, list } = readArguments('dev', others, {
    options: ['watcher'],
    flags: ['quiet'],
    words: Infinity,
  })
  const [file = 'server.ts', ...rest] = plain
  if (!existsSync(file)) {
    const fix = 'Write overwire dev server.ts.'
    throw fail('E_COMMAND_LINE', `There is no file ${resolve(file)}.`, fix)
  }
  const loader = /\.[cm]?tsx?$/.test(file) ? ['--import', 'tsx'] : []
  const child = spawn(
    process.execPath,
    ['--watch', '--watch-preserve-output', ...loader, file, ...rest],
    {
      stdio: 'inherit',
      detached: isPosix,
      env: {
        OVERWIRE_SECRET: randomId(24),
        ...process.env,
        NODE_ENV: 'development',
        OVERWIRE_DEV: isQuiet ? 'quiet' : 'on',
      },
    },
  )
  const watchers = list('watcher').map(startWatcher)
  endWithUs(child)
  const status = await new Promise<number>((done, failed) => {
    child.on('exit', (code) => done(code ?? 0))
    child.on('error', failed)
  })
  killGroup(child, 'SIGKILL')
  for (const watcher of watchers) killGroup(watcher, 'SIGTERM')
  process.exit(status)
}

/**
 * Passes signals on. One that comes while a file has just changed is lost: Node's `--watch` starts the server
 * anew, and waits for the one before. So the group is killed when its time is over.
 */
function endWithUs(child: ChildProcess): void {
  let isTold = false
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (isTold) return killGroup(child, 'SIGKILL')
      isTold = true
      child.kill(signal)
      setTimeout(killGroup, GRACE_MS, child, 'SIGKILL')
      setTimeout(() => console.error(WAITS), TOLD_MS)
    })
}

/** Runs a command beside the server. Its input is a pipe: what watches files ends when that closes, whatever ends this process. */
function startWatcher(command: string): ChildProcess {
  return spawn(command, { shell: true, detached: isPosix, stdio: ['pipe', 'inherit', 'inherit'] })
}

/** Ends a process, and those that it started. */
function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (isPosix && child.pid !== undefined) process.kill(-child.pid, signal)
    else child.kill(signal)
  } catch {
    // It has ended.
  }
}
