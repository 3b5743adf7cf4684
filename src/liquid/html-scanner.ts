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
  /** What the element may be whose tag this is in; with {@link SLOT} where a value is a part of its name. */
  tags: readonly string[]
  /** Its tag has `http-equiv`. */
  isHeader: boolean
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

/** States in which ways may part, the most dangerous first: what stands next is read as in the first that one ends in. */
const partings: readonly ScannerMode[] = [
  'raw',
  'before',
  'unquoted',
  'double',
  'single',
  'name',
  'open',
  'tag',
]

export class HtmlScanner {
  #mode: ScannerMode = 'content'
  #stack: string[] = []
  #tags: readonly string[] = ['']
  #isHeader = false
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
    fork.#tags = this.#tags
    fork.#isHeader = this.#isHeader
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
    this.#tags = fork.#tags
    this.#isHeader = fork.#isHeader
    this.#closing = fork.#closing
    this.#selfClosing = fork.#selfClosing
    this.#attribute = fork.#attribute
    this.#isGlued = fork.#isGlued
    this.low = Math.min(low, fork.low)
  }

  /**
   * Goes on after ways that ended in different states, as if in the most dangerous of them: the element may be that of
   * each way, and an attribute whose name one of them began is unknown.
   */
  diverge(forks: readonly HtmlScanner[]): void {
    const mode = partings.find((one) => forks.some((fork) => fork.#mode === one))
    if (mode === undefined) return
    this.follow(forks.find((fork) => fork.#mode === mode)!)
    if (mode === 'raw') return
    const inTags = forks.filter((fork) => partings.includes(fork.#mode))
    this.#tags = [...new Set(inTags.flatMap((fork) => fork.#tags))]
    this.#isHeader = inTags.some((fork) => fork.#isHeader)
    if (!named.has(mode)) return
    if (mode === 'name') this.#mode = 'tag'
    this.#attribute = UNKNOWN
    this.#isGlued = mode === 'name'
  }

  /** Names the state: equal keys read the same text alike. */
  get key(): string {
    const { mode, attribute } = this.spot()
    const inside = mode === 'content' ? [] : [attribute, ...this.#tags, this.#closing]
    return [mode, ...this.#stack, ...inside].join(' ')
  }

  spot(): Spot {
    const depth = this.#stack.length
    const parent = this.#stack.at(-1) ?? ''
    const foreign = this.#stack.findLastIndex((name) => name === 'svg' || name === 'math')
    const html = this.#stack.lastIndexOf('foreignobject')
    const attribute = named.has(this.#mode) ? this.#attribute : ''
    const [tags, isHeader] = [this.#tags, this.#isHeader]
    return { mode: this.#mode, depth, parent, attribute, tags, isHeader, svg: foreign > html }
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
    if (this.#mode === 'open') this.#extendTags(SLOT)
    else this.branch()
  }

  #extendTags(more: string): void {
    this.#tags = this.#tags.map((tag) => tag + more)
  }

  /** Ways begin here. */
  branch(): void {
    if (this.#mode === 'before') this.#mode = 'unquoted'
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
    this.#tags = ['']
    this.#isHeader = false
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
    const at = text.toLowerCase().indexOf(`</${this.#tagName}`, i)
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
      this.#extendTags(char.toLowerCase())
    } else if (char === '=') {
      this.#mode = 'before'
      if (this.#attribute.toLowerCase() === 'http-equiv') this.#isHeader = true
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
    const name = this.#tagName
    const svg = this.spot().svg
    this.#mode = 'content'
    this.touched.add(name)
    if (this.#closing) {
      this.#close(name)
    } else if (!voids.has(name) && !this.#selfClosing) {
      this.#stack.push(name)
      // No escaping makes a value safe in a script or style, in SVG neither.
      if (
        this.#may((tag) => tag === 'script' || tag === 'style' || (!svg && rawElements.has(tag)))
      ) {
        this.#mode = 'raw'
      } else if (!svg && (name === 'textarea' || name === 'title')) this.#mode = 'text'
    }
    return i + 1
  }

  /** One name for what the element may be. */
  get #tagName(): string {
    return this.#tags.join('|')
  }

  #may(be: (tag: string) => boolean): boolean {
    return this.#tags.some((tag) => mayBeTag(tag, [...rawElements].filter(be)))
  }

  #close(name: string): void {
    if (this.#stack.at(-1) === name) this.#stack.pop()
    else this.odd = true
    this.low = Math.min(this.low, this.#stack.length)
  }
}

/** True when a tag's name is one of these, or may become one by the values in it. */
export function mayBeTag(tag: string, names: readonly string[]): boolean {
  const [start, ...rest] = tag.split(SLOT)
  return names.some((name) => (rest.length > 0 ? name.startsWith(start!) : name === tag))
}
