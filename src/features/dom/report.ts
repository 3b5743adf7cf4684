/** Faults that a page's author should see: on the console, and as the event `live:error`. */
import { doc } from './unshadowed.ts'

/** @param cause what was thrown, if something was. */
export function report(code: string, message: string, cause?: unknown): void {
  if (cause === undefined) console.error(`[${code}] ${message}`)
  else console.error(`[${code}] ${message}`, cause)
  announce('live:error', { code, message })
}

/** Tells the page, on the document, from where it bubbles to the window. */
export function announce(type: string, detail: object): void {
  doc.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }))
}
