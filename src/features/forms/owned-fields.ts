/** Fields that belong to a form by `form="…"` but stand outside: their events are the form's too. */
import type { Host } from '../../client/host.ts'
import { doc } from '../dom/unshadowed.ts'
import { isUntrusted } from '../dom/untrusted.ts'

const contains = Node.prototype.contains

/** Brings `change` and `input` of such fields to their forms. */
export function bringOwnedFields(host: Host): void {
  for (const type of ['input', 'change']) {
    doc.addEventListener(type, (event) => {
      const { form } = event.target as HTMLInputElement
      if (!form || contains.call(form, event.target as Element)) return
      if (isUntrusted(form) || isUntrusted(event.target as Element)) return
      const binding = Element.prototype.getAttribute.call(form, `live-${type}`)
      if (binding) host.run(form, event, binding)
    })
  }
}
