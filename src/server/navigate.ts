/**
 * Other addresses in an open page: the same view with other parameters, or another view in its place,
 * over the same connection.
 */
import { sharedKey } from '../live/shared/shared-key.ts'
import { isOuter } from '../base/destination.ts'
import { fail, LiveError } from '../base/errors.ts'
import { randomId } from '../base/ids.ts'
import { endTopics } from '../audience/websocket-topics.ts'
import { WindowUploads } from '../handlers/window-uploads.ts'
import { tellTracker } from '../live/page/failure.ts'
import { outliving } from '../live/page/flash-container.ts'
import { pathOf } from '../live/page/address.ts'
import { keepSession } from '../live/page/session-writes.ts'
import { Visit } from '../wire/frames.ts'
import type { Effect } from '../wire/effects.ts'
import { callBegins, callOver } from '../window/open-calls.ts'
import { statusOf } from './error-answers.ts'
import { passes } from './route-guards.ts'
import type { Settings } from './settings.ts'
import { openView } from './page.ts'
import type { LiveRoute, Page } from './page.ts'
import type { Match } from './routes.ts'

/** How often views may send a visitor on before it is called a circle. */
const MOST_REDIRECTS = 10

/** Finds the route of a path. */
export type FindRoute = (path: string) => Match<LiveRoute> | undefined

/** What a NAVIGATE frame brings. */
export interface Navigation {
  /** The number of the event, which is answered. */
  readonly n: number
  readonly url: string
  /** See Visit in wire/frames.ts. */
  readonly visit: number
}

/** Shows another address; answers event `n` when the page shows it. Never throws. */
export async function navigate(
  page: Page,
  { n, url, visit }: Navigation,
  find: FindRoute,
  settings: Settings,
): Promise<void> {
  const { window, instance } = page
  callBegins(window, n)
  let isInTurn = false
  try {
    if (isOutdated(page, n)) return
    const match = find(pathOf(url))
    await settings.services.reread?.(instance.request)
    if (visit === Visit.PATCH && match?.target.view === page.route.view) {
      const request = instance.request.at(withoutHash(url), match.params)
      // Another key is another instance, with an admission of its own.
      const isSame = (instance.sharedKey ?? null) === sharedKey(match.target.view, request)
      if (isSame && (await passes(settings, request))) {
        // Then the gate says when it has run.
        isInTurn = window.gate !== null
        return instance.visit(n, request)
      }
    }
    await goTo(page, n, url, find, settings)
  } catch (error) {
    if (error instanceof LiveError && error.code === 'E_LOGGED_OUT') return window.refuse(n, error)
    const errorId = randomId(6)
    const request = instance.request.at(withoutHash(url), {})
    settings.logger.error({ url, errorId, error }, 'a page failed to open')
    const name = find(pathOf(url))?.target.view.name ?? page.route.view.name
    tellTracker(settings.services, error, { name, during: 'visit', errorId }, request)
    const told = error instanceof LiveError && error.code === 'E_NAVIGATION_LOOP'
    window.refuse(n, told ? error : fail('E_MOUNT'), errorId)
  } finally {
    if (!isInTurn) callOver(window, n)
  }
}

async function goTo(
  page: Page,
  n: number,
  asked: string,
  find: FindRoute,
  settings: Settings,
): Promise<void> {
  const { window, instance: old } = page
  let url = asked
  const flashes: Effect[] = []
  for (let i = 0; i < MOST_REDIRECTS; i++) {
    const match = isOuter(url) ? undefined : find(pathOf(url))
    if (!match || !sameDocument(match.target, page.route)) return load(page, n, url, flashes)
    const request = old.request.at(withoutHash(url), match.params)
    let opened
    try {
      settings.mounts.mount(request.address)
      opened = await openView(match.target, window, request, settings)
    } catch (error) {
      // A full load shows why: 403, 404, and 429, whose page loads again by itself.
      if (statusOf(error) !== undefined) return load(page, n, url, flashes)
      throw error
    }
    keepSession(request, settings.services)
    if ('redirectTo' in opened) {
      flashes.push(...opened.flashes)
      url = opened.redirectTo
      continue
    }
    const { instance } = opened
    if (old.closed || isOutdated(page, n)) return instance.leave()
    for (const flash of flashes) instance.effect(flash)
    old.leave()
    WindowUploads.find(window)?.leave()
    window.show(instance)
    page.instance = instance
    page.route = match.target
    settings.durability.follow(page, n)
    endTopics(window, request)
    if (url !== asked) instance.effect(['url', url, 1])
    instance.opened()
    instance.takeOver(old, n)
    instance.present({ here: window.outbox.socket !== null })
    return
  }
  throw fail('E_NAVIGATION_LOOP', MOST_REDIRECTS, url)
}

/** Pages with another document around them, or of another session, come with a request of their own. */
function sameDocument(a: LiveRoute, b: LiveRoute): boolean {
  return a.layout === b.layout && a.liveSession === b.liveSession
}

/** The visitor is on the way to another page already: nothing is shown. */
function isOutdated(page: Page, n: number): boolean {
  if (page.asked === n) return false
  page.window.update(n, 0, undefined)
  return true
}

/** Before the answer: the browser must not take it for the page it asked for. */
function load({ window }: Page, n: number, url: string, flashes: Effect[]): void {
  window.effects(0, [...flashes.map(outliving), ['load', url]])
  window.update(n, 0, undefined)
}

function withoutHash(url: string): string {
  return url.split('#', 1)[0]!
}
