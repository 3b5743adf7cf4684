/** Imports what a folder defines: handlers, signals, views. */
import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { environment } from '../base/environment.ts'

/** Options of {@link discover}. */
export interface DiscoverOptions {
  /** Goes on when a module fails. Default: NODE_ENV is not "production". */
  development?: boolean
  /** Takes the lines. Default: the console. */
  print?: (line: string) => void
}

/**
 * Imports every module of a folder and its subfolders, in the order of their names, but those that begin
 * with "_", tests and declarations:
 * `await discover(new URL('./liveview_components/', import.meta.url))`. Prints a line for each: a check
 * mark, or a cross and the error.
 * @returns the addresses of the modules that were imported.
 * @throws in production the first module's error; what reading the folder throws.
 */
export async function discover(folder: URL, options: DiscoverOptions = {}): Promise<string[]> {
  const { development = environment('NODE_ENV') !== 'production' } = options
  // oxlint-disable-next-line no-console -- what the function is for
  const { print = console.log } = options
  const imported: string[] = []
  for (const file of modulesIn(folder)) {
    const { href } = new URL(file, withSlash(folder))
    try {
      await import(href)
      imported.push(href)
      print(`✓ Imported: ${basename(fileURLToPath(withSlash(folder)))}/${file}`)
    } catch (error) {
      print(`✗ Failed: ${file}: ${error instanceof Error ? error.message : String(error)}`)
      if (!development) throw error
    }
  }
  return imported
}

function modulesIn(folder: URL): string[] {
  const files = readdirSync(fileURLToPath(folder), { recursive: true }) as string[]
  return files
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => /\.(?:ts|mts|js|mjs)$/.test(file))
    .filter((file) => !/\.d\.m?ts$|\.test\.\w+$|(?:^|\/)(?:_|node_modules\/)/.test(file))
    .sort()
}

function withSlash(folder: URL): URL {
  return folder.pathname.endsWith('/') ? folder : new URL(`${folder.href}/`)
}
