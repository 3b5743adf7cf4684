/** `overwire check`: what of an app should not go to production as it is. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { hrefOf } from '../base/base-path.ts'
import { externalUrl } from '../base/destination.ts'
import { serverOf } from '../server/app.ts'
import type { AppServer } from '../server/app-server.ts'
import { headValuesOf } from '../server/page-headers.ts'
import type { RouteInfo } from '../server/route-list.ts'
import { appOf } from './app-module.ts'
import { readArguments } from './options.ts'
import { repeatedQueries } from './repeated-queries.ts'

/** Something that was found. */
interface Finding {
  /** `problem`: fails the command. `hint`: may be meant. */
  level: 'problem' | 'hint'
  what: string
  fix: string
}

/** Prints what is wrong with the app that a module exports; ends with status 1 when there is a problem. */
export async function checkApp(words: string[]): Promise<void> {
  const given = readArguments('check', words, { words: 1 })
  const app = await appOf('check', given.plain[0])
  const server = serverOf(app)
  const routes = server.routes()
  const findings = [
    ...ofSettings(server),
    ...ofHeaders(server),
    ...ofRoutes(server, routes),
    ...ofSources(dirname(resolve(given.plain[0]!))),
  ]
  for (const { level, what, fix } of findings) {
    process.stdout.write(
      `${level === 'problem' ? 'PROBLEM' : 'hint   '}  ${what}\n         ${fix}\n`,
    )
  }
  const problems = findings.filter(({ level }) => level === 'problem').length
  const hints = findings.length - problems
  const counts = [count(routes.length, 'route'), count(problems, 'problem'), count(hints, 'hint')]
  process.stdout.write(`${counts.join(', ')}.\n`)
  // The app's own timers and connections would keep the command.
  process.exit(problems > 0 ? 1 : 0)
}

const problem = (what: string, fix: string): Finding => ({ level: 'problem', what, fix })
const hint = (what: string, fix: string): Finding => ({ level: 'hint', what, fix })

function ofSettings({ settings }: AppServer): Finding[] {
  const { isSecretSet, secretWeakness, allowScript, trustedProxies, layer, revocations, services } =
    settings
  const found: Finding[] = []
  if (!isSecretSet) {
    found.push(
      problem(
        'No secret is set: sessions end with each restart, and each process refuses those of others.',
        'Set the environment variable OVERWIRE_SECRET, for example to: openssl rand -base64 24',
      ),
    )
  }
  if (secretWeakness) {
    found.push(
      problem(
        `The secret is ${secretWeakness}: the app does not start in production.`,
        'Generate a random one: openssl rand -base64 24',
      ),
    )
  }
  if (allowScript) {
    found.push(
      hint(
        'allowScript is on: send({ script }) runs JavaScript in browsers.',
        'Leave it out unless handlers of older pages need it; hooks and commands do not.',
      ),
    )
  }
  if (trustedProxies === 0) {
    found.push(
      hint(
        'trustedProxies is 0: behind a proxy all visitors have its address, and share its limits.',
        'Write createApp({ trustedProxies: 1 }) if one proxy stands in front of the app.',
      ),
    )
  }
  if (layer?.shared && revocations === undefined) {
    found.push(
      hint(
        'Several processes, and one that starts later does not know which sessions were logged out.',
        'Write createApp({ revocations: redisRevocations(client) }).',
      ),
    )
  }
  if (services.onError === undefined) {
    found.push(
      hint('Errors go to the log alone.', 'createApp({ onError }) hands them to an error tracker.'),
    )
  }
  return found
}

function ofHeaders({ settings }: AppServer): Finding[] {
  const given = Object.entries(headValuesOf(settings.headers).headers)
  const headers = new Map(given.map(([name, value]) => [name.toLowerCase(), value]))
  const policy = headers.get('content-security-policy')
  const found: Finding[] = []
  if (policy === undefined) {
    found.push(
      hint(
        'Pages have no Content-Security-Policy.',
        "Write createApp({ headers: ({ nonce }) => ({ 'content-security-policy': … }) }).",
      ),
    )
  } else if (/(?:default|script)-src(?![^;]*'(?:nonce-|sha))[^;]*'unsafe-inline'/.test(policy)) {
    found.push(
      hint(
        "The Content-Security-Policy lets scripts in the page run: script-src has 'unsafe-inline'.",
        "Write script-src 'self'; the client needs no more.",
      ),
    )
  }
  if (!policy?.includes('frame-ancestors') && !headers.has('x-frame-options')) {
    found.push(
      hint(
        'Other sites can show pages in a frame, and steal clicks on them.',
        "Add frame-ancestors 'none' to the Content-Security-Policy.",
      ),
    )
  }
  if (!headers.has('strict-transport-security')) {
    found.push(
      hint(
        'Pages have no Strict-Transport-Security: a first visit may go without TLS.',
        "Add 'strict-transport-security': 'max-age=31536000' here, or in the proxy.",
      ),
    )
  }
  return found
}

function ofRoutes(server: AppServer, routes: RouteInfo[]): Finding[] {
  const { user, loginUrl } = server.settings
  const found: Finding[] = []
  const guarded = routes.filter(({ guards }) => guards.includes('login'))
  if (guarded.length > 0 && user === undefined) {
    const names = guarded.map(({ name }) => name).join(', ')
    found.push(
      problem(
        `${names}: needs a login, but createApp has no user option, so every visitor is refused.`,
        'Write createApp({ user: (request) => … }).',
      ),
    )
  }
  // What is outside of the app is not known here.
  const isOwn = externalUrl(loginUrl) === undefined
  const login = hrefOf(server.place.basePath, String(loginUrl))
  if (guarded.length > 0 && isOwn && !server.handles(login, 'GET')) {
    found.push(
      problem(
        `Visitors are sent to ${login} to log in, but no page is there.`,
        'Add a page there, or name another with createApp({ loginUrl }); one outside of the app: { url, external: true }.',
      ),
    )
  }
  for (const { name, withoutSchema, site } of routes) {
    if (withoutSchema.length === 0) continue
    found.push(
      hint(
        `${name}${site && ` (${site})`}: events that take arguments without a schema: ${withoutSchema.join(', ')}.`,
        'Browsers can send anything. Write @event(schema), or createApp({ requireSchemas: true }).',
      ),
    )
  }
  return found
}

/** What is found in the modules of a folder, but for tests and packages. */
function ofSources(folder: string): Finding[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : ofSources(path)
    }
    const isModule = entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name)
    if (!isModule || /\.(?:test|spec|d)\.\w+$/.test(entry.name)) return []
    return repeatedQueries(readFileSync(path, 'utf8')).map(({ line, call }) =>
      hint(
        `${relative('.', path)}:${line}: ${call} asks the database once for each row of a loop (N+1 queries).`,
        'Ask once before it, with inArray(table.id, ids), or use Promise.all and a DataLoader. // N+1: says that it is meant.',
      ),
    )
  })
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
