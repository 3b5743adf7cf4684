/** `overwire routes`: what an app answers, as a table. */
import { hrefOf } from '../base/base-path.ts'
import { serverOf } from '../server/app.ts'
import type { RouteInfo } from '../server/route-list.ts'
import { appOf } from './app-module.ts'
import { readArguments } from './options.ts'

/** Prints the routes of the app that a module exports. */
export async function printRoutes(words: string[]): Promise<void> {
  const given = readArguments('routes', words, { words: 1 })
  const app = await appOf('routes', given.plain[0])
  const server = serverOf(app)
  const { basePath } = server.place
  const routes = server.routes().map((route) => ({ ...route, path: hrefOf(basePath, route.path) }))
  process.stdout.write(`${table(routes)}\n`)
  // The app's own timers and connections would keep the command.
  process.exit(0)
}

function table(routes: RouteInfo[]): string {
  if (routes.length === 0) return 'The app has no routes. Add one with app.live(path, View).'
  const rows = [
    ['kind', 'path', 'view or handler', 'events', 'guards', 'source'],
    ...routes.map(({ kind, path, name, events, guards, site }) => [
      kind,
      path,
      name,
      events.join(' '),
      guards.join(', '),
      site,
    ]),
  ]
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) => row.map((text, column) => text.padEnd(widths[column]!)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}
