/**
 * Reads the tags of a piece of printed HTML, in order: names, attributes and where each stands. By
 * characters, as the standard's tokenizer does (https://html.spec.whatwg.org/#tokenization), for HTML that
 * print.ts or check-html.ts has vouched for. Pure.
 */
import { decodeQuotes } from './entities.ts'

/** An attribute and where it stands, from its name on. */
export interface Attribute {
  /** "" for one without a value. */
  value: string
  start: number
  end: number
}

/** A start or end tag. */
export interface Tag {
  /** In lower case; begins with "/" for an end tag. */
  name: string
  /** By name, in lower case. Of equal names, the first counts. */
  attributes: Map<string, Attribute>
  /** Where its `<` stands. */
  start: number
  /** Where its name ends. */
  nameEnd: number
  /** Behind its `>`. */
  end: number
}

const SPACE = new Set(' \t\n\f\r')
const isLetter = (char: string | undefined): boolean => char !== undefined && /[a-z/]/i.test(char)

/** The next tag from `from` on; comments are skipped. Undefined when there is none. */
export function nextTag(html: string, from: number): Tag | undefined {
  let start = html.indexOf('<', from)
  while (start >= 0) {
    if (html.startsWith('<!--', start)) {
      const end = html.indexOf('-->', start + 4)
      if (end < 0) return undefined
      start = html.indexOf('<', end)
    } else if (isLetter(html[start + 1])) return readTag(html, start)
    else start = html.indexOf('<', start + 1)
  }
}

function readTag(html: string, start: number): Tag {
  let at = start + 2
  while (at < html.length && !ends(html, at)) at++
  const name = html.slice(start + 1, at).toLowerCase()
  const tag: Tag = { name, attributes: new Map(), start, nameEnd: at, end: at }
  while (at < html.length && html[at] !== '>') {
    if (SPACE.has(html[at]!) || html[at] === '/') at++
    else at = readAttribute(html, at, tag.attributes)
  }
  tag.end = at + 1
  return tag
}

/** @returns where it ends. */
function readAttribute(html: string, start: number, attributes: Map<string, Attribute>): number {
  let at = start + 1
  while (at < html.length && html[at] !== '=' && !ends(html, at)) at++
  const name = html.slice(start, at).toLowerCase()
  const note = (text: string, end: number): number => {
    if (!attributes.has(name)) attributes.set(name, { value: decodeQuotes(text), start, end })
    return end
  }
  if (html[at] !== '=') return note('', at)
  const quote = html[at + 1]
  if (quote === '"' || quote === "'") {
    const close = html.indexOf(quote, at + 2)
    const end = close < 0 ? html.length : close
    return note(html.slice(at + 2, end), end + 1)
  }
  const from = ++at
  while (at < html.length && !SPACE.has(html[at]!) && html[at] !== '>') at++
  return note(html.slice(from, at), at)
}

/** A name ends here. */
function ends(html: string, at: number): boolean {
  return SPACE.has(html[at]!) || html[at] === '>' || html[at] === '/'
}
