/** File inputs of forms and elements that call handlers or signals: `<input type="file" name="photo">` in one. */
import { formOf } from './fields.ts'
import { doc, unshadowed } from './unshadowed.ts'
import { isUntrusted, ours } from './untrusted.ts'

/** Names the handler of an element. */
export const FUNCTION = 'data-liveview-function'
const SIGNALS = 'data-df-signal'
const OWNERS = `[${FUNCTION}], [${SIGNALS}]`
const DATA = 'data-data-'
const INPUT = 'input[type=file][name]:not([live-upload], [name=""])'

/** Which files are meant. */
export interface HandlerField {
  readonly kind: 'handler' | 'signal'
  /** The form or element that calls the handler or signal. */
  readonly owner: Element
  /** Of the handler or signal. */
  readonly name: string
  readonly field: string
  /** Tells forms of the same handler apart. */
  readonly key: string
}

/** A call that an element is bound to. */
type Bound = Pick<HandlerField, 'kind' | 'name' | 'key'>

/** Where the files of an input or a zone go; undefined for one that belongs to no handler or signal. */
export function handlerField(
  element: Element,
  field: string = (element as HTMLInputElement).name,
): HandlerField | undefined {
  if (isUntrusted(element)) return undefined
  for (const owner of [element, formOf(element), unshadowed(element).closest(OWNERS)]) {
    const bound = owner && boundTo(owner)
    if (bound) return { ...bound, owner, field }
  }
  return undefined
}

function boundTo(owner: Element): Bound | undefined {
  const plain = unshadowed(owner)
  const handler = plain.getAttribute(FUNCTION)
  if (handler) {
    if (!plain.closest('[data-controller~="page"]')) return undefined
    return { kind: 'handler', name: handler, key: keyOf(owner, dataOf(owner)) }
  }
  const signals = plain.getAttribute(SIGNALS)
  const binding = signals ? bindingOf(signals) : undefined
  return binding && { kind: 'signal', name: binding.name, key: keyOf(owner, binding.opts ?? {}) }
}

/** The binding that gets the form; else the first one. */
function bindingOf(text: string): { name: string; opts?: object } | undefined {
  try {
    const read: unknown = JSON.parse(text)
    const all = [read].flat() as { name: string; form?: string; opts?: object }[]
    const found = all.find(({ form }) => form !== undefined) ?? all[0]
    return typeof found?.name === 'string' ? found : undefined
  } catch {
    // What is bound to signals is read, and reported, by the part that has them.
    return undefined
  }
}

function keyOf(owner: Element, data: object): string {
  const { id } = unshadowed(owner)
  return id || (Object.keys(data).length > 0 ? JSON.stringify(data) : '')
}

/** The file inputs of handlers in an element, or in all of the page. */
export function fileInputs(within: Element | Document = doc): HTMLInputElement[] {
  const root = within instanceof Element ? unshadowed(within) : within
  const inside = [...root.querySelectorAll<HTMLInputElement>(ours(INPUT))]
  const isOne = within instanceof Element && unshadowed(within).matches(ours(INPUT))
  return isOne ? [within as HTMLInputElement, ...inside] : inside
}

/** The key of the files that go with a call by this element; undefined for none. */
export function filesKey(
  element: Element,
  name: string,
  kind: HandlerField['kind'] = 'handler',
): string | undefined {
  for (const input of fileInputs(formOf(element) ?? element)) {
    const found = handlerField(input)
    if (found?.kind === kind && found.name === name) return found.key
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
