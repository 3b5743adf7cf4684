/**
 * A form field belongs to the user while they edit it. Decides when the server's value may be written, and
 * puts it back where an answer has to undo what the user did (a refused checkbox, a cleared input).
 */
import { doc, unshadowed } from './unshadowed.ts'

export type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

let composing: EventTarget | null = null
/** The form or field whose event is being answered: it may be written although the user is in it. */
let answered: Element | null = null
/** Fields that the user changed since the server wrote them. */
const edited = new WeakSet<EventTarget>()
/** Values from the server, kept until the frame is applied and the user has left the field. */
const unwritten = new Map<Field, string | null>()

addEventListener('compositionstart', (event) => (composing = event.target), true)
addEventListener('compositionend', () => (composing = null), true)
doc.addEventListener('input', ({ target }) => edited.add(target!), true)

const choices = /^(checkbox|radio|button|submit|reset|image|file|hidden)$/

/** True while the user is in this field, so that its value is theirs. */
export function isBusy(field: Field): boolean {
  if (choices.test(field.type)) return false
  if (field === composing) return true
  if (field.hasAttribute('live-force')) return false
  // Half a date, or "-": scripts can't read it, and writing a value would erase it.
  if (field.validity.badInput) return true
  return field === doc.activeElement && !(answered && unshadowed(answered).contains(field))
}

/** What is chosen in the select of an option, when it is its user's. */
export function choiceAround(option: Element): Map<HTMLOptionElement, boolean> | undefined {
  const select = unshadowed(option).closest('select')
  if (select && isBusy(select))
    return new Map([...select.options].map((one) => [one, one.selected]))
}

export const isField = (node: Node): node is Field =>
  /^(input|select|textarea)$/.test((node as Element).localName)

/** Notes a field's value, to be written when its limits and options are there too. */
export function writeValue(field: Field, value: string | null): void {
  if (!isBusy(field)) edited.delete(field)
  unwritten.set(field, value)
}

/** The limits or the options of a field changed: it may hold its value only now. */
export function limitsChanged(node: Node): void {
  const field = (unshadowed(node as Element).closest?.('select') ?? node) as Field
  if (!isField(field) || unwritten.has(field)) return
  if (!field.isConnected || field.hasAttribute('live-bound'))
    unwritten.set(field, attributeOf(field))
}

const attributeOf = (field: Field): string | null =>
  field.localName === 'textarea'
    ? (field as HTMLTextAreaElement).defaultValue
    : field.getAttribute('value')

/** Writes what was noted, as property and as attribute; called when a whole frame is applied. */
export function settleFields(): void {
  for (const [field, value] of unwritten) {
    const isTheirs = edited.has(field)
    if (isBusy(field) && field.isConnected && (!isTheirs || field.validity.badInput)) continue
    const shown = field.value
    if (value !== attributeOf(field)) {
      if (field.localName === 'textarea') field.textContent = value
      else if (value === null) field.removeAttribute('value')
      else field.setAttribute('value', value)
    }
    if (!isTheirs) show(field)
    else if (!choices.test(field.type) && field.value !== shown) field.value = shown
    unwritten.delete(field)
  }
}

/** Shows the server's value. */
function show(field: Field): void {
  const noted = unwritten.get(field)
  const value = noted === undefined ? attributeOf(field) : noted
  if (field.localName !== 'select') {
    if (!choices.test(field.type) && field.value !== (value ?? '')) field.value = value ?? ''
  } else if (value !== null) {
    const { multiple, options } = field as HTMLSelectElement
    // Of several values, each has a line.
    const wanted = multiple
      ? value.split('\n').filter((line, i, all) => line || i < all.length - 1)
      : [value]
    for (const option of options) {
      const on = wanted.includes(option.value)
      if (option.defaultSelected !== on) option.defaultSelected = on
      if (option.selected !== on) option.selected = on
    }
  }
}

/** Values of a form's fields at one moment. */
export type FieldState = Map<Element, string>

const stateOf = (field: Field): string =>
  /^(checkbox|radio)$/.test(field.type)
    ? String((field as HTMLInputElement).checked)
    : field.localName === 'select'
      ? [...(field as HTMLSelectElement).selectedOptions].map((option) => option.value).join('\n')
      : field.value

/** A form's own fields and buttons, without those in HTML of users; or the field itself. */
export function fieldsOf(element: Element): Field[] {
  if (element instanceof HTMLFormElement)
    return [...unshadowed(element).elements].filter(
      (field) => !field.closest('[live-untrusted]'),
    ) as Field[]
  return isField(element) ? [element] : []
}

/** Notes what the fields of a form (or the field itself) hold now. */
export function fieldState(element: Element): FieldState {
  return new Map(fieldsOf(element).map((field) => [field, stateOf(field)]))
}

/** True when the fields hold what they held then. */
export function unchanged(then: FieldState): boolean {
  for (const [field, state] of then) if (stateOf(field as Field) !== state) return false
  return true
}

/**
 * After an answer: fields whose value the server decides show it again, unless the user changed them
 * since the event.
 */
export function reassert(element: Element, sent: FieldState, mayWrite: boolean): void {
  answered = mayWrite ? element : null
  for (const field of fieldsOf(element)) {
    // Custom elements in forms take care of themselves.
    if (isField(field) && sent.get(field) === stateOf(field) && !isBusy(field)) assert(field)
  }
  answered = null
}

/** While an event's answer is applied, its form's fields or its field may be written. */
export function answering<T>(element: Element | null, apply: () => T): T {
  answered = element
  try {
    return apply()
  } finally {
    answered = null
  }
}

function assert(field: Field): void {
  const input = field as HTMLInputElement
  if (field.localName === 'select') {
    for (const option of (field as HTMLSelectElement).options) {
      if (option.hasAttribute('live-bound')) option.selected = option.defaultSelected
    }
  } else if (!field.hasAttribute('live-bound')) return
  else if (/^(checkbox|radio)$/.test(input.type)) input.checked = input.defaultChecked
  show(field)
}
