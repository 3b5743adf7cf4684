/**
 * In development: shows what failed on the server over the page, with the app's own lines of source. A
 * module of its own, which only pages of an app in development have.
 */
import type { ErrorNote } from './overlay/note.ts'
import { draw } from './overlay/panel.ts'
import { doc } from './dom/unshadowed.ts'

const ADDRESS = new URL('error', import.meta.url)

doc.addEventListener('live:error', (event) => {
  const { errorId } = (event as CustomEvent<{ errorId?: string }>).detail
  // Refusals, which have no id, are the page's to show.
  if (errorId) show(errorId).catch((error: unknown) => console.error(error))
})

async function show(errorId: string): Promise<void> {
  const address = new URL(ADDRESS)
  address.searchParams.set('id', errorId)
  const response = await fetch(address)
  // Another process had it, or it is long ago: the log has the rest.
  if (response.ok) draw((await response.json()) as ErrorNote)
}
