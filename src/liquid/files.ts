/** Template files: where they are, what is in them, and whether they changed since. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, extname, relative, resolve, sep } from 'node:path'

export class LiquidFiles {
  readonly roots: readonly string[]

  constructor(root: string | readonly string[]) {
    this.roots = (typeof root === 'string' ? [root] : root).map((folder) => resolve(folder))
  }

  /**
   * The path of a template: below a root, or beside the file that names it when it begins with a dot.
   * @throws Error when there is none, or it lies outside of the roots.
   */
  find(name: string, from?: string): string {
    const file = extname(name) === '' ? `${name}.liquid` : name
    const folders =
      /^\.\.?\//.test(name) && from !== undefined ? [dirname(from), ...this.roots] : this.roots
    const paths = folders.map((folder) => resolve(folder, file))
    const found = paths.find((path) => this.#isInside(path) && isFile(path))
    if (found !== undefined) return found
    const tried = this.roots.map((folder) => shortName(folder)).join(', ')
    throw new Error(`There is no template "${name}" in ${tried}. Write its path below that folder.`)
  }

  #isInside(path: string): boolean {
    return this.roots.some((root) => path.startsWith(root + sep))
  }
}

/** When a file was last changed, in milliseconds; 0 when it is gone. */
export function changedAt(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

export function readTemplate(path: string): string {
  return readFileSync(path, 'utf8')
}

/** A path as error sentences show it: below the working directory where it can be. */
export function shortName(path: string): string {
  const below = relative(process.cwd(), path)
  return below === '' || below.startsWith('..') ? path : below
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
