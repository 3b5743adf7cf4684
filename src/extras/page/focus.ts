/** What can have the focus. */

const FOCUSABLE =
  'a[href], area[href], button, input, select, textarea, summary, iframe, audio[controls], ' +
  'video[controls], [contenteditable]:not([contenteditable=false]), [tabindex]'

/** The elements inside that Tab reaches, in the order of the page. */
export function focusable(container: Element): HTMLElement[] {
  return [...container.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) =>
      element.tabIndex >= 0 &&
      !element.matches(':disabled, [type=hidden], [inert] *') &&
      element.checkVisibility({ visibilityProperty: true }),
  )
}
