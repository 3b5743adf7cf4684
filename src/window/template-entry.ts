/** A template as a TEMPLATES frame brings it to a browser. */
import type { Template } from '../template/template.ts'
import type { TemplateEntry } from '../wire/frames.ts'
import { preparation } from '../wire/reserved.ts'

/** @param known hashes of templates that the browser has from an earlier connection. */
export function entryOf(template: Template, known: ReadonlySet<string> | null): TemplateEntry {
  const { alias, hash, markup } = template
  if (known?.has(hash)) return [alias, hash]
  const marks = template.slots.map((slot) => slot.mark)
  const entry: TemplateEntry = [alias, hash, markup, marks]
  if (template.svg || template.events.length > 0) entry.push(template.svg ? 1 : 0)
  if (template.events.length > 0) entry.push(template.events.map(preparation))
  return entry
}
