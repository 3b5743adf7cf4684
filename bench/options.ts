/** The flags of run-server.ts and run-client.ts. */
import { parseArgs } from 'node:util'

export interface Options {
  quick: boolean
  /** Fails where a ratio to raw-ws is worse than the published one. */
  check: boolean
  /** In place of that its figures are published. */
  publish: boolean
  /** Empty: all of them. */
  only: string[]
  frameworks: string[]
}

const usage = `Flags:
  --quick              1 s of warm-up and 2 s of measuring (default: 3 s and 10 s)
  --check              fails where a ratio to raw-ws is over 15 % worse than the published one (server only)
  --publish            with --check: the ratios of this run are those that later ones are compared with
  --only S1,S2         these scenarios (or browser operations) only
  --frameworks a,b     these frameworks (or techniques) only`

export function readOptions(): Options {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        publish: { type: 'boolean', default: false },
        only: { type: 'string', default: '' },
        frameworks: { type: 'string', default: '' },
      },
    })
    const { quick, check, publish, only, frameworks } = values
    return { quick, check, publish, only: list(only), frameworks: list(frameworks) }
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`)
    process.exit(1)
  }
}

/** What was asked for, or everything; a name that does not exist ends the run. */
export function chosen<Name extends string>(wanted: string[], names: readonly Name[]): Name[] {
  const unknown = wanted.find((name) => !names.includes(name as Name))
  if (unknown === undefined) return names.filter((n) => wanted.length === 0 || wanted.includes(n))
  console.error(`Expected some of ${names.join(', ')}, got "${unknown}".\n\n${usage}`)
  process.exit(1)
}

function list(text: string): string[] {
  return text.split(',').filter((name) => name !== '')
}
