/** What is wrong with a page though it looks right: a test that goes on would prove nothing. */
import { liveAttributes } from '../../wire/attributes.ts'

/** Names of attributes that end in `*`, without it, and all others. */
const prefixes = liveAttributes.flatMap(({ name }) =>
  name.endsWith('*') ? [name.slice(0, -1)] : [],
)
const known = new Set(liveAttributes.map(({ name }) => name))
/** Attributes that the server writes. */
const OWN =
  /^live-(root|view|on|props|connection|pending-events|sent|bound|leaving|portal|announcer)/

/** @returns sentences; none: all is well. */
export function faultsOf(document: Document): string[] {
  return [...doubleIds(document), ...namelessForms(document), ...unknownAttributes(document)]
}

function doubleIds(document: Document): string[] {
  const seen = new Set<string>()
  const faults: string[] = []
  for (const { id } of document.querySelectorAll('[id]')) {
    if (id !== '' && seen.has(id)) faults.push(`Two elements have the id "${id}".`)
    seen.add(id)
  }
  return faults
}

/** Fields that a form sends nothing of. */
function namelessForms(document: Document): string[] {
  const faults: string[] = []
  for (const form of document.querySelectorAll('form[live-submit]')) {
    for (const field of form.querySelectorAll('input, select, textarea')) {
      // One with an event of its own is sent by that.
      if ([...field.attributes].some(({ name }) => name.startsWith('live-') && !OWN.test(name))) {
        continue
      }
      const type = field.getAttribute('type') ?? ''
      if (field.getAttribute('name') || /^(submit|button|reset|image)$/.test(type)) continue
      faults.push(`A field of a form has no name, so its value is not sent: ${field.outerHTML}`)
    }
  }
  return faults
}

function unknownAttributes(document: Document): string[] {
  const faults: string[] = []
  for (const element of document.querySelectorAll('[live-root] *')) {
    for (const { name, value } of element.attributes) {
      if (!name.startsWith('live-') || known.has(name) || OWN.test(name)) continue
      if (prefixes.some((prefix) => name.startsWith(prefix))) continue
      // Any other live-x binds the event x to a method.
      if (value !== '' && /^live-[a-z-]+$/.test(name)) continue
      faults.push(`There is no attribute "${name}", as on <${element.localName}>.`)
    }
  }
  return faults
}
