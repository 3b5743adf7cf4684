/**
 * In development: shows over the page what failed on the server, with the app's own lines of source, and events
 * that the browser itself refused to send. A module of its own, which only pages of an app in development have.
 */
import type { ErrorNote } from './overlay/note.ts'
import { RENEWED_EVENT } from '../wire/development.ts'
import { closePanel, draw } from './overlay/panel.ts'
import { doc } from './dom/unshadowed.ts'

const ADDRESS = new URL('error', import.meta.url)

/** Codes of events that the browser itself refused: no server has a word of them in its log. */
const REFUSED_HERE = ['E_EVENT_TOO_BIG', 'E_EVENT_JSON', 'E_QUEUE']

doc.addEventListener('live:error', (event) => {
  const { errorId, code, message } = (event as CustomEvent<Told>).detail
  if (REFUSED_HERE.includes(code)) {
    const during = 'The browser did not send an event.'
    draw({ name: '', during, errorId: '', message: `${code}: ${message}`, frames: [] })
  }
  // Refusals of the server, which have no id, are the page's to show.
  else if (errorId) show(errorId).catch((error: unknown) => console.error(error))
})

/** Servers that the page has had. */
let servers = 1

doc.addEventListener(RENEWED_EVENT, () => {
  servers++
  closePanel()
})

/** What `live:error` tells. */
interface Told {
  errorId?: string
  code: string
  message: string
}

async function show(errorId: string): Promise<void> {
  const from = servers
  const address = new URL(ADDRESS)
  address.searchParams.set('id', errorId)
  const response = await fetch(address)
  // Another process had it, or it is long ago: the log has the rest.
  if (!response.ok) return
  const note = (await response.json()) as ErrorNote
  if (from === servers) draw(note)
}
