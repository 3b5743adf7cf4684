#!/usr/bin/env node
/** The command `overwire`. */
import { readFileSync } from 'node:fs'
import { fail, LiveError } from '../base/errors.ts'
import { checkApp } from './check.ts'
import { listFailed, retryFailed } from './dead-letters.ts'
import { develop } from './dev.ts'
import { examine } from './doctor.ts'
import { generate } from './generate.ts'
import { newProject } from './new.ts'
import { printRoutes } from './routes.ts'
import { putFlashTo, pushView, triggerSignal } from './push.ts'
import { usage, usageOf } from './usage.ts'
import { work } from './worker.ts'

/** What can be said behind `overwire`. Each gets the words that follow. */
const commands: Record<string, (words: string[]) => Promise<void>> = {
  new: newProject,
  generate,
  dev: develop,
  routes: printRoutes,
  check: checkApp,
  doctor: examine,
  worker: work,
  push: pushView,
  trigger: triggerSignal,
  flash: putFlashTo,
  failed: listFailed,
  retry: retryFailed,
  help: async () => print(usage),
}

/** The version of this package. */
function version(): string {
  const file = new URL('../../package.json', import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}

async function run([command = 'help', ...words]: string[]): Promise<void> {
  const known = Object.hasOwn(commands, command) ? commands[command] : undefined
  if (command === '--help' || command === '-h') return print(usage)
  if (command === '--version' || command === '-v') return print(version())
  if (known === undefined) {
    throw fail('E_COMMAND_LINE', `overwire ${command}: there is no such command.`, `\n\n${usage}`)
  }
  if (asksForHelp(words)) return print(command === 'help' ? usage : usageOf(command))
  await known(words)
}

/** `--help` anywhere behind a command; what stands behind `--` is text. */
function asksForHelp(words: string[]): boolean {
  return words.some((word, at) => {
    const isHelp = word === '--help' || word === '-h'
    return isHelp && !words.slice(0, at).includes('--')
  })
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const isOurs = error instanceof LiveError
  // What the user's own code throws needs its stack.
  console.error(isOurs ? error.message : error)
  process.exit(1)
})
