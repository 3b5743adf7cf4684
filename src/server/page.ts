/**
 * The first render: request to HTML. The instance that rendered waits for its socket, so mount runs
 * once; the same function mounts anew when a socket comes and its instance is gone.
 */
import { randomId } from '../base/ids.ts'
import { allowCsrf } from '../live/csrf.ts'
import { Instance } from '../live/instance.ts'
import { LiveRequest, readCookies } from '../live/request.ts'
import type { LiveView, LiveViewClass } from '../live/view.ts'
import { frameView } from '../live/view-template.ts'
import { encodeText } from '../template/byte-writer.ts'
import { printStatic } from '../template/print.ts'
import type { Printed } from '../template/print.ts'
import { Raw, raw } from '../template/raw.ts'
import { Window } from '../window/window.ts'
import { browserAddress } from './guard.ts'
import type { Settings } from './options.ts'
import { newSession, openSession, sealPage } from './tokens.ts'
import type { Signer } from './tokens.ts'

const CLOSE = encodeText('</div>')

/** A page that is open, or about to be, in a browser. */
export interface Page {
  window: Window
  instance: Instance
  request: LiveRequest
}

/** A route: what app.live() was given. */
export interface LiveRoute {
  view: LiveViewClass
  title: string
}

/** Builds the request context; `isNew` when the browser brought no session. */
export function readRequest(
  url: string,
  headers: Headers,
  params: Record<string, string>,
  socketAddress: string,
  signer: Signer,
  settings: Settings,
): { request: LiveRequest; isNew: boolean } {
  const cookies = readCookies(headers.get('cookie'))
  const session = openSession(signer, cookies[settings.sessionCookie])
  const request = new LiveRequest({
    url,
    headers,
    params,
    session: session ?? newSession(),
    address: browserAddress(headers, socketAddress, settings.trustedProxies),
  })
  allowCsrf(request, signer)
  return { request, isNew: session === undefined }
}

/** Creates a window with its view and mounts it. Errors of the view are the caller's. */
export async function mountPage(
  View: new () => LiveView,
  request: LiveRequest,
  settings: Settings,
): Promise<Page> {
  if (settings.user) request.user = await settings.user(request)
  const window = new Window(randomId(12), settings.limits)
  const view = new View()
  const { logger, limits, templates } = settings
  frameView(view, { engine: templates, request, viewId: window.id })
  const instance = new Instance(view, window, logger, limits.mailbox)
  window.show(instance)
  await view.mount?.(request, request.params)
  instance.joinPushes()
  return { window, instance, request }
}

/** The document of a mounted page. */
export function printPage(
  page: Page,
  printed: Printed,
  routeTitle: string,
  scriptUrl: string,
  signer: Signer,
  settings: Settings,
): Uint8Array<ArrayBuffer> {
  const { window, instance, request } = page
  const { url, session } = request
  const token = sealPage(
    signer,
    { window: window.id, url, session: session.id },
    settings.clock.now(),
  )
  const events = [...printed.events].join(' ')
  const open = encodeText(`<div live-root="${token}" live-on="${events}">`)
  return printStatic(
    settings.layout({
      title: instance.view.pageTitle ?? routeTitle,
      content: new Raw([open, printed.bytes, CLOSE]),
      script: raw(`<script type="module" src="${scriptUrl}"></script>`),
      request,
    }),
  )
}
