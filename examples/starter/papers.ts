/** What machines read: sitemap, robots, news, and whom to write to. */
import type { App } from 'overwire'
import { base, href, isLanguage, languages, outside } from './address.ts'
import { findCats } from './database.ts'
import { publicPages } from './site.ts'
import { texts } from './texts.ts'

const MOST = 1000

export function addPapers(app: App): void {
  const paper = (path: string, type: string, write: (origin: string) => string | Promise<string>) =>
    app.http(path, async (request) => {
      const text = await write(new URL(request.url).origin)
      return new Response(text, { headers: { 'content-type': `${type}; charset=utf-8` } })
    })
  paper(
    '/robots.txt',
    'text/plain',
    (origin) => `User-agent: *\nAllow: /\nSitemap: ${origin}${outside('/sitemap.xml')}\n`,
  )
  paper('/humans.txt', 'text/plain', () => 'Made by people, and some cats, with Overwire.\n')
  paper('/.well-known/security.txt', 'text/plain', securityText)
  paper('/sitemap.xml', 'application/xml', sitemap)
  app.http(`${base}/:lang/rss.xml`, async (request, { params }) => {
    const lang = isLanguage(params['lang']) ? params['lang'] : 'en'
    const text = await news(new URL(request.url).origin, lang)
    return new Response(text, { headers: { 'content-type': 'application/rss+xml; charset=utf-8' } })
  })
}

/** As RFC 9116 asks: a contact, and a day after which it is not to be believed. */
function securityText(origin: string): string {
  const expires = new Date(Date.now() + 180 * 86_400_000).toISOString()
  return `Contact: ${origin}${outside(href('en', 'contact'))}\nExpires: ${expires}\nPreferred-Languages: ${languages.join(', ')}\n`
}

async function sitemap(origin: string): Promise<string> {
  const { rows } = await findCats('', 1, MOST)
  const paths = [...publicPages, ...rows.map(({ id }) => `cats/${id}`)]
  const urls = languages.flatMap((lang) =>
    paths.map((path) => `<url><loc>${origin}${outside(href(lang, path))}</loc></url>`),
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join('')}</urlset>`
}

async function news(origin: string, lang: (typeof languages)[number]): Promise<string> {
  const { rows } = await findCats('', 1, 20)
  const t = texts[lang]
  const items = rows.map(({ id, name, about }) => {
    const url = origin + outside(href(lang, `cats/${id}`))
    return `<item><title>${xml(name)}</title><link>${url}</link><guid>${url}</guid><description>${xml(about)}</description></item>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>${xml(`${t.site}: ${t.newest}`)}</title><link>${origin}${outside(href(lang))}</link><description>${xml(t.catsIntro)}</description><language>${lang}</language>${items.join('')}</channel></rss>`
}

/** A text as XML, which has no control characters. */
const xml = (text: string): string =>
  text.replace(/\p{Cc}/gu, ' ').replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`)
