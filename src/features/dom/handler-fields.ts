/** File inputs of forms and elements that call handlers: `<input type="file" name="photo">` in one of them. */
import { formOf } from './fields.ts'
import { doc, unshadowed } from './unshadowed.ts'
import { isUntrusted, ours } from './untrusted.ts'

/** Names the handler of an element. */
export const FUNCTION = 'data-liveview-function'
const DATA = 'data-data-'
const INPUT = 'input[type=file][name]:not([live-upload], [name=""])'

/** Which files are meant. */
export interface HandlerField {
  /** The form or element that calls the handler. */
  readonly owner: Element
  readonly handler: string
  readonly field: string
  /** Tells forms of the same handler apart. */
  readonly key: string
}

/** Where the files of an input or a zone go; undefined for one that belongs to no handler. */
export function handlerField(
  element: Element,
  field: string = (element as HTMLInputElement).name,
): HandlerField | undefined {
  const owner = ownerOf(element)
  const handler = owner && unshadowed(owner).getAttribute(FUNCTION)
  if (!handler || isUntrusted(element) || !unshadowed(owner).closest('[data-controller~="page"]')) {
    return undefined
  }
  return { owner, handler, field, key: keyOf(owner) }
}

function ownerOf(element: Element): Element | null {
  if (unshadowed(element).hasAttribute(FUNCTION)) return element
  const form = formOf(element)
  if (form && unshadowed(form).hasAttribute(FUNCTION)) return form
  return unshadowed(element).closest(`[${FUNCTION}]`)
}

function keyOf(owner: Element): string {
  const { id } = unshadowed(owner)
  const data = dataOf(owner)
  return id || (Object.keys(data).length > 0 ? JSON.stringify(data) : '')
}

/** The file inputs of handlers in an element, or in all of the page. */
export function fileInputs(within: Element | Document = doc): HTMLInputElement[] {
  const root = within instanceof Element ? unshadowed(within) : within
  const inside = [...root.querySelectorAll<HTMLInputElement>(ours(INPUT))]
  const isOne = within instanceof Element && unshadowed(within).matches(ours(INPUT))
  return isOne ? [within as HTMLInputElement, ...inside] : inside
}

/** The key of the files that go with a call of a handler by this element; undefined for none. */
export function filesKey(element: Element, handler: string): string | undefined {
  for (const input of fileInputs(formOf(element) ?? element)) {
    const found = handlerField(input)
    if (found?.handler === handler) return found.key
  }
  return undefined
}

/** `data-data-comment-id="7"` as `{ comment_id: "7" }`. */
export function dataOf(element: Element): Record<string, string> {
  const data: Record<string, string> = {}
  for (const { name, value } of unshadowed(element).attributes) {
    if (name.startsWith(DATA)) data[name.slice(DATA.length).replaceAll('-', '_')] = value
  }
  return data
}
