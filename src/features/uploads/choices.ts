/** Files that are chosen in fields of views and of handlers. */
import type { Host } from '../../client/host.ts'
import { fileInputs } from '../dom/handler-fields.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted } from '../dom/untrusted.ts'
import { handlerReceiver, viewReceiver } from './receivers.ts'
import type { FileReceiver } from './receivers.ts'

type Offer = (element: Element, receiver: FileReceiver, files: readonly File[]) => void

/** Offers what is chosen, also before this part was there: on a slow network that is seconds. */
export function followChoices(host: Host, offer: Offer): void {
  followViews(host, offer)
  followHandlers(host, offer)
}

function followViews(host: Host, offer: Offer): void {
  const take = (input: HTMLInputElement): void => {
    const name = unshadowed(input).getAttribute?.('live-upload')
    if (!name || !input.files || isUntrusted(input)) return
    offer(input, viewReceiver(host, name), [...input.files])
  }
  doc.addEventListener('change', ({ target }) => take(target as HTMLInputElement))
  for (const input of doc.querySelectorAll<HTMLInputElement>('input[live-upload]')) {
    if (input.files?.length) take(input)
  }
}

/** A field of a handler offers its files before its own event calls one. */
function followHandlers(host: Host, offer: Offer): void {
  /** Choices that were offered: one comes with two events. */
  const offered = new WeakSet<FileList>()
  const take = (input: HTMLInputElement): void => {
    const { files, type } = input
    if (type !== 'file' || !files || offered.has(files)) return
    if (unshadowed(input).hasAttribute('live-upload') || !input.name) return
    const receiver = files.length > 0 && handlerReceiver(host, input)
    if (!receiver) return
    offered.add(files)
    offer(input, receiver, [...files])
  }
  for (const type of ['input', 'change']) {
    doc.addEventListener(type, ({ target }) => take(target as HTMLInputElement), true)
  }
  for (const input of fileInputs()) take(input)
}
