/** What the proxies in front of an app say of a request: as far as they are trusted, by their number. */
import type { Logger } from '../base/logger.ts'

type Said = 'for' | 'host' | 'proto' | 'port'

const SAID: readonly Said[] = ['for', 'host', 'proto', 'port']

/**
 * What the outermost trusted proxy says: by `X-Forwarded-…`, or, where there is none of these headers, by `Forwarded`
 * (RFC 7239): one that writes the former may hand on what a visitor says by the latter. Undefined: nothing, or none is
 * trusted.
 */
export function forwarded(headers: Headers, name: Said, trusted: number): string | undefined {
  if (trusted === 0) return undefined
  const said = headers.get(`x-forwarded-${name}`)
  if (said !== null) return plain(said.split(',').at(-trusted)?.trim() ?? '', name) || undefined
  if (SAID.some((other) => headers.has(`x-forwarded-${other}`))) return undefined
  const hop = headers.get('forwarded')?.split(',').at(-trusted)
  for (const pair of hop?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (pair.slice(0, at).trim().toLowerCase() !== name) continue
    return plain(pair.slice(at + 1).trim(), name) || undefined
  }
}

/** Without quotes; of an address without its port, and of IPv6 without brackets. */
function plain(value: string, name: Said): string {
  const text = value.replace(/^"(.*)"$/, '$1')
  if (name === 'for') return withoutPort(text)
  return name === 'proto' ? schemeOf(text) : text
}

/** Some proxies write what a socket's address begins with. */
function schemeOf(text: string): string {
  const scheme = text.toLowerCase()
  return { wss: 'https', ws: 'http' }[scheme] ?? scheme
}

/** An address without quotes, brackets and port, as proxies write them. */
export function withoutPort(address: string): string {
  const text = address.replace(/^"(.*)"$/, '$1')
  const [, ip6, ip4] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(text) ?? []
  return ip6 ?? ip4 ?? text
}

/** The host that the browser asked for, with its port unless it is the scheme's own. */
export function askedHost(headers: Headers, trusted: number): string {
  const host = forwarded(headers, 'host', trusted) ?? headers.get('host') ?? ''
  const port = forwarded(headers, 'port', trusted)
  if (port === undefined || !/^\d+$/.test(port) || /:\d+$/.test(host)) return host
  const standard = forwarded(headers, 'proto', trusted)?.toLowerCase() === 'https' ? '443' : '80'
  return port === standard ? host : `${host}:${port}`
}

/** The browser's address: the socket's, or the one the outermost trusted proxy saw. */
export function browserAddress(headers: Headers, socketAddress: string, trusted: number): string {
  return forwarded(headers, 'for', trusted) ?? socketAddress
}

/**
 * The address that the browser asked for: with the scheme and the host that the outermost trusted proxy says. The
 * request's own where none is trusted, or where a proxy says nothing, or nothing that is an address.
 */
export function askedUrl({ url, headers }: Request, trusted: number): string {
  if (trusted === 0) return url
  const asked = new URL(url)
  const scheme = forwarded(headers, 'proto', trusted)?.toLowerCase()
  const host = askedHost(headers, trusted)
  if (scheme === 'http' || scheme === 'https') asked.protocol = scheme
  const address = `${asked.protocol}//${host}${asked.pathname}${asked.search}`
  return isHost(host) && URL.canParse(address) ? new URL(address).href : asked.href
}

/** False for what holds more than a host and a port: a path, a name, a space. */
export function isHost(host: string): boolean {
  return host !== '' && !/[/?#@\\\s]/.test(host)
}

/** True when the browser's own connection is encrypted: here, or at the outermost trusted proxy. */
export function isSecure(request: Request, trusted: number): boolean {
  return askedUrl(request, trusted).startsWith('https:')
}

const HEADERS = ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded']

/** What an app was told of its proxies. */
interface ToldOfProxies {
  readonly trustedProxies: number
  /** Where the app stands; undefined: it was not told. */
  readonly basePath: string | undefined
  /** Takes away what is not to be believed. */
  readonly proxies: { settle(headers: Headers, peer: string): void } | null
  readonly logger: Logger
}

/** What proxies say that take the beginning off an address. */
const PREFIX = 'x-forwarded-prefix'

/** Looks at each request first; warns once of a proxy that the app was not told of, and of one that cuts addresses. */
export class ProxyNotice {
  readonly #told: ToldOfProxies
  #isDone: boolean
  #isCut = false

  constructor(told: ToldOfProxies) {
    this.#isDone = told.trustedProxies > 0
    this.#told = told
  }

  /** @param peer address of the connection. @returns the browser's. */
  look(headers: Headers, peer: string): string {
    this.#told.proxies?.settle(headers, peer)
    this.#notice(headers)
    return browserAddress(headers, peer, this.#told.trustedProxies)
  }

  #notice(headers: Headers): void {
    if (!this.#isCut && headers.has(PREFIX)) this.#cut(headers.get(PREFIX))
    if (this.#isDone) return
    const found = HEADERS.find((name) => headers.has(name))
    if (found === undefined) return
    this.#isDone = true
    this.#told.logger.warn(
      { header: found },
      'a proxy seems to stand in front of the app, and is not trusted: all visitors have its address. Write ' +
        'createApp({ trustedProxies: 1 }) if it is yours.',
    )
  }

  #cut(prefix: string | null): void {
    this.#isCut = true
    // An app that knows where it stands tells by its answers what it misses.
    if (this.#told.basePath !== undefined) return
    this.#told.logger.warn(
      { prefix },
      'a proxy seems to remove a prefix from paths (X-Forwarded-Prefix), so requests of pages do not reach the app. ' +
        'Let it pass on the whole path, and write the prefix as createApp({ basePath }).',
    )
  }
}
