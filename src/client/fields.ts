/**
 * Form fields belong to whoever is using them. Decides when the server's value may be written, and puts
 * it back where an answer has to undo what the user did (a refused checkbox, a cleared input).
 */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

let composing: EventTarget | null = null
/** The form or field whose event is being answered: it may be written although the user is in it. */
let answered: Element | null = null

document.addEventListener('compositionstart', (event) => (composing = event.target), true)
document.addEventListener('compositionend', () => (composing = null), true)

const choices = /^(checkbox|radio|button|submit|reset|image|file|hidden)$/

/** True while the user is in this field, so that its value is theirs. */
export function isBusy(element: Element): boolean {
  if (element !== document.activeElement || element === document.body) return false
  if (choices.test((element as HTMLInputElement).type)) return false
  if (element === composing) return true
  return !(element.hasAttribute('live-force') || (answered?.contains(element) ?? false))
}

/** Writes a field's value, as property and as attribute: the attribute remembers the server's word. */
export function writeValue(element: Element, value: string | null): void {
  const field = element as HTMLInputElement
  const text = value ?? ''
  if (isBusy(element)) {
    // Assigning makes the value the user's, so that the attribute does not show through.
    const typed = field.value
    if (element.localName === 'input') field.value = typed
  } else if (element.localName !== 'select' && field.value !== text) field.value = text
  if (element.localName === 'textarea') {
    if (field.defaultValue !== text) field.defaultValue = text
  } else if (value === null) element.removeAttribute('value')
  else if (element.getAttribute('value') !== text) element.setAttribute('value', text)
  if (element.localName === 'select') selects.add(element as HTMLSelectElement)
}

/** Selects to be set when all of their options are there. */
const selects = new Set<HTMLSelectElement>()

/** Sets the selects that were written; called when a whole frame is applied. */
export function settleSelects(): void {
  for (const select of selects) if (!isBusy(select)) assertSelect(select)
  selects.clear()
}

function assertSelect(select: HTMLSelectElement): void {
  const value = select.getAttribute('value')
  if (value !== null && select.value !== value) select.value = value
}

/** Values of a form's fields at one moment. */
export type FieldState = Map<Element, string>

const stateOf = (field: Field): string =>
  field.localName === 'input' && /^(checkbox|radio)$/.test(field.type)
    ? String((field as HTMLInputElement).checked)
    : field.localName === 'select'
      ? [...(field as HTMLSelectElement).selectedOptions].map((option) => option.value).join('\n')
      : field.value

function fieldsOf(element: Element): Field[] {
  if (element instanceof HTMLFormElement) return [...element.elements] as Field[]
  return /^(input|select|textarea)$/.test(element.localName) ? [element as Field] : []
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
    if (sent.get(field) === stateOf(field) && !isBusy(field)) assert(field)
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
  if (field.localName === 'select') {
    assertSelect(field as HTMLSelectElement)
    for (const option of (field as HTMLSelectElement).options) {
      if (option.hasAttribute('live-bound')) option.selected = option.defaultSelected
    }
  }
  if (!field.hasAttribute('live-bound') || field.localName === 'select') return
  const input = field as HTMLInputElement
  if (/^(checkbox|radio)$/.test(input.type)) input.checked = input.defaultChecked
  else if (input.value !== input.defaultValue) input.value = input.defaultValue
}
