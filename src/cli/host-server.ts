/** `overwire new --host`: the server of a project beside the routes of Express, Fastify or Hono. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fail } from '../base/errors.ts'
import { filled } from './marks.ts'
import { addPackages } from './project-packages.ts'
import type { PackageLists } from './project-packages.ts'

const folder = fileURLToPath(new URL('../../blueprints/hosts/', import.meta.url))

/** Pages get their state before the process ends, and go on in the next one. */
const STOP = `
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await app.stop()
    process.exit()
  })
}`

/** @throws LiveError E_COMMAND_LINE for a host that there is not. */
export function checkHost(host: string): void {
  const hosts = ['node', ...Object.keys(readPackages())]
  if (hosts.includes(host)) return
  throw fail('E_COMMAND_LINE', `There is no host "${host}".`, `There are: ${hosts.join(', ')}.`)
}

/** Changes the server of a new project, which listens by itself, and names the host's packages. */
export function serveIn(host: string, project: string): void {
  const file = join(project, 'server.ts')
  const own = readFileSync(file, 'utf8').trimEnd().split('\n')
  const imports = own.filter((line) => /^import .*\.ts'$/.test(line))
  // `const { url } = await listen(app)`, and the line that prints it, are at the end.
  const [, app] = /listen\((.*)\)$/.exec(own.at(-2)!)!
  const made = app === 'app' ? [] : [...between(own), `const app = ${app}`]
  const lines = { imports, app: made, stop: STOP.split('\n') }
  writeFileSync(file, filled(readFileSync(join(folder, `${host}.ts`), 'utf8'), lines))
  addPackages(project, readPackages()[host] ?? {})
}

/** What stands between the imports and the last two lines. */
function between(lines: readonly string[]): string[] {
  return lines.slice(lines.indexOf('') + 1, -2)
}

function readPackages(): Record<string, PackageLists> {
  return JSON.parse(readFileSync(join(folder, 'packages.json'), 'utf8')) as Record<
    string,
    PackageLists
  >
}
