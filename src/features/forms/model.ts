/** `live-model`: a field's own events set the view's field of that name. */
import type { Field } from '../../client/fields.ts'
import type { Host } from '../../client/host.ts'
import { Mode } from '../../wire/frames.ts'
import { isChanged } from '../dom/held-values.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { isUntrusted, ours } from '../dom/untrusted.ts'

const MODEL = ours('[live-model]')
const RECOVERED = ours('[live-model]:not([live-no-recover], [live-no-recover] *)')

/** Listens to fields with `live-model`, and tells what was changed while no view listened. */
export function bindModels(host: Host): void {
  const set = (field: Field, event: Event): void => {
    const name = unshadowed(field).getAttribute('live-model')
    host.run(field, event, `$model ${JSON.stringify({ field: name, kind: field.type })}`)
  }
  for (const type of ['input', 'change']) {
    doc.addEventListener(type, (event) => {
      const field = event.target as Field
      if (!unshadowed(field).hasAttribute('live-model') || isUntrusted(field)) return
      if (isTyped(field) === (type === 'input')) set(field, event)
    })
  }
  const tellChanged = (of: string): void => {
    for (const field of doc.querySelectorAll<Field>(of))
      if (isChanged(field)) set(field, new Event('change'))
  }
  // A view that was lost begins anew, without what was typed.
  let isLost = false
  host.observe({
    lost: (mode) => (isLost = mode === Mode.FRESH),
    patched: () => {
      if (isLost) tellChanged(RECOVERED)
      isLost = false
    },
  })
  // On a slow network this part comes seconds after its visitor has begun.
  tellChanged(MODEL)
}

function isTyped(element: Element): boolean {
  return unshadowed(element).matches('textarea, input:not([type=checkbox], [type=radio])')
}
