/** The clipboard, also where the page may not use its newer interface (plain http). */
import { doc } from '../dom/unshadowed.ts'

/** @throws what the browser says when nothing may be copied. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) {
    try {
      return await navigator.clipboard.writeText(text)
    } catch (error) {
      if (!copyByField(text)) throw error
      return
    }
  }
  if (!copyByField(text)) throw new Error('The browser refuses.')
}

/** Selects the text in an invisible field. */
function copyByField(text: string): boolean {
  const field = doc.createElement('textarea')
  const { activeElement } = doc
  field.value = text
  field.readOnly = true
  field.style.cssText = 'position:fixed;opacity:0'
  // Inside of an open dialog, outside of which nothing can be selected.
  const holder = activeElement?.closest('dialog') ?? doc.body
  holder.append(field)
  field.select()
  try {
    return doc.execCommand('copy')
  } finally {
    field.remove()
    ;(activeElement as HTMLElement | null)?.focus()
  }
}
