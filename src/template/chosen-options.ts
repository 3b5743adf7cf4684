/**
 * HTML has no value for a <select>: its options say which of them are chosen. They may stand in other
 * templates and in lists, so they are marked when a page is printed. Pure:
 *
 *     <select live-bound value="b"><option>a</option><option>b</option></select>
 *     <select live-bound value="b"><option>a</option><option selected>b</option></select>
 */
import { decodeQuotes } from './entities.ts'

const ATTRIBUTES = `((?:"[^"]*"|[^>"])*)`
const SELECT = new RegExp(`(<select\\b${ATTRIBUTES}>)([\\s\\S]*?)(?=</select>)`, 'g')
const OPTION = new RegExp(`<option\\b${ATTRIBUTES}>([\\s\\S]*?)(?=</option>)`, 'g')

/** Marks the options that the selects of a printed page have as their values. */
export function chooseOptions(html: string): string {
  return html.replace(SELECT, (whole, tag: string, text: string, options: string) => {
    const attributes = attributesOf(text)
    const value = attributes.get('value')
    if (value === undefined || !attributes.has('live-bound')) return whole
    const isList = attributes.has('multiple')
    const wanted = new Set(isList ? linesOf(value) : [value])
    return (
      tag +
      options.replace(OPTION, (option, own: string, label: string) => {
        const known = attributesOf(own)
        const name = known.get('value') ?? labelOf(label)
        // Of options with equal values, the first is chosen.
        const isWanted = isList ? wanted.has(name) : wanted.delete(name)
        if (isWanted === known.has('selected')) return option
        return isWanted
          ? `<option selected${own}>${label}`
          : option.replace(/ selected(="[^"]*")?/, '')
      })
    )
  })
}

/** The entries of a list as one text: each ends with a line break. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

function attributesOf(text: string): Map<string, string> {
  const found = text.matchAll(/([^\s="]+)(?:="([^"]*)")?/g)
  return new Map([...found].map(([, name, value]) => [name!, decodeQuotes(value ?? '')]))
}

/** An option without a value has its text, as browsers strip it. */
function labelOf(html: string): string {
  const text = decodeQuotes(html.replace(/<!--[\s\S]*?-->|<[^>]*>/g, ''))
  return text.replace(/[\t\n\f\r ]+/g, ' ').trim()
}
