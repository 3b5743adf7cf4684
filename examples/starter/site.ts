/** Which page an address shows, and the document around all of them. */
import { each, flash, html } from 'overwire'
import type { Block, Layout, LiveRequest } from 'overwire'
import { base, href, languages, outside, readAddress } from './address.ts'
import { catPage, formPage, listPage } from './cat-pages.ts'
import { notesPage } from './notes-page.ts'
import { aboutPage, contactPage, homePage, loginPage, membersPage } from './other-pages.ts'
import { loadingBar } from './loading.ts'
import { link } from './page.ts'
import type { Page, Shown, Visit } from './page.ts'
import { texts } from './texts.ts'

const icon = () => outside(`${base}/icon.svg`)

type Make = (visit: Visit) => Page | undefined | Promise<Page | undefined>

const pages: Record<string, Make> = {
  '': homePage,
  cats: listPage,
  'cats/new': formPage,
  'cats/:id': catPage,
  'cats/:id/edit': formPage,
  notes: notesPage,
  about: aboutPage,
  contact: contactPage,
  login: loginPage,
  members: membersPage,
}
/** What is in the menu, and what search engines are told of. */
export const publicPages = ['', 'cats', 'notes', 'about', 'contact'] as const

/** The page of an address: for who comes by it, and for who follows a link. Undefined: there is none. */
export async function show(url: string, request: LiveRequest): Promise<Shown | undefined> {
  const address = readAddress(url)
  if (!address) return undefined
  if (address.path === 'members' && !request.session['member']) {
    return show(href(address.lang, 'login'), request)
  }
  const key = address.path.replace(/\/\d+(?=\/|$)/, '/:id')
  if (!Object.hasOwn(pages, key)) return undefined
  const visit = { ...address, t: texts[address.lang], request }
  const page = await pages[key]!(visit)
  const own = href(address.lang, address.path, Object.fromEntries(address.query))
  return page && { ...page, title: `${page.title} · ${visit.t.site}`, visit, url: own }
}

/** All of the page. A visit by a handler writes the menu and main anew. */
export function frame(shown: Shown): Block {
  return html`
    <header id="menu">${menu(shown)}</header>
    <main id="main">${shown.content}</main>
  `
}

export function menu({ visit }: Shown): Block {
  const { t, path, lang } = visit
  const labels = { '': t.home, cats: t.cats, notes: t.notes, about: t.about, contact: t.contact }
  const current = (to: string) => {
    if (path === to) return 'page'
    return to && path.startsWith(`${to}/`) ? 'true' : null
  }
  const item = (to: string, label: string) => link(visit, to, label, { current: current(to) })
  const language = (other: (typeof languages)[number]) => html`
    <a
      href=${outside(href(other, path))} lang=${other} hreflang=${other}
      aria-current=${other === lang ? 'true' : null}
      title=${texts[other].language}
    >${other.toUpperCase()}</a>
  `
  return html`
    ${link(visit, '', html`<img src=${icon()} alt="" width="36" height="36" /> ${t.site}`, { className: 'brand' })}
    <nav class="menu" aria-label=${t.menu}>
      ${each(publicPages, String, (to) => item(to, labels[to]))} ${item('members', t.members)}
    </nav>
    <nav class="languages" aria-label="Language">${each(languages, String, language)}</nav>
  `
}

export const layout: Layout = ({ title, meta, content, script, request }) => {
  const { lang, path } = readAddress(request.url) ?? { lang: 'en' as const, path: '' }
  const t = texts[lang]
  return html`
    <!doctype html>
    <html lang=${lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        ${meta}
        <link rel="icon" href=${icon()} type="image/svg+xml" />
        <link rel="stylesheet" href=${outside(`${base}/starter.css`)} />
        <link
          rel="alternate" type="application/rss+xml" title=${t.newest} href=${outside(href(lang, 'rss.xml'))}
        />
        ${each(
          languages,
          String,
          (other) =>
            html`<link rel="alternate" hreflang=${other} href=${outside(href(other, path))} />`,
        )}
        <script type="module" src=${outside(`${base}/upload.js`)}></script>
        ${script}
      </head>
      <body data-controller="page">
        <a class="skip-link" href="#main">${t.skip}</a>
        ${loadingBar(t.loading)} ${content}
        <footer>
          <a href=${outside(href(lang, 'rss.xml'))}>RSS</a> <a href=${outside('/')}>${t.examples}</a>
        </footer>
        ${flash({ autoDismiss: 3000, position: 'bottom-right' })}
      </body>
    </html>
  `
}
