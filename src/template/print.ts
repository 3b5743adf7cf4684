/**
 * A block to HTML for the first page: the only time the server writes HTML. Printing also evaluates
 * lists, so that the printed tree can be compared with the next one.
 */
import { noteOrigin } from '../base/origin.ts'
import { BLOCK_END, BLOCK_START } from '../wire/frames.ts'
import { ByteWriter } from './byte-writer.ts'
import { withoutBound } from './bound-fields.ts'
import { chooseOptions } from './chosen-options.ts'
import { CHILD_MARK } from './compile.ts'
import { SlotKind } from './slot.ts'
import type { Chunk } from './chunk.ts'
import type { Slot } from './slot.ts'
import { List } from './each.ts'
import { POST_MARK, postAttributes } from './form-post.ts'
import type { Post, PostTarget } from './form-post.ts'
import { noteNested } from './nested-block.ts'
import type { NestedBlock } from './nested-block.ts'
import { Block } from './html.ts'
import { Memo } from './memo.ts'
import { Printed } from './printed.ts'
import { Raw } from './raw.ts'
import type { PrintedRow } from './row-cache.ts'
import { StreamReads, StreamList } from './stream-list.ts'
import { templateOf } from './template.ts'
import type { Template } from './template.ts'
import { RenderedText, TextStream } from './text-stream.ts'
import { attributeText, checkedRaw, childText, joinedText, propertyValue } from './values.ts'

const OPEN = `<!--${BLOCK_START}-->`
const CLOSE = `<!--${BLOCK_END}-->`

/**
 * Prints a block with the marks by which the browser finds its slots.
 * @param posts where forms and buttons are posted without a script; default: nowhere.
 * @throws LiveError for values that can't stand where they do, E_NOT_EVENT, E_EACH_….
 */
export function print(block: Block, posts?: PostTarget): Printed {
  const printer = new Printer(true, false, posts)
  printer.block(block)
  return printer.finish()
}

/**
 * Prints a block that may have to be printed again, since those inside are not ready: rows of streams are
 * there until {@link Printed.keepRows}.
 */
export function printDraft(block: Block, posts?: PostTarget): Printed {
  const printer = new Printer(true, false, posts)
  printer.block(block)
  return printer.draft()
}

/** Prints a block that other browsers show already: its rows keep their ids. */
export function printAgain(block: Block, posts?: PostTarget): Printed {
  const printer = new Printer(true, true, posts)
  printer.block(block)
  return printer.finish()
}

/** Prints a block without marks: for layouts and other HTML that no browser patches. */
export function printStatic(block: Block): Uint8Array<ArrayBuffer> {
  const printer = new Printer(false, false)
  printer.block(block)
  const printed = printer.finish()
  const bytes = printed.bytes.slice()
  printed.release()
  return bytes
}

/**
 * Prints a block without marks, as a text, with the DOM events that it listens to. No render follows
 * that could decide what its fields show: they belong to who types.
 * @param posts where forms of handlers are posted without a script; default: nowhere.
 */
export function printText(block: Block, posts?: PostTarget): Pick<Printed, 'html' | 'events'> {
  const printer = new Printer(false, false, posts)
  printer.block(block)
  const printed = printer.finish()
  const { html, events } = printed
  printed.release()
  return { html: withoutBound(html), events }
}

/**
 * Rows of longer lists are printed without what posts their forms and buttons: it would be a third of the
 * page, for the few browsers that run no script.
 */
const POSTED_ROWS = 100

class Printer {
  readonly #out = new ByteWriter()
  readonly #events = new Set<string>()
  readonly #marks: boolean
  readonly #again: boolean
  #renamed = false
  #chooses = false
  #last: Template | null = null
  #inRow = false
  readonly #lists = new StreamReads()
  readonly #target: PostTarget | undefined
  /** Number of the view or component that is printed. */
  #view: number
  /** How many forms are around the block that is printed. */
  #forms = 0
  /** In a list that is too long for its rows to be posted. */
  #isLong = false
  /** The row that is printed has what only this page may have. */
  #isPersonal = false

  constructor(marks: boolean, again: boolean, target?: PostTarget) {
    this.#marks = marks
    this.#again = again
    this.#target = target
    this.#view = target?.number ?? 0
  }

  finish(): Printed {
    const printed = this.draft()
    printed.keepRows()
    return printed
  }

