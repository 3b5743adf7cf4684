/** Form fields: what they hold, and whose value they show after HTML changed around them. */
import { doc, unshadowed } from './unshadowed.ts'

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement

/** A text; of repeated names and multiple selects an array; of a checkbox without a value, a boolean. */
export type FormValue = string | boolean | string[]

/** The form that an element belongs to. */
export function formOf(element: Element): HTMLFormElement | null {
  if (element instanceof HTMLFormElement) return element
  return (element as Field).form ?? unshadowed(element).closest('form')
}

/** The fields of the element's form, or the field itself; none for other elements. */
export function fieldValues(
  element: Element,
  submitter: Element | null,
): Record<string, FormValue> {
  const form = formOf(element)
  if (form) return formValues(form, submitter)
  const field = element as Field
  if (!/^(input|select|textarea)$/.test(element.localName) || !field.name) return {}
  const value = valueOf(field)
  return value === undefined ? {} : { [field.name]: value }
}

function formValues(form: HTMLFormElement, submitter: Element | null): Record<string, FormValue> {
  const values: Record<string, FormValue> = {}
  const repeated = repeatedNames(form)
  for (const name of repeated) values[name] = []
  for (const field of unshadowed(form).elements as Iterable<Element> as Iterable<Field>) {
    const { name } = field
    if (!name || !isSent(field, submitter)) continue
    const value = valueOf(field)
    if (value === undefined) continue
    const held = values[name]
    if (Array.isArray(held)) held.push(...(Array.isArray(value) ? value : [String(value)]))
    else values[name] = value
  }
  return values
}

function isSent(field: Field, submitter: Element | null): boolean {
  if (field.matches(':disabled, datalist *, fieldset, object, output')) return false
  if (/^(submit|image|button|reset)$/.test(field.type)) return field === submitter
  return field.type !== 'file'
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

/** Names that several fields share, but radio buttons, and those of multiple selects. */
function repeatedNames(form: HTMLFormElement): Set<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const { name, type } of unshadowed(form).elements as Iterable<Element> as Iterable<Field>) {
    if (!name || /^(radio|submit|button|image|reset|file|fieldset)$/.test(type)) continue
    if (seen.has(name) || type === 'select-multiple') repeated.add(name)
    seen.add(name)
  }
  return repeated
}

/**
 * Changes HTML and leaves to users what they typed: a field shows the server's value when that changed,
 * or when its form's submit is what is being answered.
 */
export function keepFields(
  container: Element,
  isAnswered: (field: Element) => boolean,
  change: () => void,
): void {
  const before = new Map(fieldsIn(container).map((field) => [field, standard(field)]))
  change()
  for (const field of fieldsIn(container)) {
    const known = before.get(field)
    if (known === undefined) continue
    const own = isAnswered(field)
    const changed = standard(field) !== known && field !== doc.activeElement
    if (own || changed) reset(field)
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
