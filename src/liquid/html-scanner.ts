/**
 * Where in HTML a template tag stands: reads the text between the tags piece by piece and remembers
 * what is open. It decides nothing about correctness; that is template/parse.ts's, which reads the result.
 */
import { SLOT } from '../template/source-location.ts'

/**
 * `open`: in a tag's name; `tag`: between attributes; `name`: in an attribute's name; `before`: right
 * after its `=`; `raw`: the content of a script or style; `text`: that of a textarea or title.
 */
export type ScannerMode =
  | 'content'
  | 'open'
  | 'tag'
  | 'name'
  | 'before'
  | 'double'
  | 'single'
  | 'unquoted'
  | 'comment'
  | 'declaration'
  | 'raw'
  | 'text'

/** A place between two characters. */
export interface Spot {
  mode: ScannerMode
  /** How many elements are open. */
  depth: number
  /** The innermost open element, in lower case. */
  parent: string
  /** The attribute whose value this is in. */
  attribute: string
  svg: boolean
}

/** Text that is a whole tag, or between two, or a part of that where the text ends. */
export interface ScannedChunk {
  text: string
  before: Spot
  after: Spot
}

const voids = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)
const rawElements = new Set(
  'script style noscript iframe xmp noembed noframes plaintext'.split(' '),
)
const named = new Set<ScannerMode>(['name', 'before', 'double', 'single', 'unquoted'])
const outside = new Set<ScannerMode>(['content', 'raw', 'text'])

/** Begins the name of an attribute that is not known: a branch chooses it. */
export const UNKNOWN = '?'

export class HtmlScanner {
  #mode: ScannerMode = 'content'
  #stack: string[] = []
  #tag = ''
  #closing = false
  #selfClosing = false
  #attribute = ''
  /** What stands next goes on with a name that is not known. */
  #isGlued = false
  /** The fewest elements that were open. */
  low = 0
  /** An element was closed that is not the innermost. */
  odd = false
  /** Names of all elements that were opened or closed. */
  touched: Set<string> = new Set()

  /** A scanner that goes on from here by itself. */
  fork(): HtmlScanner {
    const fork = new HtmlScanner()
    fork.#mode = this.#mode
    fork.#stack = [...this.#stack]
    fork.#tag = this.#tag
    fork.#closing = this.#closing
    fork.#selfClosing = this.#selfClosing
    fork.#attribute = this.#attribute
    fork.#isGlued = this.#isGlued
    fork.low = this.#stack.length
    return fork
  }

  /** Goes on from where a fork is. */
  follow(fork: HtmlScanner): void {
    const { low } = this
    this.#mode = fork.#mode
    this.#stack = [...fork.#stack]
    this.#tag = fork.#tag
    this.#closing = fork.#closing
    this.#selfClosing = fork.#selfClosing
    this.#attribute = fork.#attribute
    this.low = Math.min(low, fork.low)
  }

