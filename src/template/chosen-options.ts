/**
 * HTML has no value for a <select>: its options say which of them are chosen. They may stand in other
 * templates and in lists, so they are marked when a page is printed. Pure:
 *
 *     <select live-bound value="b"><option>a</option><option>b</option></select>
 *     <select live-bound value="b"><option>a</option><option selected>b</option></select>
 */
import { decodeQuotes } from './entities.ts'
import { nextTag } from './tag-reader.ts'
import type { Tag } from './tag-reader.ts'

/** Marks the options that the selects of a printed page have as their values. */
export function chooseOptions(html: string): string {
  const pieces: string[] = []
  let done = 0
  for (let at = html.indexOf('<select'); at >= 0; at = html.indexOf('<select', at + 1)) {
    const select = nextTag(html, at)!
    const value = select.attributes.get('value')?.value
    const isOurs = select.name === 'select' && select.attributes.has('live-bound')
    if (!isOurs || value === undefined) continue
    const wanted = new Wanted(value, select.attributes.has('multiple'))
    for (const option of optionsOf(html, select.end)) {
      const { tag } = option
      const isChosen = wanted.takes(option.value)
      const selected = tag.attributes.get('selected')
      if (isChosen === (selected !== undefined)) continue
      // The space before it goes too.
      const from = selected === undefined ? tag.nameEnd : selected.start - 1
      pieces.push(html.slice(done, from), isChosen ? ' selected' : '')
      done = selected?.end ?? from
    }
  }
  return pieces.length === 0 ? html : pieces.join('') + html.slice(done)
}

/** The values of a select. */
class Wanted {
  readonly #isList: boolean
  readonly #values: Set<string>

  constructor(value: string, isList: boolean) {
    this.#isList = isList
    this.#values = new Set(isList ? linesOf(value) : [value])
  }

  /** Of options with equal values the first is chosen, but where several may be. */
  takes(value: string): boolean {
    return this.#isList ? this.#values.has(value) : this.#values.delete(value)
  }
}

/** The options of a select whose tag ends at `from`. */
function* optionsOf(html: string, from: number): Generator<{ tag: Tag; value: string }> {
  let option: Tag | undefined
  let label = ''
  let at = from
  for (let tag = nextTag(html, at); tag; tag = nextTag(html, at)) {
    label += textOf(html.slice(at, tag.start))
    at = tag.end
    // Other elements may stand in an option: their text is its label too.
    if (!/^\/?(option|optgroup|select)$/.test(tag.name)) continue
    if (option)
      yield { tag: option, value: option.attributes.get('value')?.value ?? stripped(label) }
    option = tag.name === 'option' ? tag : undefined
    label = ''
    if (tag.name === '/select') return
  }
}

/** The text between two tags, without comments. */
function textOf(html: string): string {
  let text = ''
  let at = 0
  for (let mark = html.indexOf('<!--'); mark >= 0; mark = html.indexOf('<!--', at)) {
    text += html.slice(at, mark)
    const end = html.indexOf('-->', mark)
    at = end < 0 ? html.length : end + 3
  }
  return text + html.slice(at)
}

/** An option without a value has its text, as browsers strip it. */
function stripped(label: string): string {
  return decodeQuotes(label)
    .replace(/[\t\n\f\r ]+/g, ' ')
    .trim()
}

/** The entries of a list as one text: each ends with a line break. */
function linesOf(text: string): string[] {
  const lines = text.split('\n')
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}
