/**
 * In development: shows over the page what failed on the server, with the app's own lines of source, and events
 * that the browser itself refused to send. A module of its own, which only pages of an app in development have.
 */
import type { ErrorNote } from './overlay/note.ts'
import { draw } from './overlay/panel.ts'
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

/** What `live:error` tells. */
interface Told {
  errorId?: string
  code: string
  message: string
}

async function show(errorId: string): Promise<void> {
  const address = new URL(ADDRESS)
  address.searchParams.set('id', errorId)
  const response = await fetch(address)
  // Another process had it, or it is long ago: the log has the rest.
  if (response.ok) draw((await response.json()) as ErrorNote)
}
