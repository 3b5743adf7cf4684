#!/usr/bin/env node
/** The command `overwire`. */
import { readFileSync } from 'node:fs'
import { fail, LiveError } from '../base/errors.ts'
import { usage, usageOf } from './usage.ts'

const pushing = () => import('./push.ts')
const deadLetters = () => import('./dead-letters.ts')

type Command = (words: string[]) => Promise<void>

/** What can be said behind `overwire`. Each gets the words that follow, and is loaded when it is said. */
const commands: Record<string, () => Promise<Command>> = {
  new: async () => (await import('./new.ts')).newProject,
  generate: async () => (await import('./generate.ts')).generate,
  dev: async () => (await import('./dev.ts')).develop,
  routes: async () => (await import('./routes.ts')).printRoutes,
  check: async () => (await import('./check.ts')).checkApp,
  doctor: async () => (await import('./doctor.ts')).examine,
  worker: async () => (await import('./worker.ts')).work,
  push: async () => (await pushing()).pushView,
  trigger: async () => (await pushing()).triggerSignal,
  flash: async () => (await pushing()).putFlashTo,
  failed: async () => (await deadLetters()).listFailed,
  retry: async () => (await deadLetters()).retryFailed,
  help: async () => async () => print(usage),
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
  const act = await known()
  await act(words)
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
