/**
 * HTML of users, in `live-untrusted`: no attribute of ours means anything there. All parts that look for
 * their attributes look with {@link ours}.
 */
import { unshadowed } from './unshadowed.ts'

const UNTRUSTED = '[live-untrusted]'

/** A selector for what this one finds, less HTML of users. */
export const ours = (selector: string): string =>
  `:is(${selector}):not(${UNTRUSTED}, ${UNTRUSTED} *)`

/** True for an element of HTML of users. */
export const isUntrusted = (element: Element): boolean =>
  unshadowed(element).closest(UNTRUSTED) !== null