  /**
   * Goes on after ways that ended in different states: what may be in a script or style is, and an attribute whose name
   * one of them began is unknown.
   */
  part(forks: readonly HtmlScanner[]): void {
    const raw = forks.find((fork) => fork.#mode === 'raw')
    if (raw) return this.follow(raw)
    if (this.#mode !== 'tag' && this.#mode !== 'name') return
    if (!forks.some((fork) => named.has(fork.#mode))) return
    this.#mode = 'tag'
    this.#attribute = UNKNOWN
    this.#isGlued = true
  }

  /** Names the state: equal keys read the same text alike. */
  get key(): string {
    const { mode, attribute } = this.spot()
    const inside = mode === 'content' ? [] : [attribute, this.#tag, this.#closing]
    return [mode, ...this.#stack, ...inside].join(' ')
  }

  spot(): Spot {
    const depth = this.#stack.length
    const parent = this.#stack.at(-1) ?? ''
    const foreign = this.#stack.findLastIndex((name) => name === 'svg' || name === 'math')
    const html = this.#stack.lastIndexOf('foreignobject')
    const attribute = named.has(this.#mode) ? this.#attribute : ''
    return { mode: this.#mode, depth, parent, attribute, svg: foreign > html }
  }

  /** Reads text of the template. */
  feed(text: string): ScannedChunk[] {
    const chunks: ScannedChunk[] = []
    let from = 0
    let before = this.spot()
    const cut = (to: number): void => {
      const after = this.spot()
      if (to > from) chunks.push({ text: text.slice(from, to), before, after })
      from = to
      before = after
    }
    for (let i = 0; i < text.length;) {
      i = this.#step(text, i, () => cut(i))
      if (text[i - 1] === '>' && outside.has(this.#mode)) cut(i)
    }
    cut(text.length)
    return chunks
  }

  /** A value of the template stands here. */
  value(): void {
    if (this.#mode === 'before') this.#mode = 'unquoted'
    else if (this.#mode === 'open') this.#tag += SLOT
    else if (this.#mode === 'tag') this.#selfClosing = false
  }

  /** Reads from `i` and tells where to go on. `cut` ends a chunk there. */
  #step(text: string, i: number, cut: () => void): number {
    const char = text[i]!
    switch (this.#mode) {
      case 'content':
        return this.#content(text, i, cut)
      case 'comment':
        return this.#until(text, i, '-->')
      case 'declaration':
        return this.#until(text, i, '>')
      case 'raw':
      case 'text':
        return this.#rawText(text, i, cut)
      case 'double':
      case 'single':
        if (char === (this.#mode === 'double' ? '"' : "'")) this.#mode = 'tag'
        return i + 1
      case 'before':
        if (/\s/.test(char)) return i + 1
        if (char === '>') return this.#end(i)
        this.#mode = char === '"' ? 'double' : char === "'" ? 'single' : 'unquoted'
        return i + 1
      case 'unquoted':
        if (char === '>') return this.#end(i)
        if (/\s/.test(char)) this.#mode = 'tag'
        return i + 1
      default:
        return this.#inTag(char, i)
    }
  }

  #content(text: string, i: number, cut: () => void): number {
    const at = text.indexOf('<', i)
    if (at < 0) return text.length
    if (at > i) return at
    cut()
    if (text.startsWith('<!--', i)) this.#mode = 'comment'
    else if (text[i + 1] === '!') this.#mode = 'declaration'
    else if (text[i + 1] === '/' || text[i + 1] === undefined || /[a-z]/i.test(text[i + 1]!)) {
      this.#closing = text[i + 1] === '/'
      this.#begin()
      return i + (this.#closing ? 2 : 1)
    } else return i + 1
    return i + 2
  }

  #begin(): void {
    this.#mode = 'open'
    this.#tag = ''
    this.#attribute = ''
    this.#selfClosing = false
  }

  #until(text: string, i: number, end: string): number {
    const at = text.indexOf(end, i)
    if (at < 0) return text.length
    this.#mode = 'content'
    return at + end.length
  }

  #rawText(text: string, i: number, cut: () => void): number {
    const at = text.toLowerCase().indexOf(`</${this.#tag}`, i)
    if (at < 0) return text.length
    if (at > i) return at
    cut()
    this.#closing = true
    this.#begin()
    return i + 2
  }

  /** In a tag, outside of values. */
  #inTag(char: string, i: number): number {
    const isGlued = this.#isGlued
    this.#isGlued = false
    if (char === '>') return this.#end(i)
    this.#selfClosing = char === '/'
    if (/[\s/]/.test(char)) {
      this.#mode = 'tag'
    } else if (this.#mode === 'open') {
      this.#tag += char.toLowerCase()
    } else if (char === '=') {
      this.#mode = 'before'
    } else if (this.#mode === 'tag' && !isGlued) {
      this.#mode = 'name'
      this.#attribute = char
    } else {
      this.#mode = 'name'
      this.#attribute += char
    }
    return i + 1
  }

  /** The `>` of a tag. */
  #end(i: number): number {
    const name = this.#tag
    const svg = this.spot().svg
    this.#mode = 'content'
    this.touched.add(name)
    if (this.#closing) {
      this.#close(name)
    } else if (!voids.has(name) && !this.#selfClosing) {
      this.#stack.push(name)
      // No escaping makes a value safe in a script or style, in SVG neither.
      if (name === 'script' || name === 'style' || (!svg && rawElements.has(name))) {
        this.#mode = 'raw'
      } else if (!svg && (name === 'textarea' || name === 'title')) this.#mode = 'text'
    }
    return i + 1
  }

  #close(name: string): void {
    if (this.#stack.at(-1) === name) this.#stack.pop()
    else this.odd = true
    this.low = Math.min(this.low, this.#stack.length)
  }
}
