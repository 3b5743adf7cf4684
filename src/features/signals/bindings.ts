/** `data-df-signal='[{"name": "app.save", "form": "form"}]'`: elements whose events call signals. */
import { callFrom } from '../api/signals.ts'
import { formOf } from '../dom/fields.ts'
import { filesKey } from '../dom/handler-fields.ts'
import { report } from '../dom/report.ts'
import { serialize } from '../dom/serialized.ts'
import type { Json } from '../../wire/frames.ts'
import { unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted } from '../dom/untrusted.ts'

export const ATTRIBUTE = 'data-df-signal'

/** One binding of an attribute. */
interface Binding {
  name: string
  on?: string
  form?: string
  value?: string
  prevent?: boolean
  opts?: Record<string, Json>
}

export class Bindings {
  readonly #bound = new WeakMap<Element, { text: string; off: AbortController }>()

  /** Listens to what the element's attribute says now. */
  bind(element: Element): void {
    const text = isUntrusted(element) ? '' : (unshadowed(element).getAttribute(ATTRIBUTE) ?? '')
    const known = this.#bound.get(element)
    if (known?.text === text) return
    known?.off.abort()
    this.#bound.delete(element)
    const bindings = text && read(text)
    if (!bindings) return
    const off = new AbortController()
    this.#bound.set(element, { text, off })
    for (const binding of bindings) {
      const type = binding.on ?? standardEvent(element)
      const listen = (event: Event): void => fire(element, event, binding)
      unshadowed(element).addEventListener(type, listen, { signal: off.signal })
    }
  }
}

function fire(element: Element, event: Event, { name, form, value, prevent, opts }: Binding): void {
  const leaves =
    event.type === 'submit' || (event.type === 'click' && unshadowed(element).matches('a[href]'))
  if (prevent ?? leaves) event.preventDefault()
  // A copy, so that no function of one call changes the next.
  const args: Record<string, Json> = structuredClone(opts ?? {})
  if (form !== undefined) {
    const found = formOf(element)
    const submitter = (event as SubmitEvent).submitter ?? null
    args[form] = found ? serialize(found, submitter) : []
  }
  if (value !== undefined) args[value] = valueOf(element as HTMLInputElement)
  // A refusal is announced where the call is made.
  const key = filesKey(element, name, 'signal')
  const from = key === undefined ? undefined : { element, type: event.type, key }
  callFrom(from, name, args).catch(() => {})
}

function read(text: string): Binding[] | undefined {
  try {
    const bindings: unknown = JSON.parse(text)
    const list = Array.isArray(bindings) ? bindings : [bindings]
    if (list.every((one: unknown) => typeof (one as Binding | null)?.name === 'string')) {
      return list as Binding[]
    }
  } catch {
    // Reported below, with what was written.
  }
  report('E_SIGNAL', `${ATTRIBUTE}: expected [{"name": "…"}], got ${text}.`)
  return undefined
}

function standardEvent(element: Element): string {
  if (unshadowed(element).localName === 'form') return 'submit'
  if (unshadowed(element).matches('select, textarea')) return 'change'
  const isButton = /^(submit|button|reset|image)$/.test((element as HTMLInputElement).type)
  return unshadowed(element).localName === 'input' && !isButton ? 'change' : 'click'
}

function valueOf(field: HTMLInputElement): Json {
  if (/^(checkbox|radio)$/.test(field.type)) return field.checked
  if ((field as Element) instanceof HTMLSelectElement) {
    const { multiple, selectedOptions } = field as unknown as HTMLSelectElement
    if (multiple) return [...selectedOptions].map(({ value }) => value)
  }
  return field.value ?? field.textContent ?? ''
}
