/** `live-upload-preview="REF"` on an image, video or audio element: shows the file before it is sent. */
import type { Host } from '../../client/host.ts'
import { elements } from '../dom/elements.ts'
import { unshadowed } from '../dom/unshadowed.ts'

export interface Previews {
  /** Finds elements that came. */
  look(): void
  /** A file is gone. */
  forget(ref: string): void
}

/** @param fileOf gives a file by its ref. */
export function showPreviews(host: Host, fileOf: (ref: string) => File | undefined): Previews {
  const urls = new Map<string, string>()
  const show = (element: Element): void => {
    const ref = unshadowed(element).getAttribute('live-upload-preview')!
    const file = fileOf(ref)
    if (!file || !/^(image|video|audio)\//.test(file.type)) return
    if (!urls.has(ref)) urls.set(ref, URL.createObjectURL(file))
    const url = urls.get(ref)!
    if (unshadowed(element).getAttribute('src') !== url)
      host.own(() => element.setAttribute('src', url))
  }
  const look = elements('[live-upload-preview]', { added: show, kept: show })
  return {
    look,
    forget(ref) {
      const url = urls.get(ref)
      if (url === undefined) return
      urls.delete(ref)
      URL.revokeObjectURL(url)
    },
  }
}
