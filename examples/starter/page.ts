/** What a page of the site is given and gives; the same for a first page and for a visit by a handler. */
import { html } from 'overwire'
import type { Block, LiveRequest } from 'overwire'
import { href, outside } from './address.ts'
import type { Address, Language } from './address.ts'
import { texts } from './texts.ts'
import type { Texts } from './texts.ts'

/** An address and what is said there. */
export interface Place extends Address {
  t: Texts
}

export interface Visit extends Place {
  request: LiveRequest
}

export interface Page {
  title: string
  /** For search engines. */
  description: string
  /** What stands in main; has the page's one h1. */
  content: Block
  /** Whom changes of the page's data are sent to. */
  topic?: string
}

/** A page as it is shown, with the address it has then. */
export interface Shown extends Page {
  visit: Visit
  url: string
}

export function placeOf(lang: Language, query: Record<string, string> = {}): Place {
  return { lang, path: '', id: 0, query: new URLSearchParams(query), t: texts[lang] }
}

/** A link that stays in the page: a handler shows what the address would. */
export function link({ lang }: Place, path: string, label: unknown, looks: Looks = {}): Block {
  const { query = {}, className, ...aria } = looks
  const to = href(lang, path, query)
  return html`
    <a
      href=${outside(to)} class=${className} aria-current=${aria.current} aria-label=${aria.label}
      data-action="click->page#run" data-liveview-function="starter.open" data-data-to=${to}
    >${label}</a>
  `
}

interface Looks {
  query?: Record<string, string>
  className?: string
  current?: string | null
  label?: string
}
