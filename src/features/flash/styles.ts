/**
 * How messages look until a page says otherwise: every rule has no weight, so that any rule of the page
 * wins, and colours are variables.
 */

export const flashStyles = `
:where(.live-flash-container) {
  position: fixed; z-index: 2147483646; display: grid; gap: 0.5rem; box-sizing: border-box;
  width: min(24rem, 100vw); padding: 1rem; pointer-events: none; inset: 0 0 auto auto;
}
:where(.live-flash-top-left) { inset: 0 auto auto 0 }
:where(.live-flash-top-center) { inset: 0 0 auto 0; margin: auto }
:where(.live-flash-bottom-right) { inset: auto 0 0 auto }
:where(.live-flash-bottom-left) { inset: auto auto 0 0 }
:where(.live-flash-bottom-center) { inset: auto 0 0 0; margin: auto }
:where(.live-flash) {
  display: flex; gap: 0.75rem; align-items: start; justify-content: space-between;
  padding: 0.75rem 1rem; border-radius: 0.375rem; pointer-events: auto; overflow-wrap: anywhere;
  color: var(--live-flash-color, #fff); background: var(--live-flash-background, #1f2937);
  transition: opacity 0.3s; box-shadow: 0 2px 8px rgb(0 0 0 / 0.25);
}
:where(.live-flash-success) { background: var(--live-flash-success, #166534) }
:where(.live-flash-warning) { background: var(--live-flash-warning, #92400e) }
:where(.live-flash-error) { background: var(--live-flash-error, #991b1b) }
:where(.live-flash-removing) { opacity: 0 }
:where(.live-flash-close) {
  border: 0; padding: 0 0.25rem; font: inherit; color: inherit; background: none; cursor: pointer;
}
@media (prefers-reduced-motion: reduce) { :where(.live-flash) { transition: none } }
`
