/** Forms as lists of names and values, by the rules of HTML. */

/** A field's name and value. */
export interface Pair {
  name: string
  value: string
  [key: string]: string
}

/**
 * Names and values of a form, in the order of its fields: no disabled or unnamed ones, no buttons but the
 * one that submits, no unchecked boxes, all choices of multiple selects, of files their names.
 */
export function serialize(form: HTMLFormElement, submitter: HTMLElement | null): Pair[] {
  return [...new FormData(form, submitter)].map(([name, value]) => ({
    name,
    value: typeof value === 'string' ? value : value.name,
  }))
}
