/** Files that are dropped or pasted into an element with `live-upload-drop`. */
import type { Host } from '../../client/host.ts'
import { fileInputs } from '../dom/handler-fields.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'
import { filesInside } from './folders.ts'

const ZONE = ours('[live-upload-drop]')
/** Stands on the element that files are held over. */
const MARK = 'live-upload-over'

/** @param take gets the files, and the upload's name. */
export function followDrops(
  host: Host,
  take: (zone: Element, name: string, files: File[]) => void,
): void {
  let marked: Element | null = null
  const mark = (zone: Element | null): void => {
    if (zone === marked) return
    host.own(() => {
      if (marked) unshadowed(marked).removeAttribute(MARK)
      if (zone) unshadowed(zone).setAttribute(MARK, '')
    })
    marked = zone
  }
  // Whatever is inside the zone, the mark stays while files are over it.
  const over = (event: DragEvent): void => {
    const transfer = event.dataTransfer
    if (!transfer?.types.includes('Files') || !doc.querySelector(ZONE)) return
    const zone = zoneOf(event.target)
    // A file that misses the zone would take the page's place.
    event.preventDefault()
    transfer.dropEffect = zone ? 'copy' : 'none'
    mark(zone)
  }
  doc.addEventListener('dragenter', over)
  doc.addEventListener('dragover', over)
  doc.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) mark(null)
  })
  doc.addEventListener('drop', (event) => {
    const transfer = event.dataTransfer
    mark(null)
    const zone = zoneOf(event.target)
    if (!zone || !transfer || transfer.files.length === 0) return
    event.preventDefault()
    const name = unshadowed(zone).getAttribute('live-upload-drop')!
    if (takesFolders(zone, name)) {
      const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? [])
      void filesInside(entries).then((files) => take(zone, name, files))
      return
    }
    const files = filesOf(transfer)
    fill(host, zone, name, files)
    take(zone, name, files)
  })
  doc.addEventListener('paste', (event) => {
    const zone = zoneOf(event.target)
    const files = [...(event.clipboardData?.files ?? [])]
    if (!zone || files.length === 0) return
    event.preventDefault()
    const name = unshadowed(zone).getAttribute('live-upload-drop')!
    fill(host, zone, name, files)
    take(zone, name, files)
  })
}

const zoneOf = (target: EventTarget | null): Element | null => {
  const element = target instanceof Element ? target : (target as Node | null)?.parentElement
  return element ? unshadowed(element).closest(ZONE) : null
}

/** What was dropped, without folders. */
function filesOf(transfer: DataTransfer): File[] {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file')
  return items.flatMap((item) =>
    item.webkitGetAsEntry()?.isDirectory ? [] : (item.getAsFile() ?? []),
  )
}

/** The field of a view, or of a handler, in a zone. */
const fieldOf = (zone: Element, name: string): HTMLInputElement | undefined =>
  unshadowed(zone).querySelector<HTMLInputElement>(`input[type=file][live-upload="${name}"]`) ??
  fileInputs(zone).find((input) => input.name === name)

/** The zone's field is one for folders. */
const takesFolders = (zone: Element, name: string): boolean =>
  fieldOf(zone, name)?.webkitdirectory === true

/** A field that must have files has those that came beside it: a field for one has the first. */
function fill(host: Host, zone: Element, name: string, files: readonly File[]): void {
  const input = fieldOf(zone, name)
  if (!input || files.length === 0) return
  const chosen = new DataTransfer()
  for (const file of input.multiple ? files : files.slice(0, 1)) chosen.items.add(file)
  host.own(() => (input.files = chosen.files))
}
