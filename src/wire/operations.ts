/**
 * Changes of a document by selectors, as they cross the wire: the effect `dom` carries them in order, and
 * the browser applies them in one pass. Both ends import this file.
 */

/** Where and what: `['html', '#greeting', '<p>Hello</p>']`. A last 1: all matches, not only the first. */
export type Operation = [name: OperationName, ...args: OperationValue[]]

export type OperationValue = string | number | boolean | null

/** What each operation does with the elements that its selector finds. */
export const operations = {
  html: 'Replaces what is inside; elements that stay alike keep focus, caret and what is open.',
  append: 'Adds HTML at the end.',
  prepend: 'Adds HTML at the beginning.',
  before: 'Adds HTML before the element.',
  after: 'Adds HTML behind the element.',
  replace: 'Puts HTML in its place.',
  morph: 'Makes the element itself equal to the HTML, in place.',
  remove: 'Removes it.',
  empty: 'Removes what is inside.',
  text: 'Replaces what is inside by a text.',
  addClass: 'Adds classes, separated by spaces.',
  removeClass: 'Removes classes.',
  toggleClass: 'Adds those that it has not, and removes the others.',
  attribute: 'Sets an attribute: its name and value; null removes it, a boolean toggles it.',
  focus: 'Moves the focus to the first match.',
  scroll: 'Scrolls the first match into view.',
  scrollTop: 'Scrolls to the top of the page. No selector.',
  title: 'Sets the title of the page. No selector.',
  script: 'Runs a script. No selector. Only where the app allows scripts.',
  report: 'Selectors that find nothing are errors: sent in development. No selector.',
} as const

export type OperationName = keyof typeof operations
