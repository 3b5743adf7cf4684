/**
 * Goes to other addresses without loading them: links with live-patch and live-navigate, the browser's
 * own back and forward, and what the server asks for. docs/guide/navigation.md says what users see.
 */
import { ADDRESS_LENGTH } from '../base/destination.ts'
import { CLIENT_PATH } from '../wire/paths.ts'
import { FromBrowser, Visit } from '../wire/frames.ts'
import type { Effects, Host, Refusal } from '../client/host.ts'
import { announceTitle, moveFocus, scrollToHash } from './navigation/arrival.ts'
import { Entries } from './navigation/entries.ts'
import { changeMeta } from './navigation/head.ts'
import { followed, markCurrent } from './navigation/links.ts'
import { LoadingBar } from './navigation/loading.ts'
import { prefetchLinks } from './navigation/prefetch.ts'
import { deliverTicket, sessionIsKept } from './navigation/session.ts'
import { keepSticky } from './navigation/sticky.ts'
import { Transition } from './navigation/transition.ts'
import { Unsaved } from './navigation/unsaved.ts'
import { appAddress, browserUrl, requestUrl } from './dom/places.ts'
import { doc } from './dom/unshadowed.ts'

/** Milliseconds without a connection after which a page is loaded instead, if the server answers. */
const OFFLINE_MS = 3000
/** Pages that may send the visitor on, each within these milliseconds after it was shown. */
const MOST_REDIRECTS = 20
const CIRCLE_MS = 1000

/** What becomes of the history when a visit arrives; `back`: the address bar is there already. */
type How = 'push' | 'replace' | 'back'

/** What pages are told of a visit. */
interface Going {
  /** The whole address. */
  href: string
  /** The same view with another address, or another page. */
  kind: 'patch' | 'visit'
  direction: 'forward' | 'back'
}

/** Starts the part. */
export function start(host: Host): Effects {
  const navigation = new Navigation(host)
  return {
    url: (url, replace) => navigation.moved(String(url), replace === 1),
    navigate: (url, replace) => navigation.sentOn(String(url), replace === 1),
    // The page that comes has the session of this one.
    load: (url) => void sessionIsKept().then(() => navigation.load(String(url))),
    meta: changeMeta,
    unsaved: (view, on) => navigation.unsaved.say(Number(view), { unsaved: on === 1 }),
    session: (ticket) => deliverTicket(String(ticket)),
  }
}

class Navigation {
  readonly #host: Host
  readonly #entries: Entries
  readonly #bar = new LoadingBar()
  readonly #transition: Transition
  readonly unsaved: Unsaved
  /** Counts visits; the last one wins. */
  #count = 0
  /** How the visit that is on its way came about. */
  #going: How | undefined
  #redirects = 0
  /** When the last page was shown, by `performance.now()`. */
  #arrivedAt = 0
  /** The page that is on its way is another one than the one that is shown. */
  #isVisiting = false
  /** The address of that page, as a link has it. */
  #target: string | undefined

