/** Home, about, contact, login, and what only members see. */
import { csrfToken, each, html } from 'overwire'
import { base, outside } from './address.ts'
import { card, picture } from './cat-pages.ts'
import { findCats, findMessages } from './database.ts'
import { field } from './fields.ts'
import { loadBars, loadTopic } from './load.ts'
import { link } from './page.ts'
import type { Page, Visit } from './page.ts'
import { picturesField } from './pictures.ts'

/** Who may log in. A real site keeps members in its database, and hashes instead of passwords. */
export const member = { name: 'Ada', email: 'ada@example.org', password: 'meow' }

export async function homePage(visit: Visit): Promise<Page> {
  const { t } = visit
  const { rows } = await findCats('', 1, 3)
  const content = html`
    <div class="hero">
      <div>
        <h1 tabindex="-1">${t.claim}</h1>
        <p class="lead">${t.intro}</p>
        <p>${link(visit, 'cats', t.meet, { className: 'button' })}</p>
      </div>
      <div class="windows">${each(rows, 'id', (cat) => picture(cat, cat.name))}</div>
    </div>
    <h2>${t.newest}</h2>
    <ul class="cards">${each(rows, 'id', (cat) => html`${card(visit, cat)}`)}</ul>
  `
  return { title: t.home, description: t.intro, content }
}

export function aboutPage({ t }: Visit): Page {
  const content = html`
    <h1 tabindex="-1">${t.about}</h1>
    <p class="lead">${t.aboutIntro}</p>
    <p class="prose">${t.aboutText}</p>
    <section aria-labelledby="busy">
      <h2 id="busy">${t.load}</h2>
      <div id="load">${loadBars()}</div>
    </section>
  `
  return { title: t.about, description: t.aboutIntro, content, topic: loadTopic }
}

export function contactPage(visit: Visit): Page {
  const { t } = visit
  const form = 'contact'
  const content = html`
    <h1 tabindex="-1">${t.contact}</h1>
    <p class="lead">${t.contactIntro}</p>
    <form
      class="fields" id="contact" novalidate
      data-action="submit->page#run" data-liveview-function="starter.contact"
    >
      ${field({ form, name: 'name', label: t.name, autocomplete: 'name' })}
      ${field({ form, name: 'email', label: t.email, type: 'email', autocomplete: 'email' })}
      ${field({ form, name: 'message', label: t.message, rows: 5 })}
      ${picturesField(visit)}
      <button>${t.send}</button>
    </form>
  `
  return { title: t.contact, description: t.contactIntro, content }
}

export function loginPage({ t, lang, query, request }: Visit): Page {
  const isWrong = query.has('wrong')
  const content = html`
    <h1 tabindex="-1">${t.login}</h1>
    <p class="lead">${t.loginIntro}</p>
    <p><code>${member.email}</code> <code>${member.password}</code></p>
    <form class="fields" method="post" action=${outside(`${base}/login`)}>
      <input type="hidden" name="_csrf" value=${csrfToken(request)} />
      <input type="hidden" name="lang" value=${lang} />
      <div class="field">
        <label for="email">${t.email}</label>
        <input id="email" name="email" type="email" autocomplete="username" required />
      </div>
      <div class="field">
        <label for="password">${t.password}</label>
        <input
          id="password" name="password" type="password" autocomplete="current-password" required
        />
      </div>
      <p class="problem" role="alert">${isWrong && t.wrong}</p>
      <button>${t.login}</button>
    </form>
  `
  return { title: t.login, description: t.membersIntro, content }
}

export async function membersPage({ t, lang, request }: Visit): Promise<Page> {
  const mail = await findMessages()
  const content = html`
    <div class="head">
      <h1 tabindex="-1">${t.hello(String(request.session['member']))}</h1>
      <form method="post" action=${outside(`${base}/logout`)}>
        <input type="hidden" name="_csrf" value=${csrfToken(request)} />
        <input type="hidden" name="lang" value=${lang} />
        <button class="quiet">${t.logout}</button>
      </form>
    </div>
    <p class="lead">${t.membersIntro}</p>
    ${mail.length === 0 && html`<p class="hint">${t.noMail}</p>`}
    <ul class="mail">
      ${each(
        mail,
        'id',
        ({ name, email, message, pictures }) => html`
          <li>
            <b>${name}</b> <span class="hint">${email}</span><p>${message}</p>
            ${each(pictures, String, (id) => enclosed(t.pictures, id))}
          </li>
        `,
      )}
    </ul>
  `
  return { title: t.members, description: t.membersIntro, content }
}

/** A picture that came with a message. */
function enclosed(label: string, id: number) {
  const src = outside(`${base}/pictures/${id}`)
  return html`<a href=${src}><img src=${src} alt=${`${label} ${id}`} width="96" height="96" /></a> `
}