  draft(): Printed {
    if (this.#chooses) this.#out.rewrite(chooseOptions)
    return new Printed(this.#out, this.#events, this.#lists, this.#renamed)
  }

  block(block: Block): void {
    // Wherever it stands, also as a row or as all of a view.
    if (block.identity !== 0) return this.#nested(block as NestedBlock)
    const template = templateOf(block)
    const out = this.#out
    this.#use(template)
    out.mix(template.alias)
    const { slots } = template
    const chunks = this.#marks ? template.chunks : unmarked(template)
    const { values } = block
    const anchored = this.#marks && !template.single
    if (anchored) out.raw(OPEN)
    // True behind an attribute's value, whose closing quote comes with the next chunk.
    let quoted = false
    const { posts, formSlots } = template
    let posted = 0
    for (let i = 0; i <= slots.length; i++) {
      const chunk = chunks[i]!
      const slot = slots[i]
      const isAttribute =
        slot !== undefined && slot.kind !== SlotKind.CHILD && slot.kind !== SlotKind.TEXT
      const text = isAttribute ? attributeValue(values, template, slot) : null
      let piece: string
      if (text === null) piece = quoted ? chunk.afterValue : chunk.plain
      else piece = quoted ? chunk.betweenValues : chunk.beforeValue
      quoted = text !== null
      if (posts === null) out.raw(piece)
      else posted = this.#posted(piece, posts, posted, values)
      if (slot === undefined) break
      if (isAttribute) {
        out.mix(i)
        if (text === null) continue
        if (slot.kind === SlotKind.EVENT) this.#noteCommands(template, text as string)
        if (typeof text === 'number') out.number(text)
        else out.value(text)
        continue
      }
      const value = values[slot.value]
      if (slot.kind === SlotKind.TEXT) out.value(joinedText(values, template, slot))
      else if (typeof value === 'string') out.value(value)
      else if (typeof value === 'number') out.number(value)
      else if (formSlots === null || !formSlots.has(i)) this.#child(value, values, template, slot)
      else {
        this.#forms++
        this.#child(value, values, template, slot)
        this.#forms--
      }
    }
    if (anchored) out.raw(CLOSE)
  }

  /** Writes static text with the attributes of forms and buttons in it; returns how many there were by then. */
  #posted(piece: string, posts: Post[], first: number, values: unknown[]): number {
    const out = this.#out
    const target = this.#target
    const view = this.#view
    let at = 0
    let i = first
    for (let mark = piece.indexOf(POST_MARK); mark >= 0; mark = piece.indexOf(POST_MARK, at)) {
      out.raw(piece.slice(at, mark))
      at = mark + 1
      const post = posts[i++]!
      const isInForm = post.submits && this.#forms > 0
      if (this.#isLong) {
        out.raw(postAttributes(post, values, view, undefined))
        continue
      }
      this.#isPersonal ||= post.kind === 'form' || isInForm || target === undefined || view !== 0
      if ((this.#marks || (target && post.call)) && !isInForm)
        out.raw(postAttributes(post, values, view, target))
    }
    out.raw(piece.slice(at))
    return i
  }

  /** Notes the events of a template's elements. */
  #use(template: Template): void {
    if (template === this.#last) return
    this.#last = template
    this.#chooses ||= template.chooses
    for (const event of template.events) this.#events.add(event)
  }

  /** The part that runs commands is wanted when one is bound; rows that are kept say so by their template. */
  #noteCommands(template: Template, text: string): void {
    if (text[0] !== '[' || template.events.includes('commands')) return
    template.events.push('commands')
    this.#events.add('commands')
  }

  #child(value: unknown, values: unknown[], template: Template, slot: Slot): void {
    if (value instanceof Block) return this.block(value)
    if (value instanceof List) return this.#list(value)
    if (value instanceof Memo) return this.#child(value.block, values, template, slot)
    if (value instanceof Raw) return this.#raw(checkedRaw(value, template, slot))
    if (value instanceof StreamList) return this.#stream(value)
    if (value instanceof TextStream) {
      return this.#out.value(String((values[slot.value] = value.mark())))
    }
    if (value instanceof RenderedText) return this.#out.value(String(value))
    this.#out.value(String(childText(value, template, slot) ?? ''))
  }

  #list(list: List): void {
    list.evaluate(null)
    if (this.#again && list.ids.length === list.rows.length) {
      this.#renamed ||= !list.isInOrder || (list.ids[0] ?? 0) !== 0
    } else list.nameRows(0)
    this.#out.mix(list.rows.length)
    const outer = this.#isLong
    this.#isLong ||= list.rows.length > POSTED_ROWS
    for (let i = 0; i < list.rows.length; i++) this.#row(list.rows[i]!, i)
    this.#isLong = outer
  }

