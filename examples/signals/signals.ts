import { checkCsrf, csrfToken, each, html } from 'overwire'
import { liveviewHandler, send } from 'overwire/handlers'
import { jsCall } from 'overwire/signals'
import type { App, LiveRequest } from 'overwire'
import { permissions, targets } from './functions.ts'
import type { Target } from './functions.ts'
import { findPerson, whoIs } from './people.ts'

const topics = { news: 'News', sport: 'Sport' }

/** Only the server puts windows into topics. */
liveviewHandler('signals_hear', (consumer, { form }) => {
  const wanted = [form['topic'] ?? []].flat()
  for (const name of Object.keys(topics)) {
    if (wanted.includes(name)) consumer.join(`signals:${name}`)
    else consumer.leave(`signals:${name}`)
  }
  const text = wanted.length > 0 ? `It hears ${wanted.join(' and ')}.` : 'It hears neither.'
  send(consumer, { target: '#signals-hears', text })
})

export function addSignals(app: App) {
  app.page('/signals', signalsPage, { title: 'Signals' })
  app.http('/signals/login', logIn)
}

/** Windows that are open already stay who they were; `app.logOut` would load them again. */
async function logIn(request: Request, live: LiveRequest): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405 })
  const form = await request.formData()
  if (!checkCsrf(live, form.get('_csrf'))) return new Response(null, { status: 403 })
  const person = findPerson(form.get('person'))
  if (person) live.session['person'] = person.id
  else delete live.session['person']
  return new Response(null, { status: 303, headers: { location: live.href('/signals') } })
}

function signalsPage(request: LiveRequest) {
  return html`
    <div class="signals" data-controller="page">
      ${loginForm(request)}
      ${topicsForm()}
      ${sendForm()}
      ${permissionButtons()}
      <section aria-labelledby="signals-log-title">
        <h3 id="signals-log-title">What arrived in this window</h3>
        <div class="signals-log" tabindex="0" role="log" aria-labelledby="signals-log-title"></div>
      </section>
      <p class="hint">Open a second window, and one in another browser: each hears what is for it.</p>
    </div>
  `
}

function loginForm(request: LiveRequest) {
  const me = whoIs(request)
  const button = (id: string, title: string) => {
    const isMe = (me?.id ?? '') === id
    return html`<button class="quiet" name="person" value=${id} aria-pressed=${isMe}>${title}</button>`
  }
  return html`
    <form class="signals-who" method="post" action=${request.href('/signals/login')} aria-label="Who you are">
      <input type="hidden" name="_csrf" value=${csrfToken(request)} />
      <h3>You are ${me?.name ?? 'not logged in'}${me?.isStaff && ', of the staff'}</h3>
      <div class="buttons">
        ${button('', 'Logged out')} ${button('ann', 'Ann')} ${button('sam', 'Sam, staff')}
      </div>
    </form>
  `
}

function topicsForm() {
  return html`
    <form
      class="signals-topics" aria-label="Topics"
      data-action="change->page#run" data-liveview-function="signals_hear"
    >
      <h3>Topics that this window joins</h3>
      ${each(Object.entries(topics), String, ([name, title]) => {
        return html`<label><input type="checkbox" name="topic" value=${name} autocomplete="off" />${title}</label>`
      })}
      <span id="signals-hears" class="hint" role="status">It hears neither.</span>
    </form>
  `
}

function sendForm() {
  const names = Object.keys(targets) as Target[]
  return html`
    <form class="signals-send" data-df-signal=${jsCall('signals.send', { form: 'form' })}>
      <h3>Trigger a signal</h3>
      <label for="signals-text">It says</label>
      <input
        id="signals-text" name="text" value="Hello" autocomplete="off"
        aria-describedby="signals-problem"
      />
      <label for="signals-target">It is for</label>
      <select id="signals-target" name="target">
        ${each(names, String, (name) => html`<option value=${name}>${targets[name].title}</option>`)}
      </select>
      <button>Send</button>
      <p id="signals-problem" class="problem" role="alert"></p>
    </form>
  `
}

function permissionButtons() {
  return html`
    <section class="signals-may" aria-label="Who may call">
      <h3>Call what is allowed to</h3>
      <div class="buttons">
        ${each(Object.keys(permissions), String, (name) => {
          return html`<button class="quiet" data-calls=${`signals.${name}`}>${name}</button>`
        })}
      </div>
      <p class="hint signals-answer" role="status"></p>
    </section>
  `
}
