/** Signing up, logging in and out: plain forms, which work without a script too. */
import { eq } from 'drizzle-orm'
import { html } from 'overwire'
import type { App, LiveRequest } from 'overwire'
import { z } from 'zod'
import type { Database } from './database.ts'
import { hash, matches } from './passwords.ts'
import { createPeople, people } from './people.ts'

declare module 'overwire' {
  interface User {
    id: number
    email: string
  }
}

const fields = z.object({
  email: z.email().max(200),
  password: z.string().min(8).max(200),
})

// A map: visitors write any word into an address.
const problems = new Map([
  ['fields', 'Write an e-mail address, and a password of at least 8 letters.'],
  ['taken', 'Somebody has that address already.'],
  ['wrong', 'That is not the address and the password of an account.'],
])

/** The user of a session; null for a visitor who is not logged in. */
export async function whoIs(database: Database, { session }: LiveRequest) {
  const id = session['person']
  if (typeof id !== 'number') return null
  const [person] = await database.select().from(people).where(eq(people.id, id))
  return person ? { id: person.id, email: person.email } : null
}

/** Adds the pages of accounts, and makes their table. */
export async function addAccounts(app: App, database: Database): Promise<void> {
  await createPeople(database)
  app.page('/login', (request) => accountForm('/login', 'Log in', request), { title: 'Log in' })
  app.page('/signup', (request) => accountForm('/signup', 'Sign up', request), { title: 'Sign up' })

  app.post('/login', async (request, live) => {
    const form = Object.fromEntries(await request.formData())
    const { email = '', password = '' } = fields.safeParse(form).data ?? {}
    const [person] = await database.select().from(people).where(eq(people.email, email))
    const isRight = await matches(password, person?.password ?? '')
    if (!person || !isRight) return again('/login', 'wrong', form['next'], live)
    // A session that somebody else may know is worth nothing from now on.
    live.session.renew()
    live.session['person'] = person.id
    return to(live.internalHref(form['next']) ?? live.href('/'))
  })

  app.post('/signup', async (request, live) => {
    const form = Object.fromEntries(await request.formData())
    const sent = fields.safeParse(form)
    if (!sent.success) return again('/signup', 'fields', form['next'], live)
    const { email, password } = sent.data
    const [person] = await database
      .insert(people)
      .values({ email, password: await hash(password) })
      .onConflictDoNothing()
      .returning()
    if (!person) return again('/signup', 'taken', form['next'], live)
    live.session.renew()
    live.session['person'] = person.id
    return to(live.internalHref(form['next']) ?? live.href('/'))
  })

  app.post('/logout', async (_request, live) => {
    await app.logOut({ session: live.session.id })
    return to(live.href('/login'))
  })
}

/** Who is logged in, and the button to log out: for the layout. Nothing for anybody else. */
export function logOutForm(request: LiveRequest) {
  return (
    request.user &&
    html`
      <form method="post" action=${request.href('/logout')}>
        <span>${request.user.email}</span> <button class="quiet">Log out</button>
      </form>
    `
  )
}

/** Back to the form, which says what is wrong. */
function again(path: string, problem: string, next: unknown, live: LiveRequest): Response {
  return to(live.href(withNext(`${path}?problem=${problem}`, next)))
}

function to(location: string): Response {
  return new Response(null, { status: 303, headers: { location } })
}

/** Keeps the page that the visitor wanted, through all of these forms. */
function withNext(address: string, next: unknown): string {
  if (typeof next !== 'string' || next === '') return address
  return `${address}${address.includes('?') ? '&' : '?'}next=${encodeURIComponent(next)}`
}

function accountForm(path: string, title: string, request: LiveRequest) {
  const isLogin = path === '/login'
  const problem = problems.get(request.query.get('problem') ?? '')
  // Who comes from a page that needs a login goes back there.
  const next = request.query.get('next') ?? ''
  const other = withNext(isLogin ? '/signup' : '/login', next)
  return html`
    <h1>${title}</h1>
    ${problem && html`<p class="problem" role="alert">${problem}</p>`}
    <form method="post" action=${request.href(path)} class="account">
      <input type="hidden" name="next" value=${next}>
      <label>E-mail <input type="email" name="email" autocomplete="email" required></label>
      <label>
        Password
        <input type="password" name="password" minlength="8" required
          autocomplete=${isLogin ? 'current-password' : 'new-password'}>
      </label>
      <button>${title}</button>
    </form>
    <p>
      ${isLogin ? 'Without an account?' : 'With an account?'}
      <a href=${request.href(other)}>${isLogin ? 'Sign up' : 'Log in'}</a>
    </p>
  `
}
