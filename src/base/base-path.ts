/**
 * Apps that do not stand at the root of their site. Inside an app, addresses that begin with "/" are its own: they
 * get its base path where they leave for a browser, and lose it where they come from one.
 */
import { describe, fail } from './errors.ts'

/** One or more plain names: `/team`, `/x/y`. What a cookie's path, a URL and a header can say alike. */
const PATH = /^(?:\/(?!\.\.?(?:\/|$))[\w\-.~!$&'()*+,=:@%]+)+$/

/** False for what can't be a base path, such as one with a slash at its end. "" is the root. */
export function isBasePath(path: string): boolean {
  return path === '' || PATH.test(path)
}

/** @throws LiveError E_OPTION for what is none. */
export function checkBasePath(given: unknown): string {
  if (given === '/') return ''
  if (typeof given === 'string' && isBasePath(given)) return given
  const wanted = 'a path such as "/team", without a slash at its end'
  throw fail('E_OPTION', 'basePath', wanted, describe(given))
}

/**
 * A path of the site as the app's: `/team/todos` is `/todos`, `/team` is `/`, and `/team//host` is `/host`, since two
 * slashes at the beginning would name another site. undefined: it is not below the base.
 */
export function pathBelow(base: string, path: string): string | undefined {
  if (base === '') return path
  if (path === base) return '/'
  return path.startsWith(`${base}/`) ? path.slice(base.length).replace(/^[/\\]+/, '/') : undefined
}

/** The same of a path with a query and a fragment. */
export function addressBelow(base: string, address: string): string | undefined {
  const end = address.search(/[?#]/)
  const path = pathBelow(base, end < 0 ? address : address.slice(0, end))
  return path === undefined || end < 0 ? path : path + address.slice(end)
}

/** An address of the app as browsers have it: `/todos` is `/team/todos`, `/` is `/team`. Others stay as they are. */
export function hrefOf(base: string, address: string): string {
  if (base === '' || !/^\/(?![/\\])/.test(address)) return address
  return base + (/^\/(?:$|[?#])/.test(address) ? address.slice(1) : address)
}
