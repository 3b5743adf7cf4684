/** The client as pages run it, in one script: its parts are started when they are needed, as ever. */
import { Script } from 'node:vm'

/** The script; the build fills it in. */
export const clientScript = ''

let compiled: Script | undefined

/**
 * Runs the client in a page's window.
 * @param url where it would have come from.
 */
export function runClient(window: object, url: string): void {
  compiled ??= new Script(clientScript, { filename: 'overwire client' })
  Object.assign(window, { overwireUrl: url })
  compiled.runInContext(window)
}
