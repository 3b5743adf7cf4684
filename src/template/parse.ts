/**
 * A template's source to a tree, once per template. A strict reader of HTML as authors write it: every
 * element is closed, slots stand only where a value can be put later. Pure.
 */
import { fail } from '../base/errors.ts'
import { describePlace, inWordsOf, SLOT } from './source-location.ts'
import type { Site } from './source-location.ts'

export interface TextNode {
  type: 'text'
  text: string
}
export interface ChildNode {
  type: 'child'
  /** Which value of the template: 0, 1, 2… */
  value: number
  offset: number
}
export interface AttributeNode {
  name: string
  /** Source text between the quotes, cut at its values: `"a ${x}"` is `["a ", ""]`; null: none. */
  parts: string[] | null
  /** The first value in it, when `parts` has more than one piece. */
  value: number
  offset: number
}
export interface ElementNode {
  type: 'element'
  name: string
  attributes: AttributeNode[]
  children: Node[]
  /** Void, or closed with `/>`. */
  empty: boolean
  /** Values inside its raw text: only `<textarea>` and `<title>`. */
  text: { parts: string[]; value: number } | null
  offset: number
}
export type Node = TextNode | ChildNode | ElementNode

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
)
/** Elements whose content the browser does not read as markup, and what may be done about it. */
const rawElements: Record<string, string> = {
  script: 'Pass data in a data-… attribute of an element instead.',
  style: 'Set a class or a style attribute instead.',
  noscript: 'Render the value outside of <noscript>.',
  iframe: 'Set its src attribute instead.',
  xmp: 'Use <pre> instead.',
  noembed: 'Render the value elsewhere.',
  noframes: 'Render the value elsewhere.',
  plaintext: 'Use <pre> instead.',
}
/**
 * Elements that no value stands in, however deep. In SVG and MathML scripts and styles are read as markup, so
 * that an escaped value is code again; what is in a template is no part of the page.
 */
