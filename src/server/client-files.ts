/** The browser's files that the package ships, as one module, so that bundles of an app have them inside. */
import { contentHash } from '../base/ids.ts'

/** The browser's files, brought by the adapter. */
export interface ClientFiles {
  /** Their code by name: `client.js` and the parts it loads when needed. */
  files: Readonly<Record<string, string>>
  /** Changes with the code; becomes part of the address. */
  version: string
}

/** Their code by name. scripts/build.mjs writes it; the sources have none. */
export const browserFiles: Readonly<Record<string, string>> = {}

let shipped: ClientFiles | undefined

/** The files with the version that their addresses have. */
export function shippedClient(): ClientFiles {
  shipped ??= {
    files: browserFiles,
    version: contentHash(Object.values(browserFiles).join('')).slice(0, 8),
  }
  return shipped
}
