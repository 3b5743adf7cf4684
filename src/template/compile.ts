/**
 * A parsed tree to what the rest needs: text to print around the slots, the slots, and the browser's
 * copy. Pure. For html`<li class=${a}>Hi ${b}</li>`:
 *
 *     chunks  '<li', '>Hi <!>', '</li>'
 *     slots   [attribute class, child]
 *     markup  '<li $="1">Hi <!></li>'
 */
import { fail } from '../base/errors.ts'
import { isAddressAttribute } from '../base/address.ts'
import { isEventAttribute, partOf } from '../wire/reserved.ts'
import { SlotMark } from '../wire/frames.ts'
import { suggestAttribute } from '../wire/suggest.ts'
import { makeChunk } from './chunk.ts'
import { isButtonLink } from './button-link.ts'
import { isUsersText } from './editable.ts'
import type { Chunk } from './chunk.ts'
import { decodeQuotes } from './entities.ts'
import { POST_MARK, postOf } from './form-post.ts'
import type { Post } from './form-post.ts'
import { idleReason } from './idle-attributes.ts'
import { mode } from './mode.ts'
import type { AttributeNode, ElementNode, Node } from './parse.ts'
import { describePlace, inWordsOf } from './source-location.ts'
import type { Site } from './source-location.ts'
import { attributeOf, printedAs } from './properties.ts'
import { isBinding, refusedSlot } from './refused-slots.ts'
import { SlotKind } from './slot.ts'
import type { Slot } from './slot.ts'
import { tidy } from './white-space.ts'

export interface Compiled {
  chunks: Chunk[]
  slots: Slot[]
  slotOf: number[]
  single: boolean
  markup: string
  events: string[]
  /** A <select> has a value: its options are marked when the page is printed. */
  chooses: boolean
  /** Forms and buttons that can be posted without a script, in the order of their marks; null: none. */
  posts: Post[] | null
  /** Child slots inside a form, by their index; null: none. */
  formSlots: ReadonlySet<number> | null
  /** The template as HTML for the development check, line for line as written. */
  probe: string
}

const formFields = new Set(['input', 'select', 'textarea', 'option'])
const valueNames = new Set(['value', 'checked', 'selected'])
/** Stands where a child slot begins, unless the slot is all of its element's content. */
export const CHILD_MARK = '<!>'

/** @param exact white space stays as it is written. */
export function compile(
  nodes: Node[],
  source: string,
  site: Site,
  exact: boolean = false,
): Compiled {
  const writer = new Writer(source, site, exact)
  const roots = tidy(nodes, null, { pre: exact })
  writer.children(roots, null)
  return {
    ...writer.result(),
    single: roots.length === 1 && roots[0]!.type === 'element',
    probe: probe(source),
  }
}

/** Writes a tree twice: in chunks for printing and as markup for the browser. */
class Writer {
  readonly #source: string
  readonly #site: Site
  readonly #chunks: string[] = []
  readonly #slots: Slot[] = []
  readonly #events = new Set<string>()
  readonly #posts: Post[] = []
  readonly #formSlots = new Set<number>()
  /** How many forms are around what is written. */
  #forms = 0
  #chunk = ''
  #markup = ''
  readonly #exact: boolean
  #pre: boolean

  /** @param exact white space stays as it is written. */
  constructor(source: string, site: Site, exact: boolean) {
    this.#source = source
    this.#site = site
    this.#exact = exact
    this.#pre = exact
  }

