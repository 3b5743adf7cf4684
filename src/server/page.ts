/**
 * The first render: request to HTML. The instance that rendered waits for its socket, so mount runs
 * once; the same function mounts anew when a socket comes and its instance is gone.
 */
import { sharedKey } from '../live/shared/shared-key.ts'
import { fail } from '../base/errors.ts'
import { escapeHtml } from '../base/escape.ts'
import { WorkerView } from '../live/worker/worker-view.ts'
import { checkFields } from '../live/instance/storable-fields.ts'
import { Instance } from '../live/instance/instance.ts'
import { cookiesNamed, LiveRequest } from '../live/page/request.ts'
import { metaTags } from '../live/page/page-meta.ts'
import { mountView } from '../live/instance/mount.ts'
import { noteSession } from '../live/page/session-writes.ts'
import type { PrintedView, PageView } from '../live/page/page-view.ts'
import type { LiveViewClass } from '../live/view/live-view.ts'
import { usedAround } from './layout.ts'
import type { Layout } from './layout.ts'
import type { Effect } from '../wire/effects.ts'
import { encodeText } from '../template/byte-writer.ts'
import { POST_FORM, withToken } from '../template/form-post.ts'
import { printStatic } from '../template/print.ts'
import { Raw, raw } from '../template/raw.ts'
import type { Window } from '../window/window.ts'
import { preparation } from '../wire/reserved.ts'
import { browserAddress } from './proxies.ts'
import { askGuards } from './route-guards.ts'
import type { Settings } from './settings.ts'
import { partsInUse } from './script-tags.ts'
import { newSession, openSession } from './sessions.ts'
import { postFormId, signPageToken } from './tokens.ts'
import type { Signer } from './tokens.ts'

/** A page that is open, or about to be, in a browser. */
export interface Page {
  readonly window: Window
  instance: PageView
  route: LiveRoute
  /** The last change to another view, if one goes on; the next one waits for it. */
  moving: Promise<void> | null
  /** Number of the newest NAVIGATE event: older ones are not worth showing any more. */
  asked: number
}

/** A page whose view has just been opened. */
export function newPage(window: Window, instance: PageView, route: LiveRoute): Page {
  return { window, instance, route, moving: null, asked: 0 }
}

/** A route: what app.live() was given. */
export interface LiveRoute {
  view: LiveViewClass
  title: string
  /** Default: the app's. */
  layout?: Layout | undefined
  /** Pages of different sessions are loaded, not navigated to. */
  liveSession?: string | undefined
}

/** A view that was opened, or where its visitor is sent instead. */
export type Opened = { instance: PageView } | { redirectTo: string; flashes: Effect[] }

/** What is asked for, and by whom. */
export interface Asked {
  /** Path and query. */
  readonly url: string
  readonly headers: Headers
  readonly params: Record<string, string>
  /** Of the connection; a proxy's, where there is one. */
  readonly address: string
  /** Where the app stands. Default: "", the root. */
  readonly basePath?: string | undefined
}

/** Builds the request context; `isNew` when the browser brought no session. */
export function readRequest(
  { url, headers, params, address: socketAddress, basePath = '' }: Asked,
  signer: Signer,
  settings: Settings,
): { request: LiveRequest; isNew: boolean } {
  const cookies = cookiesNamed(settings.sessionCookie, headers.get('cookie'))
  let session
  for (const cookie of cookies) {
    session = openSession(signer, cookie, settings, basePath) ?? session
  }
  if (session) noteSession(session)
  const request = LiveRequest.read({
    url,
    headers,
    params,
    session: session ?? newSession(settings),
    sealer: signer,
    basePath,
    address: browserAddress(headers, socketAddress, settings.trustedProxies),
  })
  return { request, isNew: session === undefined }
}

/** Opens a route's view in a window. Errors of the view are the caller's. */
export async function openView(
  route: LiveRoute,
  window: Window,
  request: LiveRequest,
  settings: Settings,
): Promise<Opened> {
  const View = route.view
  request.window = window
  const { services } = settings
  const elsewhere = await askGuards(settings, request)
  if (elsewhere !== undefined) return { redirectTo: elsewhere, flashes: [] }
  const key = sharedKey(View, request)
  if (key !== null) {
    const viewer = await settings.sharedViews.attach(View, key, { window, request, services })
    if (typeof viewer === 'string') return { redirectTo: viewer, flashes: [] }
    viewer.renderer.standardTitle = route.title
    return { instance: viewer }
  }
  if (View.useActors) return openWorkerView(route, window, request, settings)
  const instance = new Instance(new View(), window, request, { services })
  instance.renderer.standardTitle = route.title
  for (const flash of takeFlashes(request)) instance.runtime.effect(flash)
  try {
    const redirectTo = await mountView(instance.runtime)
    if (redirectTo === undefined) {
      checkFields(instance.view, services, settings)
      return { instance }
    }
    instance.leave()
    return { redirectTo, flashes: instance.runtime.effects.takeFlashes() }
  } catch (error) {
    instance.leave()
    throw error
  }
}

