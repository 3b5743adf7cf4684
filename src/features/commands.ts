/**
 * The part that runs commands: bindings that begin with "[", the effect "js", and what hooks ask for.
 * The core loads it when a page has such a binding.
 */
import type { Start } from '../client/host.ts'
import type { Command } from '../wire/commands.ts'
import { Optimism } from './commands/optimism.ts'
import { Run } from './commands/run.ts'
import { report } from './dom/report.ts'

export const start: Start = (host) => {
  const optimism = new Optimism()
  host.observe({
    beforeWrite: (node) => optimism.beforeWrite(node),
    patched: () => optimism.patched(),
    command(element, event, binding) {
      const commands = parse(binding)
      if (commands) new Run(host, optimism, element, event).all(commands)
    },
  })
  return {
    js: (commands) => new Run(host, optimism, host.root).all(commands as Command[]),
  }
}

function parse(binding: string): Command[] | undefined {
  try {
    const commands: unknown = JSON.parse(binding)
    const fits = (command: unknown): boolean =>
      Array.isArray(command) && typeof command[0] === 'string'
    if (Array.isArray(commands) && commands.every(fits)) return commands as Command[]
  } catch {
    // Reported below, with what was written.
  }
  report('E_COMMAND', `Expected [["name", …], …], got ${binding}.`)
  return undefined
}
