/**
 * Attributes that do nothing where they stand: `live-throttle` on an element without an event, `live-model`
 * on a paragraph. In development compile.ts warns of them, once for each template.
 */
import { isEventAttribute, partOf } from '../wire/reserved.ts'
import type { ElementNode } from './parse.ts'

/** What an attribute needs to have an effect. */
interface Need {
  isMet(element: ElementNode, names: readonly string[]): boolean
  /** Continues "has no effect here:". */
  sentence: string
}

/** DOM events, and those that only the part `gestures` knows. */
function isBinding(name: string): boolean {
  const bare = name.slice('live-'.length)
  const isGesture = partOf(bare) === 'gestures' && !/^(poll-interval|shortcut)/.test(bare)
  return name.startsWith('live-') && (isGesture || isEventAttribute(name))
}

const isBound = (names: readonly string[]): boolean => names.some(isBinding)
const has = (names: readonly string[], wanted: RegExp): boolean =>
  names.some((name) => wanted.test(name))

const FIELD = /^(input|select|textarea)$/
/** Custom elements may be fields, forms or links of their own. */
const isA = (wanted: RegExp, { name }: ElementNode): boolean =>
  wanted.test(name) || name.includes('-')

const event: Need = {
  isMet: (_, names) => isBound(names),
  sentence: 'its element has no event.',
}
const sending: Need = {
  ...event,
  isMet: (_, names) => isBound(names) || names.includes('live-model'),
}
const timed: Need = {
  // A field's own pause counts in a form that is bound.
  isMet: (element, names) => isBound(names) || isA(FIELD, element),
  sentence: 'its element has no event and is no field of a form.',
}
const form: Need = { isMet: (element) => isA(/^form$/, element), sentence: 'it is for forms.' }
const field: Need = { isMet: (element) => isA(FIELD, element), sentence: 'it is for fields.' }
const link: Need = {
  isMet: (element, names) => isA(/^a$/, element) && names.includes('href'),
  sentence: 'it is for links with an href.',
}

const needs = new Map<string, Need>([
  ['live-debounce', timed],
  ['live-throttle', timed],
  ['live-prevent', event],
  ['live-stop', event],
  ['live-lock', sending],
  ['live-offline', sending],
  ['live-loading', event],
  [
    'live-confirm',
    {
      isMet: (_, names) => isBound(names) || has(names, /^live-(patch|navigate)$/),
      sentence: 'its element has no event and is no live link.',
    },
  ],
  [
    'live-key',
    {
      isMet: (_, names) => has(names, /^live-(window-)?key(down|up|press)$/),
      sentence: 'its element has no event of keys, such as @keydown.',
    },
  ],
  [
    'live-disable-with',
    { isMet: (element) => isA(/^(button|input)$/, element), sentence: 'it is for buttons.' },
  ],
  ['live-concurrent', form],
  ['live-trigger-action', form],
  ['live-recover', form],
  ['live-no-recover', form],
  ['live-model', field],
  ['live-force', field],
  ['live-patch', link],
  ['live-navigate', link],
  ['live-prefetch', link],
  [
    'live-dialog',
    { isMet: (element) => isA(/^dialog$/, element), sentence: 'it is for <dialog>.' },
  ],
  [
    'live-shortcut-in-input',
    {
      isMet: (_, names) => names.includes('live-shortcut'),
      sentence: 'its element has no live-shortcut.',
    },
  ],
  [
    'live-poll-interval',
    { isMet: (_, names) => names.includes('live-poll'), sentence: 'its element has no @poll.' },
  ],
])

/** Why an attribute of an element does nothing; undefined when it does something, or might. */
export function idleReason(element: ElementNode, name: string): string | undefined {
  const need = needs.get(name)
  if (need === undefined) return undefined
  const names = element.attributes.map((attribute) => attribute.name.replace('@', 'live-'))
  // Code of the page's own may do anything with an element of a hook.
  if (names.includes('live-hook') || need.isMet(element, names)) return undefined
  return `${name} has no effect here: ${need.sentence}`
}
