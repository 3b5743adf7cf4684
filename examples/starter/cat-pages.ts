/** The pages of cats: the list, one cat, and the form. */
import { csrfToken, each, html } from 'overwire'
import type { Block } from 'overwire'
import { base, outside } from './address.ts'
import { catTopic, commentList } from './comments.ts'
import { findCat, findCats } from './database.ts'
import type { Cat } from './database.ts'
import { field } from './fields.ts'
import { link } from './page.ts'
import type { Page, Place, Visit } from './page.ts'

const SIZE = 6

/** Windows that show the newest cats, by their language: the list of all of them is the same. */
export const newestTopic = (lang: string): string => `starter-cats-${lang}`

export async function listPage(visit: Visit): Promise<Page> {
  const { t, lang, query } = visit
  const q = query.get('q')?.trim().slice(0, 60) ?? ''
  const isNewest = q === '' && Number(query.get('page') ?? 1) === 1
  const content = html`
    <div class="head">
      <h1 tabindex="-1">${t.cats}</h1>
      ${link(visit, 'cats/new', t.add, { className: 'button' })}
    </div>
    <form role="search" data-action="submit->page#run" data-liveview-function="starter.search">
      <label for="q">${t.search}</label>
      <input
        id="q" name="q" type="search" value=${q} maxlength="60" autocomplete="off"
        data-action="input->page#run" data-liveview-function="starter.search"
        data-liveview-debounce="250"
      />
    </form>
    <section id="cats" aria-label=${t.cats}>${await list(visit)}</section>
  `
  const page = { title: t.cats, description: t.catsIntro, content }
  return isNewest ? { ...page, topic: newestTopic(lang) } : page
}

/** The part of the list that searches, pages and news change. */
export async function list(visit: Place): Promise<Block> {
  const { t, query } = visit
  const q = query.get('q')?.trim().slice(0, 60) ?? ''
  const found = await findCats(q, Number(query.get('page')) || 1, SIZE)
  const { rows, total, pages, page } = found
  return html`
    <p class="hint" role="status">${total ? t.found(total) : t.none}</p>
    <ul class="cards">${each(rows, 'id', (cat) => card(visit, cat))}</ul>
    ${pages > 1 && pager(visit, q, page, pages)}
  `
}

export function card(visit: Place, cat: Cat): Block {
  return html`
    <li>
      ${picture(cat, '')}
      <h2>${link(visit, `cats/${cat.id}`, cat.name)}</h2>
      <p>${cat.about}</p>
    </li>
  `
}

/** A cat's photo, or what is drawn for it. */
export function picture({ id, version }: Cat, alt: string): Block {
  const src = outside(`${base}/photos/${id}?v=${version}`)
  return html`<img src=${src} alt=${alt} width="240" height="240" />`
}

function pager(visit: Place, q: string, page: number, pages: number): Block {
  const numbers = Array.from({ length: pages }, (_, i) => i + 1)
  const number = (n: number) =>
    link(visit, 'cats', n, {
      query: { q, page: n > 1 ? String(n) : '' },
      label: `${visit.t.page} ${n}`,
      current: n === page ? 'page' : null,
    })
  return html`<nav class="pager" aria-label=${visit.t.pages}>${each(numbers, String, number)}</nav>`
}

export async function catPage(visit: Visit): Promise<Page | undefined> {
  const { t, id, request } = visit
  const cat = await findCat(id)
  if (!cat) return undefined
  const { name, born, about } = cat
  const content = html`
    <p>${link(visit, 'cats', t.back, { className: 'back' })}</p>
    <article class="cat">
      <div class="portrait" id="portrait">${picture(cat, name)}</div>
      <div>
        <h1 tabindex="-1">${name}</h1>
        <p class="hint">${born} · ${t.years(new Date().getFullYear() - born)}</p>
        <p class="lead">${about}</p>
        <p>${link(visit, `cats/${id}/edit`, t.edit, { className: 'button' })}</p>
        <div class="field">
          <label for="photo">${t.photo}</label>
          <input
            id="photo" type="file" accept="image/png,image/jpeg,image/webp"
            aria-describedby="photo-hint photo-problem" data-upload=${outside(`${base}/photos/${id}`)}
            data-csrf=${csrfToken(request)} data-problem=${t.photoWrong}
          />
          <p class="hint" id="photo-hint">${t.photoHint}</p>
          <p class="problem" id="photo-problem" role="alert"></p>
        </div>
      </div>
    </article>
    <section class="comments" aria-labelledby="said">
      <h2 id="said">${t.comments}</h2>
      <div id="comments">${await commentList(id)}</div>
      <form
        class="fields" id="comment" novalidate data-action="submit->page#run"
        data-liveview-function="starter.comment" data-data-id=${id}
      >
        ${commentFields(visit)}
      </form>
    </section>
  `
  return { title: name, description: `${name}: ${about}`, content, topic: catTopic(id) }
}

/** The inside of the form: it is sent anew when a comment was taken. */
export function commentFields({ t }: Place): Block {
  const form = 'comment'
  return html`
    ${field({ form, name: 'name', label: t.name, autocomplete: 'name' })}
    ${field({ form, name: 'text', label: t.comment, rows: 2 })}
    <button>${t.say}</button>
  `
}

/** The form of a new cat, or of one that is there. */
export async function formPage(visit: Visit): Promise<Page | undefined> {
  const { t, id } = visit
  const cat = id ? await findCat(id) : undefined
  if (id && !cat) return undefined
  const title = cat ? `${t.edit}: ${cat.name}` : t.add
  const form = 'cat'
  const content = html`
    <p>${link(visit, 'cats', t.back, { className: 'back' })}</p>
    <h1 tabindex="-1">${title}</h1>
    <form
      class="fields" novalidate data-action="submit->page#run"
      data-liveview-function="starter.save" data-data-id=${id || 0}
    >
      ${field({ form, name: 'name', label: t.name, value: cat?.name ?? '' })}
      ${field({ form, name: 'born', label: t.born, value: cat?.born ?? '', type: 'number' })}
      ${field({ form, name: 'about', label: t.aboutCat, value: cat?.about ?? '', rows: 4 })}
      <button>${t.save}</button>
    </form>
    ${cat && remover(visit, cat)}
  `
  return { title, description: t.catsIntro, content }
}

function remover({ t }: Visit, { id, name }: Cat): Block {
  return html`
    <details class="remover">
      <summary>${t.remove}</summary>
      <button
        class="danger" data-action="click->page#run" data-liveview-function="starter.remove"
        data-data-id=${id}
      >${t.really(name)}</button>
    </details>
  `
}
