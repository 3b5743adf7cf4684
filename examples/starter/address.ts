/** Addresses of the site, such as `/cat-home/de/cats/7?q=x`: its base, a language, a page, a query. */
import type { App } from 'overwire'

let app: App | undefined

/** Says whose addresses they are. */
export function addressesOf(one: App): void {
  app = one
}

/** An address as browsers need it, wherever the app stands. */
export const outside = (address: string): string => app?.href(address) ?? address

/** Where the site begins in its app. One that has an app to itself makes this "". */
export const base = '/cat-home'

export const languages = ['en', 'es', 'de'] as const
export type Language = (typeof languages)[number]

export interface Address {
  lang: Language
  /** What follows the language, such as `cats/7`; "" at home. */
  path: string
  /** The number in the path, if there is one. */
  id: number
  query: URLSearchParams
}

export function isLanguage(text: unknown): text is Language {
  return languages.includes(text as Language)
}

export function href(lang: Language, path = '', query: Record<string, string> = {}): string {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString()
  return (
    [base, lang, path].filter((part, i) => i === 0 || part).join('/') + (search && `?${search}`)
  )
}

/** Null for addresses that are none of the site's. */
export function readAddress(url: string): Address | null {
  const { pathname, searchParams: query } = new URL(url, 'http://site')
  const [lang, ...parts] = pathname.slice(base.length + 1).split('/')
  if (!pathname.startsWith(`${base}/`) || !isLanguage(lang)) return null
  return {
    lang,
    path: parts.join('/'),
    id: Number(parts.find((part) => /^\d+$/.test(part))),
    query,
  }
}
