/**
 * The part for pages that the server refuses: gets a new token for a tab that slept for long, loads a page
 * that only the server can make work, and says it where no load helps. Where sockets fail before the server said a
 * word, it loads the part that goes without.
 */
import type { Effects, Host } from '../client/host.ts'
import {
  EXPIRED,
  LOGGED_OUT,
  MOVED,
  NO_SESSION,
  NO_VIEW,
  OTHER_VERSION,
} from '../base/close-codes.ts'
import { report } from './dom/report.ts'
import { doc } from './dom/unshadowed.ts'

/** Loads of the page that may follow each other without a connection, and where they are counted. */
const LOADS = 2
const COUNT = 'overwire-reload'

/** The server's own codes begin here. */
const OWN_CODES = 4000
/** Close codes of pages that are taken once they are loaded again. */
const RELOADED = new Set<unknown>([NO_SESSION, NO_VIEW, OTHER_VERSION, MOVED, LOGGED_OUT])

const TOKEN = /live-root="([^"]+)"/

/** Starts the part. */
export function start(host: Host): Effects {
  let isAsking = false
  return {
    token(code) {
      if (RELOADED.has(code)) return load(host, Number(code))
      // No code of the server's: the network fails, or a proxy on the way to it.
      if (Number(code) < OWN_CODES) return void host.load('fallback')
      if (code !== EXPIRED || isAsking) return
      isAsking = true
      // The connection is tried again all the while, and asks again.
      void renew(host).finally(() => (isAsking = false))
    },
  }
}

/**
 * Loads the page again, or, when something is typed into it, its token alone: another session has what is
 * around the view for another visitor, but typed text is lost by a load. The core forgets the count when it is
 * connected.
 */
function load(host: Host, code: number): void {
  const loads = Number(sessionStorage.getItem(COUNT)) + 1
  if (loads > LOADS) {
    host.stop()
    return tell(code)
  }
  sessionStorage.setItem(COUNT, String(loads))
  if (code === NO_SESSION && isTyped()) void renew(host)
  else location.reload()
}

/** True when a field holds what its user entered. */
function isTyped(): boolean {
  const fields = doc.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')
  return [...fields].some((field) =>
    /^(checkbox|radio)$/.test(field.type)
      ? (field as HTMLInputElement).checked !== (field as HTMLInputElement).defaultChecked
      : field.value !== field.defaultValue,
  )
}

/** Takes the token of the page as it would be loaded now; all that is typed here stays. */
async function renew({ root, own }: Host): Promise<void> {
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } })
    const token = TOKEN.exec(await response.text())?.[1]
    // Somebody who has to log in first, or whose page is gone, is sent where a load would lead.
    if (response.redirected || (response.ok && !token)) return location.assign(response.url)
    if (token) own(() => root.setAttribute('live-root', token))
  } catch (error) {
    // No network: the next attempt asks again.
    console.warn(error)
  }
}

/** Says why the page stays without a connection. */
function tell(code: number): void {
  console.error(`The server refuses this page (${code}).`)
  // The session of a page comes back with every request, but of who keeps no cookies.
  if (code !== NO_SESSION) return
  const sentence =
    'This page can be read, but not used: the browser keeps no cookies of this site. ' +
    'Allow them and load the page again.'
  report('E_COOKIES', sentence)
  const note = doc.createElement('div')
  note.className = 'live-no-cookies'
  note.setAttribute('role', 'alert')
  note.style.cssText =
    'position:fixed;inset:auto 0 0;z-index:2147483647;padding:.75rem 1rem;background:#7a1f1f;' +
    'color:#fff;font:1rem/1.4 system-ui,sans-serif;text-align:center'
  note.textContent = sentence
  doc.body.append(note)
}
