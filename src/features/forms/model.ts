/** `live-model`: a field's own events set the view's field of that name. */
import type { Host } from '../../client/host.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted } from '../dom/untrusted.ts'

/** Listens to fields with `live-model`. */
export function bindModels(host: Host): void {
  for (const type of ['input', 'change']) {
    doc.addEventListener(type, (event) => {
      const element = event.target as Element
      const field = unshadowed(element).getAttribute('live-model')
      if (field === null || isUntrusted(element) || isTyped(element) !== (type === 'input')) return
      const { type: kind } = element as HTMLInputElement
      host.run(element, event, `$model ${JSON.stringify({ field, kind })}`)
    })
  }
}

function isTyped(element: Element): boolean {
  return unshadowed(element).matches('textarea, input:not([type=checkbox], [type=radio])')
}