  constructor(host: Host) {
    this.#host = host
    const { root } = host
    keepSticky(host, () => this.#isVisiting)
    this.#transition = new Transition(host)
    this.#entries = new Entries()
    this.unsaved = new Unsaved(host)
    addEventListener('click', (event) => {
      const link = followed(event, { auto: host.names.has('auto') })
      if (link === undefined) return
      this.#redirects = 0
      const { url, visit } = link
      // A double click is one visit.
      if (this.#target === url.href) return
      if (!this.#mayGo(url, visit, 'forward')) return
      this.#go(url, visit, url.href === location.href ? 'replace' : 'push')
    })
    addEventListener('popstate', ({ state }) => this.#popped(state))
    host.observe({ patched: () => this.#mark() })
    this.#mark()
    prefetchLinks(root)
  }

  /** The view that is shown has another address. */
  moved(url: string, replace: boolean): void {
    if (this.#going !== undefined) {
      // Said by the page that comes, in the same breath; one that is about to be left has no say.
      const n = this.#count
      const isOver = (): boolean => n === this.#count && this.#going === undefined
      return void setTimeout(() => isOver() && this.moved(url, replace))
    }
    this.#entries.note()
    this.#entries.add(browserUrl(url).href, { isNewPage: false, replace })
    scrollToHash()
    this.#mark()
  }

  /** A view sends its visitor to another page. */
  sentOn(url: string, replace: boolean): void {
    if (performance.now() - this.#arrivedAt > CIRCLE_MS) this.#redirects = 0
    if (++this.#redirects > MOST_REDIRECTS) {
      const message = `The page was changed more than ${MOST_REDIRECTS} times without a click.`
      return void tell('live:error', { code: 'E_NAVIGATION_LOOP', message })
    }
    // A page that only sends its visitor on is none to come back to.
    const how = replace || this.#redirects > 1 ? 'replace' : 'push'
    this.#go(browserUrl(url), Visit.NAVIGATE, how)
  }

  /** Leaves the page. */
  load(url: string): void {
    const how = this.#going
    // The answer that comes is about a page that is not shown.
    this.#count++
    this.#over()
    this.#unload(browserUrl(url), how)
  }

  /** Loads an address in place of the document. */
  #unload({ href }: URL, how: How | undefined): void {
    this.unsaved.leave()
    if (href === location.href) location.reload()
    else if (how === 'back' || how === 'replace') location.replace(href)
    else location.assign(href)
  }

  #popped(state: unknown): void {
    const { pathname, search, href } = location
    const entries = this.#entries
    this.#redirects = 0
    if (entries.isStaying(state)) return
    if (pathname + search === entries.path && this.#going === undefined) {
      if ((state as object | null) === null) return entries.adoptHash()
      if (entries.isOfPage(state)) {
        entries.note()
        entries.arrive()
        return void (entries.restore() || scrollToHash())
      }
    }
    const visit = entries.isOfPage(state) ? Visit.PATCH : Visit.NAVIGATE
    const direction = entries.stepsTo(state) > 0 ? 'forward' : 'back'
    if (this.#mayGo(new URL(href), visit, direction)) {
      return this.#go(new URL(href), visit, 'back', direction)
    }
    entries.stay()
  }

  /** Asks the page, and its visitor if there is something to lose. */
  #mayGo(url: URL, visit: number, direction: Going['direction']): boolean {
    const going = goingTo(url, visit, direction)
    if (!tell('live:before-navigate', going, true)) return false
    return visit === Visit.PATCH || this.unsaved.mayLeave()
  }

  #go(url: URL, visit: number, how: How, direction: Going['direction'] = 'forward'): void {
    const n = ++this.#count
    const address = appAddress(url)
    // The answer says what is wrong with it; what is not the app's is its host's.
    if (address === undefined || address.length > ADDRESS_LENGTH) return this.#unload(url, how)
    this.#going = how
    this.#entries.note()
    this.#bar.start()
    const going = goingTo(url, visit, direction)
    tell('live:navigate', going)
    this.#isVisiting = visit === Visit.NAVIGATE
    this.#target = url.href
    if (this.#isVisiting) {
      this.#loadWhenCut(n, url)
      this.#transition.expect()
    }
    this.#host.ask(FromBrowser.NAVIGATE, [address, visit]).then(
      () => n === this.#count && this.#arrived(going, how),
      (why: Refusal) => n === this.#count && this.#refused(why, url, how),
    )
  }

  #arrived(going: Going, how: How): void {
    const isPage = going.kind === 'visit'
    this.#arrivedAt = performance.now()
    if (isPage) this.unsaved.left()
    const entries = this.#entries
    const { root } = this.#host
    this.#over()
    if (how === 'back') entries.arrive()
    else entries.add(going.href, { isNewPage: isPage, replace: how === 'replace' })
    this.#mark()
    if (isPage) this.#host.own(() => moveFocus(root))
    if (how !== 'back' || !entries.restore()) {
      if (!scrollToHash() && isPage) entries.toTop()
    }
    announceTitle()
    tell('live:navigated', going)
  }

  /** What fails over the socket is loaded, so that the server's own answer is seen; others stay. */
  #refused({ code }: Refusal, url: URL, how: How): void {
    this.#over()
    const isGone = code === 'E_MOUNT' || code === 'E_FORBIDDEN' || code === 'E_NOT_FOUND'
    if (isGone || how === 'back') this.#unload(url, how)
  }

  #over(): void {
    this.#going = undefined
    this.#isVisiting = false
    this.#target = undefined
    this.#bar.stop()
    this.#transition.over()
  }

  #mark(): void {
    this.#host.own(() => markCurrent(this.#host.root, { auto: this.#host.names.has('auto') }))
  }

  /** A page can be loaded although no socket can be opened; when neither works, waiting is best. */
  #loadWhenCut(n: number, url: URL): void {
    setTimeout(() => {
      if (n !== this.#count || this.#going === undefined) return
      const state = doc.documentElement.getAttribute('live-connection')
      const again = (): void => this.#loadWhenCut(n, url)
      if (state === 'connected' || !navigator.onLine) return again()
      // The client's own file: asking for the page would open it twice.
      fetch(requestUrl(CLIENT_PATH), { method: 'HEAD', cache: 'no-store' }).then(({ ok }) => {
        if (ok && n === this.#count && this.#going) this.#unload(url, this.#going)
        else again()
      }, again)
    }, OFFLINE_MS)
  }
}

function goingTo({ href }: URL, visit: number, direction: Going['direction']): Going {
  return { href, kind: visit === Visit.PATCH ? 'patch' : 'visit', direction }
}

/** @returns false when the page prevents what it is told of. */
function tell(type: string, detail: object, cancelable: boolean = false): boolean {
  return doc.dispatchEvent(new CustomEvent(type, { bubbles: true, cancelable, detail }))
}
