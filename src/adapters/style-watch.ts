/** Watches the stylesheets of a project while it is developed; see features/development.ts. */
import { readdirSync, watch } from 'node:fs'
import { join } from 'node:path'

/** Editors write a file in several steps. */
const PAUSE_MS = 50

/** Calls back after a `.css` file below a folder changed. What is in node_modules and hidden folders is left out. */
export function watchStyles(folder: string, changed: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  for (const one of foldersIn(folder)) {
    const watcher = watch(one, { persistent: false }, (_what, name) => {
      if (!name?.endsWith('.css')) return
      clearTimeout(timer)
      timer = setTimeout(changed, PAUSE_MS)
    })
    // A folder that goes away.
    watcher.on('error', () => watcher.close())
  }
}

function foldersIn(folder: string): string[] {
  const inner = readdirSync(folder, { withFileTypes: true })
    .filter((one) => one.isDirectory() && one.name !== 'node_modules' && !one.name.startsWith('.'))
    .flatMap((one) => foldersIn(join(folder, one.name)))
  return [folder, ...inner]
}
