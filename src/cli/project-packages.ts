/** The package.json of a project that is begun. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Packages by the list that they stand in: `{ dependencies: { hono: '^4.10.0' } }`. */
export type PackageLists = Record<string, Record<string, string>>

/** What of a package.json is read and changed. */
export interface PackageFile {
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
}

/** Adds packages, in the order of their names. @param change gives the scripts that take the place of those there. */
export function addPackages(
  project: string,
  lists: PackageLists,
  change: (scripts: Record<string, string>) => Record<string, string> = (scripts) => scripts,
): void {
  const file = join(project, 'package.json')
  const json = JSON.parse(readFileSync(file, 'utf8')) as PackageLists
  json['scripts'] = change(json['scripts'] ?? {})
  for (const [kind, packages] of Object.entries(lists)) {
    const all = Object.entries({ ...json[kind], ...packages })
    json[kind] = Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
  writeFileSync(file, `${JSON.stringify(json, null, 2)}\n`)
}
