/** The client as pages run it, in one script: its parts are started when they are needed, as ever. */
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'

let compiled: Script | undefined

/**
 * Runs the client in a page's window.
 * @param url where it would have come from.
 */
export function runClient(window: object, url: string): void {
  const file = new URL('../page-script.js', import.meta.url)
  compiled ??= new Script(readFileSync(file, 'utf8'), { filename: 'overwire client' })
  Object.assign(window, { overwireUrl: url })
  compiled.runInContext(window)
}
