/** Form fields: what they hold, and whose value they show after HTML changed around them. */
import type { Host } from '../../client/host.ts'
import type { Field } from '../../client/fields.ts'
import { unshadowed } from './unshadowed.ts'

/** A text; of repeated names and multiple selects an array; of a checkbox without a value, a boolean. */
export type FormValue = string | boolean | string[]

/** The form that an element belongs to. */
export function formOf(element: Element): HTMLFormElement | null {
  if (element instanceof HTMLFormElement) return element
  return (element as Field).form ?? unshadowed(element).closest('form')
}

/** The fields of the element's form, or the field itself; none for other elements. */
export function fieldValues(
  host: Host,
  element: Element,
  pressed: Element | null,
): Record<string, FormValue> {
  const form = formOf(element)
  if (form) return formValues(host, form, pressed)
  const field = element as Field
  if (!/^(input|select|textarea)$/.test(element.localName) || !field.name) return {}
  const value = valueOf(field)
  return value === undefined ? {} : { [field.name]: value }
}

/** What a form sends, and of each checkbox without a value whether it is checked; of buttons the pressed one. */
function formValues(
  host: Host,
  form: HTMLFormElement,
  pressed: Element | null,
): Record<string, FormValue> {
  const button = pressed as HTMLButtonElement | null
  const isButton = button?.form === form && /^(submit|image|button|reset)$/.test(button.type)
  const submits = isButton && button.type === 'submit'
  const values: Record<string, FormValue> = host.formFields(form, submits ? button : null)
  // Those that browsers don't send: an element with a handler is one that counts.
  if (isButton && !submits && button.name && !button.disabled) values[button.name] = button.value
  const boxes = new Map<string, boolean[]>()
  for (const field of unshadowed(form).elements as HTMLCollectionOf<Field>) {
    const value = valueOf(field)
    if (!field.name || typeof value !== 'boolean' || field.matches(':disabled')) continue
    boxes.set(field.name, [...(boxes.get(field.name) ?? []), value])
  }
  for (const [name, checks] of boxes) {
    if (checks.length > 1) values[name] = checks.map(String)
    else if (!Array.isArray(values[name])) values[name] = checks[0]!
  }
  return values
}

/** What a field holds; undefined when it has nothing to say. */
function valueOf(field: Field): FormValue | undefined {
  if (field instanceof HTMLSelectElement && field.multiple) {
    return [...field.selectedOptions].map(({ value }) => value)
  }
  const { checked, type } = field as HTMLInputElement
  if (type === 'checkbox' && !field.hasAttribute('value')) return checked
  if (/^(checkbox|radio)$/.test(type)) return checked ? field.value : undefined
  return field.value
}

/**
 * Changes HTML and leaves to users what they typed: a field shows the server's value when that changed,
 * or when its form's submit is what is being answered.
 */
export function keepFields(
  host: Host,
  container: Element,
  isAnswered: (field: Element) => boolean,
  change: () => void,
): void {
  const before = new Map(fieldsIn(container).map((field) => [field, standard(field)]))
  change()
  for (const field of fieldsIn(container)) {
    const known = before.get(field)
    if (known === undefined) continue
    if (isAnswered(field) || (standard(field) !== known && !host.isBusy(field))) reset(field)
  }
}

function fieldsIn(container: Element): Field[] {
  return [...unshadowed(container).querySelectorAll<Field>('input, select, textarea')]
}

/** The server's word about a field. */
function standard(field: Field): string {
  if (field instanceof HTMLSelectElement) {
    return [...field.options].map((option) => Number(option.defaultSelected)).join()
  }
  return `${String((field as HTMLInputElement).defaultChecked)} ${field.defaultValue}`
}

function reset(field: Field): void {
  if (field instanceof HTMLSelectElement) {
    const { options } = field
    for (const option of options) option.selected = option.defaultSelected
    if (!field.multiple && ![...options].some(({ defaultSelected }) => defaultSelected)) {
      field.selectedIndex = 0
    }
    return
  }
  if (field.type === 'file') return
  if (field instanceof HTMLInputElement) field.checked = field.defaultChecked
  if (!/^(checkbox|radio)$/.test(field.type)) field.value = field.defaultValue
}
