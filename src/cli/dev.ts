/**
 * `overwire dev`: runs a server and starts it anew whenever one of its files changes. All runs have one
 * secret, so pages go on with their state, and show that. Changed stylesheets need no new start.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { fail } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { readArguments } from './options.ts'

/** Runs until it is told to stop. */
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
      env: {
        OVERWIRE_SECRET: randomId(24),
        ...process.env,
        NODE_ENV: 'development',
        OVERWIRE_DEV: isQuiet ? 'quiet' : 'on',
      },
    },
  )
  const watchers = list('watcher').map(startWatcher)
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, () => child.kill(name))
  const status = await new Promise<number>((done, failed) => {
    child.on('exit', (code) => done(code ?? 0))
    child.on('error', failed)
  })
  for (const stop of watchers) stop()
  process.exit(status)
}

/**
 * Runs a command beside the server. Its input is a pipe: what watches files ends when that closes, whatever ends this
 * process. @returns what ends it, and the processes that it started.
 */
function startWatcher(command: string): () => void {
  const isPosix = process.platform !== 'win32'
  const { pid } = spawn(command, {
    shell: true,
    detached: isPosix,
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  return () => {
    try {
      if (isPosix && pid !== undefined) process.kill(-pid)
    } catch {
      // It has ended.
    }
  }
}
