/** Links in HTML that is sent to everybody: no request asks for it. */
import type { App } from 'overwire'

let app: App | undefined

/** Says whose links they are. */
export function linksOf(one: App): void {
  app = one
}

export const href = (address: string): string => app?.href(address) ?? address
