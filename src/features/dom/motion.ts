/** Movement on the page, for those who like it. */

/** True when the user asked their system for less movement. */
export function isStill(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches
}

/** Class names of a text. */
export function classNames(text: string | null | undefined): string[] {
  return (text ?? '').split(/\s+/).filter(Boolean)
}
