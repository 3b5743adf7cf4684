/** The code of a module without what is text in it, for checks that look for words and brackets. */

/** Behind these a slash begins a regular expression. */
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\n]|\breturn)\s*$/

/**
 * Comments, and what stands in strings, regular expressions and templates, as blanks: each place stays where it was. Code
 * in a template stays code.
 */
export function codeOf(source: string): string {
  return scan(source, 0, '').text
}

interface Scanned {
  text: string
  /** Where the scan ended. */
  at: number
}

const blank = (text: string): string => text.replaceAll(/[^\n]/g, ' ')

/** @param end what ends the code: "}" for that in a template, nothing for a module. */
function scan(source: string, from: number, end: '' | '}'): Scanned {
  let text = ''
  let depth = 0
  let at = from
  while (at < source.length) {
    const rest = source.slice(at, at + 2)
    const char = source[at]!
    if (char === '}' && end === '}' && depth === 0) break
    if (char === '{') depth++
    if (char === '}') depth--
    if (char === '`') {
      const template = scanTemplate(source, at + 1)
      text += template.text
      at = template.at
      continue
    }
    const length = textLength(source, at, rest, text)
    text += length === 0 ? char : blank(source.slice(at, at + length))
    at += Math.max(1, length)
  }
  return { text, at }
}

/** How long the comment, string or regular expression is that begins here; 0 for code. */
function textLength(source: string, at: number, rest: string, before: string): number {
  if (rest === '//') return lengthOf(source, at, /\/\/[^\n]*/y)
  if (rest === '/*') return lengthOf(source, at, /\/\*[^]*?(?:\*\/|$)/y)
  if (rest.startsWith("'")) return lengthOf(source, at, /'(?:[^'\\\n]|\\[^])*'?/y)
  if (rest.startsWith('"')) return lengthOf(source, at, /"(?:[^"\\\n]|\\[^])*"?/y)
  if (!rest.startsWith('/') || !BEFORE_REGEX.test(before.slice(-20))) return 0
  return lengthOf(source, at, /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y)
}

function lengthOf(source: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0].length ?? 0
}

function scanTemplate(source: string, from: number): Scanned {
  let text = '`'
  let at = from
  while (at < source.length && source[at] !== '`') {
    if (source.startsWith('${', at)) {
      const code = scan(source, at + 2, '}')
      text += `\${${code.text}}`
      at = code.at + 1
      continue
    }
    const length = source[at] === '\\' ? 2 : 1
    text += blank(source.slice(at, at + length))
    at += length
  }
  return { text: `${text}\``, at: at + 1 }
}
