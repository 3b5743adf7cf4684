/**
 * Where a browser may be sent: by views, hooks, guards and handlers. An address is read as the URL
 * standard says, and what was read is what is printed.
 */
import { hrefOf } from './base-path.ts'
import { describe, fail } from './errors.ts'

/** Stands for this site: its own name is not known here, and of no use. */
const SITE = 'http://this.invalid'
/** The longest address of a page: its path, query and fragment, as the browser has them. */
export const ADDRESS_LENGTH = 8192

/** An address outside of the app: a path of its site, such as a host's own `/login`, or a whole address. */
export interface ExternalAddress {
  readonly url: string
  readonly external: true
}

const schemes = new Set(['http:', 'https:', 'mailto:'])

/**
 * An address of this site, relative ones resolved: "?page=2" stays on the path.
 * @param current the path and query that the browser shows.
 * @returns path, query and fragment. A browser resolves them to this site too.
 * @throws LiveError E_ADDRESS for another site or another scheme, however it is spelled; E_ADDRESS_SIZE for one
 * longer than {@link ADDRESS_LENGTH}.
 */
export function ownAddress(url: string, current: string = '/'): string {
  const parsed = read(url, SITE + current)
  // The origin of a blob: address is that of the site that made it.
  if (parsed?.origin !== SITE || parsed.protocol !== 'http:') {
    throw fail('E_ADDRESS', describe(url))
  }
  const address = parsed.pathname + parsed.search + parsed.hash
  // A path that begins with two slashes, as that of "/.//host", is read as another site.
  if (read(address, SITE)?.origin !== SITE) throw fail('E_ADDRESS', describe(url))
  return checkAddress(address)
}

/** @throws LiveError E_ADDRESS_SIZE for an address longer than {@link ADDRESS_LENGTH}. */
export function checkAddress(address: string): string {
  if (address.length > ADDRESS_LENGTH) throw fail('E_ADDRESS_SIZE', ADDRESS_LENGTH, address.length)
  return address
}

/**
 * An address of any site.
 * @throws LiveError E_ADDRESS for a scheme other than http, https and mailto.
 */
export function foreignAddress(url: string): string {
  const parsed = /^(https?:\/\/[^/\\]|mailto:)/i.test(url) ? read(url) : undefined
  if (!parsed || !schemes.has(parsed.protocol)) throw fail('E_ADDRESS', describe(url))
  return parsed.href
}

/** True for what the app named with its scheme. */
const isWhole = (url: string): boolean => /^[a-z][a-z\d+.-]*:/i.test(url)

/** What leaves the app, when an address does: a whole one, or one that says so. undefined: it is the app's. */
export function externalUrl(address: string | ExternalAddress): string | undefined {
  if (typeof address !== 'string') return address.url
  return isWhole(address) ? address : undefined
}

/** Leads out of an app, however deep it stands: browsers end at the root. */
const UP = '/..'.repeat(32)

/**
 * An address outside of the app, as the app has it: `/login` of the site is `/../../…/login`. Frames need not know
 * where the site begins, and fit windows at all places of the app.
 * @throws LiveError E_ADDRESS, E_ADDRESS_SIZE.
 */
export function outerAddress(url: string): string {
  if (isWhole(url)) return foreignAddress(url)
  if (!url.startsWith('/')) throw fail('E_ADDRESS', describe(url))
  return UP + ownAddress(url)
}

/**
 * Where a hook or a guard sends its visitor.
 * @param current the path and query that the browser shows.
 * @returns undefined for what is no address.
 * @throws LiveError E_ADDRESS, E_ADDRESS_SIZE.
 */
export function destinationOf(said: unknown, current: string): string | undefined {
  if (typeof said === 'string') return ownAddress(said, current)
  const { url, external } = (said ?? {}) as Partial<ExternalAddress>
  return external === true && typeof url === 'string' ? outerAddress(url) : undefined
}

/** True for what {@link outerAddress} made. */
export function isOuter(address: string): boolean {
  return isWhole(address) || address.startsWith(UP)
}

/** What browsers leave out of an address: some signs before it, others wherever they stand. */
// oxlint-disable-next-line no-control-regex
const UNREAD = /^[\u0000-\u0020]+|[\t\n\r]+/g

/** Of an address that is taken as it is. */
const NONE = { pathname: '', search: '', hash: '' }

/** Signs that an address may have and a header may not, blanks among them: browsers read them as they print them. */
const UNPRINTED = /[^\u0021-\u007e]+/g

/**
 * An address of the app as links of pages and `location` headers have it. What begins with "/" is the app's, with
 * however many slashes: two would name another site. Letters outside of ASCII are in percents, as URLs have them.
 * Others stay as they are.
 */
export function linkOf(basePath: string, address: string): string {
  if (/^\/(?![/\\\t\n\r])/.test(address)) return hrefOf(basePath, inPercents(address))
  const read = address.replace(UNREAD, '')
  const own = /^[/\\]/.test(read) ? read.replace(/^[/\\]+/, '/') : undefined
  return own === undefined ? address : hrefOf(basePath, inPercents(own))
}

/** Steps out of a folder, however they are spelled. */
const STEPS = /[/\\](?:\.|%2e)|[\\\t\n\r]/i

function inPercents(address: string): string {
  const { pathname, search, hash } = STEPS.test(address) ? new URL(address, SITE) : NONE
  // A path of two slashes would name another site below no base path.
  if (pathname !== '') return pathname.replace(/^\/+/, '/') + search + hash
  return address.replace(UNPRINTED, (signs) =>
    encodeURIComponent(signs.replace(/\p{Surrogate}/gu, '\ufffd')),
  )
}

/** One slash and no other; no backslash, and no control character, which browsers leave out. */
// oxlint-disable-next-line no-control-regex
const INTERNAL = /^\/(?!\/)[^\\\u0000-\u001f\u007f]*$/

/**
 * What a visitor named as an address of the app, such as the `next` of a login.
 * @returns undefined for what is none, or leads elsewhere.
 */
export function internalAddress(named: unknown): string | undefined {
  if (typeof named !== 'string' || !INTERNAL.test(named)) return undefined
  try {
    return ownAddress(named)
  } catch {
    return undefined
  }
}

/** An address of the app, or outside of it, as a `location` header has it. */
export function locationOf(address: string, basePath: string): string {
  const href = hrefOf(basePath, address)
  return address.startsWith(UP) ? ownAddress(href) : href
}

function read(url: string, base?: string): URL | undefined {
  return URL.canParse(url, base) ? new URL(url, base) : undefined
}

/** The path of a request, such that it is one of this site wherever it is printed: "//x" becomes "/x". */
export function ownPath(url: URL): string {
  return url.pathname.replace(/^\/+/, '/')
}
