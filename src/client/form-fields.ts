/** What a form sends, as the browser would post it. */
import { entriesByName } from '../base/form-entries.ts'
import type { FormEntry } from '../base/form-entries.ts'
import { unshadowed } from './unshadowed.ts'

/**
 * A form's fields by name. A name that several fields share (but radio buttons), or a multiple select has,
 * is always an array; files are left out.
 * @param submitter the button that submits, which is sent too. Default: none.
 */
export function formFields(
  form: HTMLFormElement,
  submitter?: HTMLElement | null,
): Record<string, FormEntry> {
  return entriesByName(new FormData(form, submitter), repeatedNames(form))
}

function repeatedNames(form: HTMLFormElement): Set<string> {
  const seen = new Set<string>()
  const repeated = new Set<string>()
  for (const field of unshadowed(form).elements as HTMLCollectionOf<HTMLInputElement>) {
    const { name, type } = field
    if (!name || /^(radio|button|submit|reset|image|file|fieldset)$/.test(type)) continue
    if (seen.has(name) || type === 'select-multiple') repeated.add(name)
    seen.add(name)
  }
  return repeated
}
