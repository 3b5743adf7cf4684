/**
 * Where the app stands on its site, told by where this very script came from: `/team/_overwire/forms.js` of an app
 * below `/team`. Inside an app, addresses that begin with "/" are its own.
 */
import { addressBelow, hrefOf } from '../../base/base-path.ts'

/** `/team`, or "" for the root. */
const BASE = new URL('..', import.meta.url).pathname.slice(0, -1)

/** Where a request of ours goes. @param path such as `/_overwire/session`. */
export function requestUrl(path: string): string {
  return BASE + path
}

/** An address of the app, or one that is relative to the page's, as the browser has it. */
export function browserUrl(address: string): URL {
  return new URL(hrefOf(BASE, address), location.href)
}

/** Path, query and fragment as the app has them; undefined for what is not the app's. */
export function appAddress({ pathname, search, hash }: URL): string | undefined {
  return addressBelow(BASE, pathname + search + hash)
}
