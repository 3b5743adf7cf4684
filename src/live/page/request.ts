/**
 * What a view knows about the request that opened its page. Built once, for the HTTP request, and kept
 * for the socket, so both see the same.
 */

import { internalAddress, linkOf } from '../../base/destination.ts'
import { defaultNamespace } from '../../base/namespace.ts'
import type { Namespace } from '../../base/namespace.ts'
import type { Window } from '../../window/window.ts'
import { VisitorSession } from './session.ts'
import type { Session } from './session.ts'

export type { Session } from './session.ts'

/** Extended by an app's own types: `declare module 'overwire' { interface User { name: string } }`. */
// oxlint-disable-next-line typescript/no-empty-object-type
export interface User {}

/** Parameters of a route or a query, by name. */
export type Params = Readonly<Record<string, string>>

export interface LiveRequestInit {
  url: string
  headers: Headers
  params: Params
  session: Session
  address: string
  sealer: Sealer
  /** Default: "", the root. */
  basePath?: string
}

/** What signs; the app's Signer. */
export interface Sealer {
  seal(purpose: string, value: unknown): string
  /** The value again; undefined for what was not sealed here for this purpose. */
  open(purpose: string, sealed: string): unknown
  /** The app's namespace. Left out: the default one. */
  readonly namespace?: Namespace
}

/** Who somebody is, and when that was read, in ms since 1970. */
export interface KnownUser {
  user: User | null
  readAt: number
  /** They logged out: nothing more is done for them, and their window is closed soon. */
  isLoggedOut?: boolean
}

type Known = Omit<LiveRequestInit, 'headers'> & { lang: string }

const NO_PARAMS: Params = Object.freeze({})

/** The request context of a page. */
export class LiveRequest {
  /** Path and query, as in the address bar but for {@link basePath}: `/users/7?tab=posts`. */
  readonly url: string
  /** Typed route parameters. */
  readonly params: Params
  /** The session. Changes made before the page is sent are kept in the cookie. */
  readonly session: Session
  /** The browser's first language, such as `de-AT`; "en" when it names none. */
  readonly lang: string
  /** Network address of the browser, as far as trusted proxies tell. */
  readonly address: string
  /** Where the app stands on its site: `/team`, or "" for the root. See `createApp({ basePath })`. */
  readonly basePath: string
  /** Signs texts for the session, such as form tokens. */
  readonly sealer: Sealer
  /** One for all requests of a window: when the user is read again, each of them sees it. */
  identity: KnownUser = { user: null, readAt: 0 }
  /** The result of createApp({ user }): the user, or null without a login. */
  get user(): User | null {
    return this.identity.user
  }

  set user(user: User | null) {
    this.identity.user = user
  }

  /** The window whose page this is about; null for plain HTTP requests. */
  window: Window | null = null
  readonly #sessionId: string

  /** The session's id, which stays when an app empties the session. */
  get sessionId(): string {
    return VisitorSession.recordOf(this.session)?.id ?? this.#sessionId
  }

  /** One text takes a tenth of the memory of the objects, and hardly any page reads it again. */
  readonly #headers: string

  /** Reads a request's headers. */
  static read({ headers, ...known }: LiveRequestInit): LiveRequest {
    const first = headers.get('accept-language')?.split(/[,;]/)[0]?.trim() ?? ''
    const lang = first === '*' ? 'en' : first || 'en'
    return new LiveRequest({ ...known, lang }, JSON.stringify([...headers]))
  }

  /** @param headers a JSON text. */
  constructor(known: Known, headers: string) {
    const { url, params, session, address, lang, sealer, basePath = '' } = known
    this.url = url
    this.params = Object.keys(params).length > 0 ? params : NO_PARAMS
    this.session = session
    this.#sessionId = session.id
    this.address = address
    this.lang = lang
    this.sealer = sealer
    this.basePath = basePath
    this.#headers = headers
  }

  /** Headers of the page's HTTP request (of the socket's when the page was mounted anew). */
  get headers(): Headers {
    return new Headers(JSON.parse(this.#headers) as [string, string][])
  }

  /** The headers as a JSON text, for another thread. */
  get headersText(): string {
    return this.#headers
  }

  /** The same request, as if it had asked for another address. */
  at(url: string, params: Params): LiveRequest {
    const { session, address, lang, sealer, basePath } = this
    const known = { url, params, session, address, lang, sealer, basePath }
    const request = new LiveRequest(known, this.#headers)
    request.identity = this.identity
    request.window = this.window
    return request
  }

  /** The same request with other parameters: what a view inside the page gets. */
  within(params: Params): LiveRequest {
    return this.at(this.url, params)
  }

  /** The namespace of the app that was asked. */
  get namespace(): Namespace {
    return this.sealer.namespace ?? defaultNamespace
  }

  /** The route's parameters as `urlRoute.kwargs`. */
  get urlRoute(): { readonly kwargs: Params } {
    return { kwargs: this.params }
  }

  /** The request's cookies by name. */
  get cookies(): Readonly<Record<string, string>> {
    return readCookies(this.headers.get('cookie'))
  }

  /** The part of {@link url} before the query. */
  get path(): string {
    const end = this.url.indexOf('?')
    return end < 0 ? this.url : this.url.slice(0, end)
  }

  /**
   * An address of the app as a browser needs it, for a link: ``html`<a href=${request.href('/todos')}>` ``
   * leads to `/team/todos` in an app below `/team`. Two slashes at the beginning, which would name another
   * site, become one. An address that does not begin with "/" is unchanged.
   */
  href(address: string): string {
    return linkOf(this.basePath, address)
  }

  /**
   * {@link href} of an address that a visitor named, such as the `next` of a login: a path of the app with its query.
   * undefined for anything else, such as `https://evil.example`, `//evil.example` and spellings of them, so
   * `request.internalHref(next) ?? request.href('/')` leads to no other site.
   */
  internalHref(named: unknown): string | undefined {
    const address = internalAddress(named)
    return address === undefined ? undefined : this.href(address)
  }

  /** The query; repeated names with `getAll`. */
  get query(): URLSearchParams {
    const start = this.url.indexOf('?')
    return new URLSearchParams(start < 0 ? '' : this.url.slice(start))
  }
}

/** The cookies of a Cookie header (RFC 6265). */
export function readCookies(header: string | null): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null) as Record<string, string>
  for (const [name, value] of cookiePairs(header)) cookies[name] = value
  return cookies
}

/** All cookies of a name: apps on one site may have some that differ in their paths alone. */
export function cookiesNamed(name: string, header: string | null): string[] {
  return [...cookiePairs(header)].flatMap(([other, value]) => (other === name ? [value] : []))
}

function* cookiePairs(header: string | null): Generator<[name: string, value: string]> {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals < 1) continue
    yield [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
  }
}
