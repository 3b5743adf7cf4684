/** What a form field holds, and what it held when the server wrote it. */
import type { Field } from '../../client/fields.ts'
import { doc } from './unshadowed.ts'

/** Text, whether it is checked, or the values of the chosen options. */
export type Held = string | boolean | string[]

/** What a field holds now. */
export function held(field: Field): Held {
  if (field instanceof HTMLSelectElement) {
    return [...field.options].filter(({ selected }) => selected).map(({ value }) => value)
  }
  return isChoice(field) ? (field as HTMLInputElement).checked : field.value
}

/** What the server says that the field holds. */
export function serverValue(field: Field): Held {
  if (field instanceof HTMLSelectElement) return chosenByServer(field)
  return isChoice(field) ? (field as HTMLInputElement).defaultChecked : field.defaultValue
}

/** Where it names no option that is there, a browser takes the first that may be chosen. */
function chosenByServer(field: HTMLSelectElement): string[] {
  const { multiple, size } = field
  const options = [...field.options]
  const value = field.getAttribute('value')
  const wanted = value !== null && (multiple ? linesOf(value) : [value])
  const chosen = options.filter((option) =>
    wanted ? wanted.includes(option.value) : option.defaultSelected,
  )
  if (chosen.length === 0 && !multiple && size < 2)
    chosen.push(...options.filter((option) => !option.matches(':disabled')).slice(0, 1))
  return (multiple ? chosen : chosen.slice(-1)).map((option) => option.value)
}

/** Of several values, each has a line. */
const linesOf = (value: string): string[] =>
  value.split('\n').filter((line, i, all) => line || i < all.length - 1)

export const isChoice = ({ type }: Field): boolean => type === 'checkbox' || type === 'radio'

export const sameHeld = (a: Held, b: Held): boolean => String(a) === String(b)

/** The visitor, or a script, changed it since. */
export function isChanged(field: Field): boolean {
  const now = held(field)
  if (sameHeld(now, serverValue(field))) return false
  // A visitor can't choose nothing where one is to be chosen.
  if (field instanceof HTMLSelectElement) return field.multiple || field.selectedIndex >= 0
  return isChoice(field) || now !== untouched(field)
}

/** What a browser makes of the server's value: a range is never empty, and a number is one. */
function untouched(field: Exclude<Field, HTMLSelectElement>): string {
  const fresh = doc.createElement(field.localName) as typeof field
  for (const name of ['type', 'min', 'max', 'step', 'multiple', 'value']) {
    const value = field.getAttribute(name)
    if (value !== null) fresh.setAttribute(name, value)
  }
  if (field.localName === 'textarea') fresh.defaultValue = field.defaultValue
  return fresh.value
}