  #stream(list: StreamList): void {
    const rows = this.#lists.open(list, null)
    const outer = this.#isLong
    this.#isLong ||= rows.size > POSTED_ROWS
    rows.print((row) => this.block(row))
    this.#isLong = outer
  }

  /** Prints a row, or what was printed for an equal one before. */
  #row(row: Block, index: number): void {
    const template = templateOf(row)
    // A part within a part has no digest of its own.
    if (!this.#marks || this.#inRow || row.identity !== 0) return this.block(row)
    const out = this.#out
    const bare = this.#isLong && template.posts !== null
    const printed = template.rows.find(index, row.values, bare)
    if (printed !== undefined) {
      this.#use(template)
      out.raw(this.#rowHtml(printed))
      return out.mix(printed.digest)
    }
    const keeps = template.rows.accepts(row.values)
    this.#inRow = true
    this.#isPersonal = false
    if (keeps) out.hold()
    out.begin()
    this.block(row)
    const digest = out.end()
    if (keeps) {
      const html = out.held()
      const form = bare || template.posts === null ? '' : (this.#target?.form ?? '')
      if (!this.#isPersonal)
        template.rows.keep(index, { values: row.values, html, form, digest, bare })
    }
    this.#inRow = false
  }

  /** A row as it was printed for another page, with the form of this one. */
  #rowHtml({ html, form }: PrintedRow): string {
    const own = form && this.#target?.form
    return own && own !== form ? html.replaceAll(form, own) : html
  }

  /** The host element with what stands in it now. */
  #nested({ strings, number, content }: NestedBlock): void {
    const out = this.#out
    out.mix(number)
    noteNested(number)
    const [open, close] = strings as [string, string]
    out.raw(`${open}${number}">`)
    for (const event of content.events) this.#events.add(event)
    if (content.bytes !== null) out.encoded(content.bytes)
    else if (content.tree !== null) this.#inside(number, content.tree, content.name)
    out.raw(close.slice(2))
  }

  /** A component's tree: what is posted from it is for the component. */
  #inside(number: number, tree: Block, name: string): void {
    const outer = this.#view
    this.#view = number
    try {
      this.block(tree)
    } catch (error) {
      throw noteOrigin(error, name)
    }
    this.#view = outer
  }

  #raw({ html, events }: Raw): void {
    for (const event of events) this.#events.add(event)
    this.#events.add('morph')
    const out = this.#out
    if (this.#marks) out.raw(OPEN)
    if (typeof html === 'string') {
      out.raw(html)
      for (let i = 0; i < html.length; i++) out.mix(html.charCodeAt(i))
    } else for (const piece of html) out.encoded(piece)
    if (this.#marks) out.raw(CLOSE)
  }
}

/** A template's chunks without the comments that mark child slots. */
function unmarked(template: Template): Chunk[] {
  return (template.unmarked ??= template.chunks.map((chunk) => ({
    plain: withoutMarks(chunk.plain),
    beforeValue: withoutMarks(chunk.beforeValue),
    afterValue: withoutMarks(chunk.afterValue),
    betweenValues: withoutMarks(chunk.betweenValues),
  })))
}

function withoutMarks(text: string): string {
  return text.replaceAll(CHILD_MARK, '')
}

/** What stands between the quotes of an attribute, unescaped; null when it is absent. */
function attributeValue(values: unknown[], template: Template, slot: Slot): string | number | null {
  if (slot.kind === SlotKind.BOOLEAN) return values[slot.value] ? '' : null
  if (slot.kind === SlotKind.PROPERTY) {
    const value = propertyValue(values[slot.value], template, slot)
    if (slot.printed?.later) return value === null ? null : JSON.stringify([slot.name, value])
    if (slot.name.startsWith('aria')) return value === null ? null : String(value)
    if (value === null || value === false) return null
    return value === true ? '' : String(value)
  }
  return attributeText(values, template, slot)
}
