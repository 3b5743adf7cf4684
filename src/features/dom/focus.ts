/** What can have the focus. */
import { within } from './ownership.ts'
import { unshadowed } from './unshadowed.ts'

const FOCUSABLE =
  'a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], ' +
  'video[controls], [contenteditable]:not([contenteditable=false]), [tabindex]'

/** The elements inside that Tab reaches, in the order of the page. */
export function focusable(container: Element): HTMLElement[] {
  return within<HTMLElement>(container, FOCUSABLE).filter(
    (element) =>
      element.tabIndex >= 0 &&
      !unshadowed(element).matches(':disabled, [type=hidden], [inert] *') &&
      unshadowed(element).checkVisibility({ visibilityProperty: true }),
  )
}
