/** How the banner looks until a page says otherwise: its rules have no weight, and its colours are variables. */

export const bannerStyles = `
:where(.live-connection-banner) {
  position: fixed; z-index: 2147483645; inset: auto 0 0 0; margin: 0 auto 1rem; box-sizing: border-box;
  width: fit-content; max-width: calc(100vw - 2rem); display: flex; gap: 0.5rem 1rem; align-items: center;
  flex-wrap: wrap; padding: 0.625rem 1rem; border-radius: 0.5rem; font: 0.9375rem/1.4 system-ui, sans-serif;
  color: var(--live-connection-color, #fff); background: var(--live-connection-background, #1f2937);
  border: 1px solid rgb(255 255 255 / 0.25); box-shadow: 0 2px 12px rgb(0 0 0 / 0.3);
}
:where(.live-connection-banner > button) {
  font: inherit; font-weight: 600; color: inherit; background: none; border: 1px solid currentcolor;
  border-radius: 0.375rem; padding: 0.25rem 0.75rem; min-height: 2rem; cursor: pointer;
}
@media print { :where(.live-connection-banner) { display: none } }
`