const withoutSlots = new Map([
  ['template', 'Render it where it is shown.'],
  ['script', rawElements['script']!],
  ['style', rawElements['style']!],
])
const foreign = new Set(['svg', 'math'])
const tagName = /[a-zA-Z][^\s/>\0]*/y
const attributeName = /[^\s"'<>/=\0]+/y
const space = /\s*/y

/** `contenteditable`, unless it says "false". */
export function isEditable({ attributes }: ElementNode): boolean {
  const editable = attributes.find(({ name }) => name === 'contenteditable')
  return editable !== undefined && editable.parts?.[0] !== 'false'
}

/** Reads one template. `source` is its static parts joined with {@link SLOT}. */
export class Parser {
  readonly #source: string
  readonly #site: Site
  #at = 0
  #value = 0
  #foreign: number

  constructor(source: string, site: Site, { svg }: { svg: boolean }) {
    this.#source = source
    this.#site = site
    this.#foreign = svg ? 1 : 0
  }

  /** @throws LiveError E_TEMPLATE_SYNTAX or E_SLOT_PLACE, with the place and the fix. */
  parse(): Node[] {
    return this.#children(null)
  }

  #children(parent: ElementNode | null): Node[] {
    const nodes: Node[] = []
    while (this.#at < this.#source.length) {
      const char = this.#source[this.#at]
      if (char === SLOT) {
        this.#refuseInside(parent)
        nodes.push({ type: 'child', value: this.#value++, offset: this.#at++ })
      } else if (char !== '<') {
        nodes.push({ type: 'text', text: this.#until(/[<\0]/g) })
      } else if (this.#source.startsWith('<!--', this.#at)) {
        this.#comment()
      } else if (this.#source.startsWith('</', this.#at)) {
        if (this.#closes(parent)) return nodes
      } else if (this.#source.startsWith('<!', this.#at)) {
        nodes.push({ type: 'text', text: this.#until(/>/g) + this.#source[this.#at++] })
      } else {
        nodes.push(this.#element())
      }
    }
    if (parent !== null) {
      this.#fail(parent.offset, `<${parent.name}> is never closed.`, `Write </${parent.name}>.`)
    }
    return nodes
  }

  /** Slots whose later content the browser's parser or editor would not leave where it is. */
  #refuseInside(parent: ElementNode | null): void {
    if (parent && isEditable(parent)) {
      this.#failSlot(
        'a contenteditable element',
        'Put live-ignore on it and set its content in a hook.',
      )
    }
  }

  #closes(parent: ElementNode | null): boolean {
    const start = this.#at
    this.#at += 2
    const name = this.#match(tagName)
    this.#match(space)
    if (this.#source[this.#at] !== '>') this.#fail(start, 'A closing tag has no ">".', 'Add it.')
    this.#at++
    if (parent === null) {
      this.#fail(start, `</${name}> closes nothing.`, 'Remove it or write its opening tag.')
    }
    if (name.toLowerCase() !== parent.name.toLowerCase()) {
      this.#fail(
        start,
        `</${name}> stands where <${parent.name}> is open.`,
        `Write </${parent.name}> first.`,
      )
    }
    return true
  }

  #element(): ElementNode {
    const offset = this.#at++
    const written = this.#match(tagName)
    const name = this.#foreign > 0 ? written : written.toLowerCase()
    if (this.#source[this.#at] === SLOT)
      this.#failSlot('a tag name', 'Choose between two templates instead.')
    if (name === '') {
      this.#fail(offset, 'A "<" does not begin a tag.', 'Write &lt; for the character.')
    }
    const attributes = this.#attributes(name)
    const closed = this.#source.startsWith('/>', this.#at)
    this.#at += closed ? 2 : 1
    const isForeign = this.#foreign > 0 || foreign.has(name)
    const isVoid = voidElements.has(name) && !isForeign
    if (closed && !isVoid && !isForeign) {
      this.#fail(offset, `<${name}/> does not close an HTML element.`, `Write <${name}></${name}>.`)
    }
    const element: ElementNode = {
      type: 'element',
      name,
      attributes,
      children: [],
      empty: closed || isVoid,
      text: null,
      offset,
    }
    if (element.empty) return element
    if (!isForeign && (name in rawElements || name === 'textarea' || name === 'title')) {
      this.#rawText(element)
    } else {
      const enters = isForeign && name !== 'foreignObject'
      const before = this.#foreign
      this.#foreign = enters ? before + 1 : 0
      const values = this.#value
      element.children = this.#children(element)
      this.#foreign = before
      const fix = withoutSlots.get(name.toLowerCase())
      if (fix !== undefined && this.#value > values) this.#failSlot(`a <${name}> element`, fix)
    }
    return element
  }

  #attributes(tag: string): AttributeNode[] {
    const attributes: AttributeNode[] = []
    for (;;) {
      this.#match(space)
      const char = this.#source[this.#at]
      if (char === '>' || this.#source.startsWith('/>', this.#at)) return attributes
      if (char === undefined) this.#fail(this.#at - 1, `<${tag} has no ">".`, 'Add it.')
      if (char === '/') {
        this.#at++
        continue
      }
      const attribute = this.#attribute(tag)
      if (attributes.some((other) => other.name === attribute.name)) {
        this.#fail(
          attribute.offset,
          `The attribute ${attribute.name} is written twice.`,
          'Remove one.',
        )
      }
      attributes.push(attribute)
    }
  }

  #attribute(tag: string): AttributeNode {
    const offset = this.#at
    const name = this.#match(attributeName)
    if (this.#source[this.#at] === SLOT || name === '') {
      if (this.#source[this.#at] === SLOT) {
        this.#failSlot(
          name === '' ? `the tag <${tag}> without an attribute name` : 'an attribute name',
          'Write name=${value}, or ?name=${flag} for one that comes and goes.',
        )
      }
      this.#fail(
        offset,
        `Unexpected ${this.#source[this.#at]} in <${tag}>.`,
        'Quote attribute values.',
      )
    }
    this.#match(space)
    if (this.#source[this.#at] !== '=') return { name, parts: null, value: this.#value, offset }
    this.#at++
    this.#match(space)
    const value = this.#value
    return { name, parts: this.#attributeValue(name), value, offset }
  }

  #attributeValue(name: string): string[] {
    const quote = this.#source[this.#at]
    const start = this.#at
    let text: string
    if (quote === '"' || quote === "'") {
      this.#at++
      text = this.#until(quote === '"' ? /"/g : /'/g)
      if (this.#at >= this.#source.length)
        this.#fail(start, `The value of ${name} has no closing ${quote}.`, 'Add it.')
      this.#at++
    } else {
      // A value alone may be followed by />; other text would swallow the slash, as in a browser.
      text = this.#until(quote === SLOT ? /[\s/>]/g : /[\s>]/g)
    }
    const parts = text.split(SLOT)
    this.#value += parts.length - 1
    return parts
  }

  #rawText(element: ElementNode): void {
    const end = new RegExp(`</${element.name}\\s*>`, 'gi')
    end.lastIndex = this.#at
    const match = end.exec(this.#source)
    if (match === null) {
      this.#fail(element.offset, `<${element.name}> is never closed.`, `Write </${element.name}>.`)
    }
    const parts = this.#source.slice(this.#at, match.index).split(SLOT)
    const fix = rawElements[element.name]
    if (parts.length > 1 && fix !== undefined) this.#failSlot(`<${element.name}>`, fix)
    if (parts.length > 1) element.text = { parts, value: this.#value }
    else if (parts[0] !== '') element.children = [{ type: 'text', text: parts[0]! }]
    this.#value += parts.length - 1
    this.#at = end.lastIndex
  }

  #comment(): void {
    const end = this.#source.indexOf('-->', this.#at + 4)
    if (end < 0) this.#fail(this.#at, 'A comment is never closed.', 'Write -->.')
    if (this.#source.slice(this.#at, end).includes(SLOT)) {
      this.#failSlot('a comment', 'Take the value out, or comment it out in TypeScript.')
    }
    this.#at = end + 3
  }

  /** Text up to the next match of a global pattern, or to the end. */
  #until(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const start = this.#at
    this.#at = pattern.exec(this.#source)?.index ?? this.#source.length
    return this.#source.slice(start, this.#at)
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const text = pattern.exec(this.#source)?.[0] ?? ''
    this.#at += text.length
    return text
  }

  #fail(offset: number, what: string, fix: string): never {
    const site = this.#site
    const place = describePlace(this.#source, offset, site)
    throw fail('E_TEMPLATE_SYNTAX', place, what, inWordsOf(site, fix))
  }

  #failSlot(place: string, fix: string): never {
    const where = describePlace(this.#source, this.#at, this.#site)
    throw fail('E_SLOT_PLACE', where, place, inWordsOf(this.#site, fix))
  }
}