/** Opens a view in another thread. */
async function openWorkerView(
  { view: View, title }: LiveRoute,
  window: Window,
  request: LiveRequest,
  { workers, services }: Settings,
): Promise<Opened> {
  if (workers === undefined) {
    throw fail('E_ACTOR', View.name, 'this server has no threads. Serve the app with listen(app).')
  }
  const lost = (): void => window.outbox.socket?.close(1012, 'The view’s thread ended.')
  const worker = new WorkerView(View, window, request, { thread: workers.next(), services, lost })
  const flashes = takeFlashes(request)
  try {
    const elsewhere = await worker.open(View, title)
    for (const flash of flashes) worker.effect(flash)
    if (elsewhere === undefined) return { instance: worker }
    worker.leave()
    return elsewhere
  } catch (error) {
    worker.leave()
    throw error
  }
}

/** Where the messages of a page wait that sent its visitor to the next one. */
const FLASHES = '_flashes'

/** Keeps messages for the next page. */
export function keepFlashes(request: LiveRequest, flashes: Effect[]): void {
  if (flashes.length > 0) request.session[FLASHES] = flashes
}

/** The messages of the page before. */
export function peekFlashes({ session }: LiveRequest): Effect[] {
  const flashes = session[FLASHES]
  return Array.isArray(flashes) ? (flashes as Effect[]) : []
}

export function takeFlashes(request: LiveRequest): Effect[] {
  const flashes = peekFlashes(request)
  Reflect.deleteProperty(request.session, FLASHES)
  return flashes
}

/** Where the window stands whose form was posted, until its page is shown. */
const POSTED = '_posted'

/** Lets the visitor's next request show this page. */
export function keepPosted(request: LiveRequest, page: Page): void {
  request.session[POSTED] = page.window.id
}

/** The window whose form was posted before this request. */
export function takePosted(request: LiveRequest): string | undefined {
  const id = request.session[POSTED]
  Reflect.deleteProperty(request.session, POSTED)
  return typeof id === 'string' ? id : undefined
}

/** What a document needs beside its page. */
export interface Document {
  page: Page
  printed: PrintedView
  /** The tags of its scripts. */
  script: string
  /** Of its policy; "" for none. */
  nonce: string
  /** Messages for visitors without a script. */
  flashes: Effect[]
}

/** The document of a mounted page. */
export function printPage(
  { page, printed, script, nonce, flashes }: Document,
  signer: Signer,
  settings: Settings,
): Uint8Array<ArrayBuffer> {
  const { window, instance, route } = page
  const { request } = instance
  const { url, session } = request
  const token = signPageToken(
    signer,
    { window: window.id, url, session: session.id },
    settings.clock.now(),
  )
  const names = [...printed.events]
  const pieces: Uint8Array[] = [printed.bytes]
  const document = (route.layout ?? settings.layout)({
    title: instance.title,
    meta: metaTags(instance.meta),
    content: new Raw(pieces),
    script: raw(script),
    nonce,
    request,
  })
  const auto = settings.autoNavigate ? ['auto'] : []
  const used = new Set([
    ...names,
    ...partsInUse(settings.services.namespace),
    ...auto,
    'connection',
    ...(settings.isDeveloped ? ['development'] : []),
    ...usedAround(document),
  ])
  const events = [...used].map(preparation).join(' ')
  const root = `<div live-root="${token}" live-on="${events}"${settings.banner}>`
  pieces.unshift(encodeText(notes(flashes) + root))
  pieces.push(
    encodeText(
      `</div>${names.includes('click') ? postForm(request.href(url), token, postFormId(signer, window.id)) : ''}`,
    ),
  )
  return printStatic(document)
}

/**
 * What posts the page's buttons when no script does. The script removes what is around it: the form's own
 * `remove` may be a button of that id.
 */
function postForm(url: string, token: string, id: string): string {
  const action = escapeHtml(withToken(url, token))
  return `<div id="${POST_FORM}s" hidden><form id="${id}" method="post" action="${action}"></form></div>`
}

/** Messages for who sees no others. */
function notes(flashes: Effect[]): string {
  if (flashes.length === 0) return ''
  const shown = flashes.map(([, level, text]) => {
    const role = level === 'error' || level === 'warning' ? 'alert' : 'status'
    return `<p class="live-flash live-flash-${escapeHtml(String(level))}" role="${role}">${escapeHtml(String(text))}</p>`
  })
  return `<noscript>${shown.join('')}</noscript>`
}
