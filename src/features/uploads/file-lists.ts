/** Shows beside the fields of handlers what the server says of their files: progress, errors, buttons. */
import type { Host } from '../../client/host.ts'
import { handlerField } from '../dom/handler-fields.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted, ours } from '../dom/untrusted.ts'
import { morph } from '../morph/morph.ts'
import type { FileReceiver } from './receivers.ts'

/** Stands on the element where the files of a field are shown. */
const PLACE = 'data-liveview-upload'
const CANCEL = 'data-liveview-upload-cancel'
const RETRY = 'data-liveview-upload-retry'

export class FileLists {
  readonly #host: Host
  /** What is shown, by the keys of receivers. */
  readonly #shown = new Map<string, { receiver: FileReceiver; html: string }>()
  readonly #receivers = new WeakMap<Element, FileReceiver>()

  constructor(host: Host) {
    this.#host = host
    doc.addEventListener('click', (event) => {
      const target = event.target as Element
      const button = unshadowed(target).closest?.(`[${CANCEL}], [${RETRY}]`)
      const place = button && unshadowed(button).closest(`[${PLACE}]`)
      const receiver = place && this.#receivers.get(place)
      if (!receiver || isUntrusted(button)) return
      event.preventDefault()
      const cancel = unshadowed(button).getAttribute(CANCEL)
      const args = cancel ? { cancel } : { retry: unshadowed(button).getAttribute(RETRY) }
      // A refusal is announced when it comes.
      receiver.tell(button, args).catch(() => {})
    })
  }

  /** The server says what stands beside a field. */
  show(receiver: FileReceiver, html: string): void {
    this.#shown.set(receiver.key, { receiver, html })
    this.#write(receiver, html)
    if (html === '') this.#shown.delete(receiver.key)
  }

  /** The page was changed: what is shown comes back. @param left hears whose field is gone. */
  look(left: (receiver: FileReceiver) => void): void {
    for (const { receiver, html } of [...this.#shown.values()]) {
      if (this.#write(receiver, html)) continue
      this.#shown.delete(receiver.key)
      left(receiver)
    }
  }

  /** False for a field that is gone. */
  #write(receiver: FileReceiver, html: string): boolean {
    const input = receiver.find()
    if (!input) return false
    this.#host.own(() => {
      const place = this.#placeOf(input as HTMLInputElement, html !== '')
      if (!place) return
      this.#receivers.set(place, receiver)
      const { firstChild } = unshadowed(place)
      const hadFocus = unshadowed(place).contains(doc.activeElement)
      morph(place, firstChild, null, this.#host.fragment(html, place))
      // The button with the focus is gone with its file.
      if (hadFocus && !unshadowed(place).contains(doc.activeElement)) (input as HTMLElement).focus()
    })
    return true
  }

  /** Where the files of an input are shown: where the page says so, else behind it. */
  #placeOf(input: HTMLInputElement, isNeeded: boolean): Element | undefined {
    const { owner, field } = handlerField(input) ?? {}
    if (!owner || !field) return undefined
    const before = unshadowed(input).closest('label') ?? input
    const selector = `[${PLACE}="${CSS.escape(field)}"]`
    const next = before.nextElementSibling
    if (next?.matches(selector)) return next
    const own = unshadowed(owner).querySelector(ours(selector))
    if (own || !isNeeded) return own ?? undefined
    const place = doc.createElement('div')
    place.setAttribute(PLACE, field)
    before.after(place)
    return place
  }
}