  result(): Omit<Compiled, 'single' | 'probe'> {
    const slotOf: number[] = []
    this.#slots.forEach((slot, i) => {
      const values = slot.kind === SlotKind.CHILD ? 1 : slot.parts.length - 1
      for (let k = 0; k < values; k++) slotOf[slot.value + k] = i
    })
    return {
      chunks: [...this.#chunks, this.#chunk].map((text, i) =>
        makeChunk(text, this.#slots[i]?.printed?.name ?? this.#slots[i]?.name),
      ),
      slots: this.#slots,
      slotOf,
      markup: this.#markup,
      events: [...this.#events],
      chooses: this.#slots.some((slot) => slot.chooses),
      posts: this.#posts.length > 0 ? this.#posts : null,
      formSlots: this.#formSlots.size > 0 ? this.#formSlots : null,
    }
  }

  children(nodes: Node[], parent: ElementNode | null): void {
    for (const node of nodes) {
      if (node.type === 'text') this.#both(node.text)
      else if (node.type === 'element') this.#element(node)
      else this.#child(node.value, node.offset, parent !== null && nodes.length === 1)
    }
  }

  #child(value: number, offset: number, alone: boolean): void {
    this.#markup += CHILD_MARK
    if (!alone) this.#chunk += CHILD_MARK
    if (this.#forms > 0) this.#formSlots.add(this.#slots.length)
    this.#slot({
      kind: SlotKind.CHILD,
      name: '',
      value,
      parts: [],
      address: false,
      whole: false,
      mark: '',
      offset,
    })
  }

  #element(element: ElementNode): void {
    const { name } = element
    this.#both(`<${name}`)
    this.#attributes(element, this.#notePost(element))
    this.#both(element.empty ? '/>' : '>')
    if (element.empty) return
    if (name === 'form') this.#forms++
    const outer = this.#pre
    const isPre = name === 'pre' || name === 'textarea'
    this.#pre ||= isPre
    // A browser drops one line break right after these tags; this one shields the value's own.
    const { text } = element
    const valueFirst = text
      ? !this.#exact || text.parts[0] === ''
      : element.children[0]?.type === 'child'
    if (isPre && valueFirst) this.#chunk += '\n'
    if (element.text !== null) this.#text(element)
    else this.children(tidy(element.children, name, { pre: this.#pre }), element)
    this.#pre = outer
    if (name === 'form') this.#forms--
    this.#both(`</${name}>`)
  }

  #text(element: ElementNode): void {
    const { parts, value } = element.text!
    const { offset } = element
    const kind = SlotKind.TEXT
    this.#slot({
      kind,
      name: '',
      value,
      parts,
      address: false,
      whole: false,
      mark: SlotMark.TEXT,
      offset,
    })
  }

  /** Marks the place for the attributes by which an element is posted without a script. */
  #notePost(element: ElementNode): Post | undefined {
    const post = postOf(element)
    // A button of a form submits it, and that is posted.
    if (post === undefined || (post.submits && this.#forms > 0)) return undefined
    this.#posts.push(post)
    this.#chunk += POST_MARK
    return post
  }

  #attributes(element: ElementNode, post: Post | undefined): void {
    const dynamic = element.attributes.filter((attribute) => (attribute.parts?.length ?? 0) > 1)
    const count = dynamic.length + (element.text === null ? 0 : 1)
    if (count > 0) this.#markup += ` $="${count}"`
    const bindsValue = dynamic.some((a) => decidesValue(element, a.name.replace(/^[?.]/, '')))
    if (formFields.has(element.name) && (bindsValue || element.text !== null)) {
      this.#both(' live-bound')
    }
    if (dynamic.some(({ name }) => name[0] === '.' && !attributeOf(element.name, name.slice(1)))) {
      this.#chunk += ' live-props'
      this.#events.add('props')
    }
    for (const attribute of element.attributes) {
      const name = attribute.name.replace(/^@/, 'live-')
      if (name.startsWith('live-')) this.#noteEvent(element, name, attribute)
      if ((attribute.parts?.length ?? 0) > 1) this.#dynamic(element, attribute, name)
      // A button of this type is never posted; the form that it is of is no longer there with a script.
      else if (post?.kind === 'button' && name === 'type') this.#markup += ` type="button"`
      else this.#static(attribute, name)
    }
    if (isButtonLink(element)) this.#both(' live-prevent="click"')
    if (isUsersText(element)) this.#both(' live-ignore')
  }

  #noteEvent(element: ElementNode, name: string, attribute: AttributeNode): void {
    const argument = name.slice('live-value-'.length)
    if (name.startsWith('live-value-') && /[A-Z]/.test(argument)) {
      const small = `live-value-${argument.toLowerCase()}`
      const problem = `${name} reaches the event as ${argument.toLowerCase()}: HTML knows no capitals.`
      const fix = `Write @click=\${call(this.method, { ${argument}: … })}, or ${small}.`
      this.#fail('E_TEMPLATE_SYNTAX', attribute, problem, fix)
    }
    const meant = mode.development ? suggestAttribute(name) : undefined
    if (meant !== undefined) {
      this.#fail(
        'E_TEMPLATE_SYNTAX',
        attribute,
        `No attribute ${attribute.name} exists.`,
        `Did you mean ${attribute.name.startsWith('@') ? meant.replace(/^live-/, '@') : meant}?`,
      )
    }
    const idle = mode.development ? idleReason(element, name) : undefined
    if (idle) mode.warn(`${idle}\n${describePlace(this.#source, attribute.offset, this.#site)}`)
    const bare = name.slice(5)
    if (isEventAttribute(name) || partOf(bare)) this.#events.add(bare)
    // Loads what recovers a form, where nothing can be loaded any more, and lets it submit once at a time.
    if (/submit|change|input/.test(bare)) this.#events.add('recover')
    if (attribute.parts?.[0]?.startsWith('[')) this.#events.add('commands')
  }

  #static(attribute: AttributeNode, name: string): void {
    const sigil = attribute.name[0]!
    if ('@?.'.includes(sigil)) {
      const fix = `Write ${attribute.name}=\${…}.`
      this.#fail('E_TEMPLATE_SYNTAX', attribute, `${attribute.name} has no value.`, fix)
    }
    const text = attribute.parts?.[0]
    this.#both(text === undefined ? ` ${name}` : ` ${name}="${text.replaceAll('"', '&#34;')}"`)
  }

  #dynamic(element: ElementNode, attribute: AttributeNode, name: string): void {
    const parts = attribute.parts!
    const sigil = attribute.name[0]!
    const bare = '?.'.includes(sigil) ? attribute.name.slice(1) : name
    const whole = parts.length === 2 && parts[0] === '' && parts[1] === ''
    if ('@?.'.includes(sigil) && !whole) {
      this.#fail(
        'E_TEMPLATE_SYNTAX',
        attribute,
        `${attribute.name} takes one value alone.`,
        `Write ${attribute.name}=\${…}.`,
      )
    }
    if (sigil === '@' && this.#exact) {
      const fix = `Write ${attribute.name}=\${…}.`
      this.#fail('E_TEMPLATE_SYNTAX', attribute, `${attribute.name} is for literals.`, fix)
    }
    const refused = refusedSlot(element, bare)
    if (refused !== undefined) this.#fail('E_SLOT_PLACE', attribute, ...refused)
    const names = sigil !== '@' && isBinding(bare)
    this.#slot({
      kind: kindOf(attribute.name),
      name: bare,
      value: attribute.value,
      parts: sigil === '@' ? ['', ''] : parts.map(decodeQuotes),
      address: isAddressAttribute(bare),
      whole: whole && !isAddressAttribute(bare) && !names,
      mark: ('?.'.includes(sigil) ? sigil : '') + bare,
      offset: attribute.offset,
      ...(sigil === '.' ? { printed: printedAs(element.name, bare, this.#slots.length) } : {}),
      ...(names ? { names } : {}),
      ...(bare === 'value' && element.name === 'select' ? { chooses: true } : {}),
    })
  }

  #slot(slot: Slot): void {
    this.#slots.push(slot)
    this.#chunks.push(this.#chunk)
    this.#chunk = ''
  }

  #both(text: string): void {
    this.#chunk += text.replaceAll(POST_MARK, '')
    this.#markup += text
  }

  #fail(
    code: 'E_TEMPLATE_SYNTAX' | 'E_SLOT_PLACE',
    at: AttributeNode,
    what: string,
    fix: string,
  ): never {
    const site = this.#site
    throw fail(code, describePlace(this.#source, at.offset, site), what, inWordsOf(site, fix))
  }
}

/** True for an attribute that is what a field shows; the value of a box or an option is what it means. */
function decidesValue({ name, attributes }: ElementNode, attribute: string): boolean {
  if (!valueNames.has(attribute)) return false
  if (attribute !== 'value') return true
  const type = attributes.find((one) => one.name === 'type')?.parts?.[0]
  return name !== 'option' && !/^(checkbox|radio)$/i.test(type ?? '')
}

function kindOf(name: string): Slot['kind'] {
  if (name.startsWith('@')) return SlotKind.EVENT
  if (name.startsWith('?')) return SlotKind.BOOLEAN
  return name.startsWith('.') ? SlotKind.PROPERTY : SlotKind.ATTRIBUTE
}

/** HTML for the development check: as written, with harmless things at the slots. */
function probe(source: string): string {
  return source.replace(/=(\s*)\0/g, '=$1"x"').replaceAll('\0', '')
}
