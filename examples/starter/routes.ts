/** What is asked for over HTTP: logging in and out, photos, and files. */
import { readFileSync } from 'node:fs'
import { checkCsrf, to } from 'overwire'
import { send } from 'overwire/handlers'
import type { App, LiveRequest } from 'overwire'
import { base, href, isLanguage, outside } from './address.ts'
import { picture } from './cat-pages.ts'
import { addCommentsApi, catTopic } from './comments.ts'
import { findCat, findPhoto, findPicture, savePhoto } from './database.ts'
import { refresh } from './handlers.ts'
import { member } from './other-pages.ts'
import { drawCat, imageType, MOST_BYTES, readAtMost } from './photos.ts'

const refused = (status: number): Response => new Response(null, { status })
const seeOther = (location: string): Response =>
  new Response(null, { status: 303, headers: { location: outside(location) } })

export function addRoutes(app: App): void {
  app.http(`${base}/login`, logIn)
  app.http(`${base}/logout`, async (request, live) => {
    const form = await readForm(request, live)
    if (!form) return refused(403)
    delete live.session['member']
    // The session's windows load again, and show no more than they may.
    await app.logOut({ session: live.session.id })
    return seeOther(href(langOf(form), 'login'))
  })
  app.http(`${base}/photos/:id`, (request, live) =>
    request.method === 'POST' ? takePhoto(request, live) : showPhoto(Number(live.params['id'])),
  )
  app.http(`${base}/pictures/:id`, (_request, live) => showPicture(live))
  for (const [name, type] of [
    ['starter.css', 'text/css'],
    ['upload.js', 'text/javascript'],
  ]) {
    file(app, name!, type!, readFileSync(new URL(name!, import.meta.url), 'utf8'))
  }
  addCommentsApi(app)
  file(app, 'icon.svg', 'image/svg+xml', drawCat(1))
}

function file(app: App, name: string, type: string, body: string): void {
  const headers = { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' }
  app.http(`${base}/${name}`, () => new Response(body, { headers }))
}

async function logIn(request: Request, live: LiveRequest): Promise<Response> {
  const form = await readForm(request, live)
  if (!form) return refused(403)
  const isMember = form.get('email') === member.email && form.get('password') === member.password
  if (!isMember) return seeOther(href(langOf(form), 'login', { wrong: '1' }))
  live.session.renew()
  live.session['member'] = member.name
  return seeOther(href(langOf(form), 'members'))
}

/** The form of a page of ours; undefined for what another site sends. */
async function readForm(request: Request, live: LiveRequest): Promise<FormData | undefined> {
  if (request.method !== 'POST') return undefined
  const form = await request.formData()
  return checkCsrf(live, form.get('_csrf')) ? form : undefined
}

function langOf(form: FormData) {
  const lang = form.get('lang')
  return isLanguage(lang) ? lang : 'en'
}

/** Keeps a photo, and shows it to all who look at its cat. */
async function takePhoto(request: Request, live: LiveRequest): Promise<Response> {
  if (!checkCsrf(live, request.headers.get('x-csrf-token'))) return refused(403)
  const cat = await findCat(Number(live.params['id']))
  if (!cat) return refused(404)
  const body = await readAtMost(request, MOST_BYTES)
  const type = body && imageType(body)
  if (!body || !type) return refused(body ? 415 : 413)
  const changed = await savePhoto(cat, type, body)
  const html = picture(changed, cat.name)
  await send(null, { target: '#portrait', html }, { to: to.topic(catTopic(cat.id)) })
  await refresh()
  return refused(204)
}

/** What came with a message is for members. */
async function showPicture({ session, params }: LiveRequest): Promise<Response> {
  const picture = session['member'] ? await findPicture(Number(params['id'])) : undefined
  if (!picture) return refused(404)
  const headers = { ...safely(picture.type), 'cache-control': 'private, no-cache' }
  return new Response(new Uint8Array(picture.body), { headers })
}

/** Headers of what visitors sent. */
const safely = (type: string) => ({
  'content-type': type,
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
})

async function showPhoto(id: number): Promise<Response> {
  const cat = await findCat(id)
  if (!cat) return refused(404)
  const photo = await findPhoto(id)
  const headers = {
    ...safely(photo?.type ?? 'image/svg+xml'),
    'cache-control': 'public, max-age=86400',
  }
  return new Response(photo ? new Uint8Array(photo.body) : drawCat(id), { headers })
}
