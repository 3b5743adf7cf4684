/** Watches the stylesheets of a project while it is developed; see features/development.ts. */
import { lstatSync, readdirSync, watch } from 'node:fs'
import type { FSWatcher } from 'node:fs'
import { basename, join, sep } from 'node:path'

/** Editors write a file in several steps. */
const PAUSE_MS = 50

/**
 * Calls back after a `.css` file below a folder changed, in folders that are made later too. What is in node_modules
 * and hidden folders is left out.
 */
export function watchStyles(folder: string, changed: () => void): void {
  new StyleWatch(changed).add(folder)
}

class StyleWatch {
  readonly #changed: () => void
  readonly #folders = new Map<string, FSWatcher>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Watches a folder and those in it. @returns true when there are stylesheets. */
  add(folder: string): boolean {
    const watcher = watch(folder, { persistent: false }, (_what, name) => this.#look(folder, name))
    // A folder that goes away.
    watcher.on('error', () => this.#drop(folder))
    this.#folders.set(folder, watcher)
    // Once it is watched: what is made in between is seen twice, and not missed.
    const names = readdirSync(folder)
    const inner = names.filter((name) => this.#enter(join(folder, name)))
    return inner.length > 0 || names.some(isStyle)
  }

  /** Something of this name was written, made or removed. A folder may be another one of the same name. */
  #look(folder: string, name: string | null): void {
    if (name !== null && (isStyle(name) || this.#enter(join(folder, name)))) this.#tell()
  }

  /** @returns true for a folder with stylesheets. */
  #enter(path: string): boolean {
    const name = basename(path)
    if (name === 'node_modules' || name.startsWith('.')) return false
    this.#drop(path)
    try {
      return lstatSync(path).isDirectory() && this.add(path)
    } catch {
      // It was there for a moment.
      this.#drop(path)
      return false
    }
  }

  #drop(folder: string): void {
    for (const [path, watcher] of this.#folders) {
      if (path !== folder && !path.startsWith(folder + sep)) continue
      watcher.close()
      this.#folders.delete(path)
    }
  }

  #tell(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(this.#changed, PAUSE_MS)
  }
}

function isStyle(name: string): boolean {
  return name.endsWith('.css')
}
