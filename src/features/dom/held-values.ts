/** What a form field holds, and what it held when the server wrote it. */
import type { Field } from '../../client/fields.ts'

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
  if (field instanceof HTMLSelectElement) {
    const value = field.getAttribute('value')
    if (value !== null) return field.multiple ? linesOf(value) : [value]
    const chosen = [...field.options].filter(({ defaultSelected }) => defaultSelected)
    const first = field.multiple ? [] : [...field.options].slice(0, 1)
    return (chosen.length > 0 ? chosen : first).map((option) => option.value)
  }
  return isChoice(field) ? (field as HTMLInputElement).defaultChecked : field.defaultValue
}

/** Of several values, each has a line. */
const linesOf = (value: string): string[] =>
  value.split('\n').filter((line, i, all) => line || i < all.length - 1)

export const isChoice = ({ type }: Field): boolean => type === 'checkbox' || type === 'radio'

export const sameHeld = (a: Held, b: Held): boolean => String(a) === String(b)

/** The visitor, or a script, changed it since. */
export const isChanged = (field: Field): boolean => !sameHeld(held(field), serverValue(field))
