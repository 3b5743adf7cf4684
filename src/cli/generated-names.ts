/** The names in generated files. Blueprints are written for photo boards; these put another word in its place. */
import { fail } from '../base/errors.ts'

/** The longest word: lines of blueprints stay within what formatters leave alone. */
const MAX_LETTERS = 24

/** `PhotoBoard`, `photoBoard` and `photo-board` are the same. @throws LiveError E_COMMAND_LINE. */
export function nameParts(given: string): string[] {
  const parts = given
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[-_]/)
  if (!parts.every((part) => /^[a-z][a-z\d]*$/.test(part))) {
    const fix = 'Write letters and digits: overwire generate view photo-board.'
    throw fail('E_COMMAND_LINE', `A class can't be named after "${given}".`, fix)
  }
  if (given.length <= MAX_LETTERS) return parts
  const long = `"${given}" is longer than ${MAX_LETTERS} letters.`
  throw fail('E_COMMAND_LINE', long, 'Choose a shorter name.')
}

/** `photo-boards` of `photo-board`. */
export function pluralOf(parts: readonly string[]): string[] {
  return changeLast(parts, (word) => {
    if (/[^aeiou]y$/.test(word)) return word.replace(/y$/, 'ies')
    return word + (/(?:[sxz]|ch|sh)$/.test(word) ? 'es' : 's')
  })
}

/** `photo-board` of `photo-boards`; a word that is no plural is left as it is. */
export function singularOf(parts: readonly string[]): string[] {
  return changeLast(parts, (word) => {
    if (/[^aeiou]ies$/.test(word)) return word.replace(/ies$/, 'y')
    if (/(?:[sxz]|ch|sh)es$/.test(word)) return word.replace(/es$/, '')
    return /[^sui]s$/.test(word) ? word.replace(/s$/, '') : word
  })
}

function changeLast(parts: readonly string[], change: (word: string) => string): string[] {
  return parts.map((word, at) => (at === parts.length - 1 ? change(word) : word))
}

/** `Photo board`. */
export function titleOf(parts: readonly string[]): string {
  return capital(parts.join(' '))
}

/** `PhotoBoard`. */
export function classOf(parts: readonly string[]): string {
  return parts.map(capital).join('')
}

/** A text of a blueprint with these parts in place of photo and board, and their plural. */
export function renamed(text: string, parts: readonly string[]): string {
  const many = pluralOf(parts)
  return rename(rename(text, ['photo', 'boards'], many), ['photo', 'board'], parts)
}

function rename(text: string, from: readonly string[], to: readonly string[]): string {
  const [name, newName] = [classOf(from), classOf(to)]
  return text
    .replaceAll(from.join('-'), to.join('-'))
    .replaceAll(from.join('_'), to.join('_'))
    .replaceAll(from.join(' '), to.join(' '))
    .replaceAll(titleOf(from), titleOf(to))
    .replaceAll(name, newName)
    .replaceAll(lower(name), lower(newName))
}

function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1)
}

function lower(word: string): string {
  return word[0]!.toLowerCase() + word.slice(1)
}
