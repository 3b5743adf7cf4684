/**
 * Two renders of a view to what the browser must change. Pure, but that evaluated lists and memoised
 * blocks are put into the new tree, which takes the old one's place afterwards.
 *
 *     diff(html`<b class=${'x'}>${1}</b>`, html`<b class=${'x'}>${2}</b>`)  →  [alias, 1, 2]
 *
 * docs/protocol.md lists the shapes of patches.
 */
import { APPEND } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { Call } from './binding.ts'
import { decodeText } from './byte-writer.ts'
import { SlotKind } from './slot.ts'
import type { Slot } from './slot.ts'
import { List } from './each.ts'
import { noteNested } from './nested-block.ts'
import type { NestedBlock } from './nested-block.ts'
import { Block } from './html.ts'
import { diffList } from './list-diff.ts'
import type { RowDiffer } from './list-diff.ts'
import { Memo } from './memo.ts'
import { Raw } from './raw.ts'
import { StreamReads, StreamList } from './stream-list.ts'
import type { SentTurn } from './stream-list.ts'
import { sameTemplate, templateOf } from './template.ts'
import type { Template } from './template.ts'
import { RenderedText, TextStream } from './text-stream.ts'
import { attributeText, checkedRaw, childText, joinedText, propertyValue } from './values.ts'

/** Is told every template that a patch mentions, so that the browser gets its definition first. */
export interface TemplateSink {
  /** Where rows are kept until the browser has them: see window/commit-gate.ts. */
  readonly gate?: { readonly turn: SentTurn } | null
  add(template: Template): void
}

/** Nothing changed. */
export const SAME = undefined

/** Compares renders of one view. Collects the templates its patches mention. */
export class Differ implements RowDiffer {
  readonly #sink: TemplateSink
  /** The lists that this comparison reads whose rows are forgotten afterwards. */
  #lists: StreamReads | null = null
  /** The browser may have rows of such lists: `whole` names them. */
  #again = false
  /** Other browsers have the same rows: they keep their names. */
  #shared = false

  constructor(sink: TemplateSink) {
    this.#sink = sink
  }

  /** The patch that turns one render into the next, or {@link SAME}. */
  diff(before: Block, after: Block): Json | typeof SAME {
    return this.#settle(() => this.#diff(before, after))
  }

  /**
   * All values of a render, for a browser whose page is not what it should be.
   * @param before what the page was made from; null: the browser has nothing of this view.
   */
  all(before: Block | null, after: Block): Json[] {
    return this.#settle(() => {
      // The comparison moves rows that are forgotten from one render to the next.
      if (before !== null) this.#diff(before, after)
      this.#again = before !== null
      return this.whole(after)
    })
  }

  /** Rows of append lists were read: only the page has them. */
  get hasAppended(): boolean {
    return this.#lists?.hasAppended ?? false
  }

  /** Lists whose rows are forgotten keep what a comparison did only when all of it went well. */
  #settle<T>(compare: () => T): T {
    let kept = false
    try {
      const result = compare()
      kept = true
      return result
    } finally {
      this.#lists?.settle(kept, this.#sink.gate?.turn)
      this.#again = false
    }
  }

  #diff(before: Block, after: Block): Json | typeof SAME {
    return sameTemplate(before, after) ? this.patch(before, after) : this.whole(after)
  }

  /** All values of a render that other browsers show already. */
  shared(tree: Block): Json[] {
    this.#shared = true
    return this.whole(tree)
  }

  /** `[alias, slot, value, …]` for two blocks of one template, or {@link SAME}. */
  patch(before: Block, after: Block): Json[] | typeof SAME {
    if (before === after) return SAME
    const old = before.values
    const values = after.values
    let patch: Json[] | undefined
    let template: Template | undefined
    for (let i = 0; i < values.length; i++) {
      const a = old[i]
      const b = values[i]
      if (a === b) continue
      template ??= templateOf(after)
      const index = template.slotOf[i]!
      const slot = template.slots[index]!
      let change: Json | typeof SAME
      if (slot.kind === SlotKind.CHILD) {
        change = this.#child(a, b, values, template, slot)
      } else {
        change = diffInTag(old, values, template, slot)
        // The slot's other values were looked at together with this one.
        i = slot.value + slot.parts.length - 2
      }
      if (change === SAME) continue
      if (patch === undefined) {
        this.#sink.add(template)
        patch = [template.alias]
      }
      patch.push(index, change)
    }
    return patch
  }

  /** `[-alias, value…]`: a block the browser has not. */
  whole(block: Block): Json[] {
    const template = templateOf(block)
    this.#sink.add(template)
    if (block.identity !== 0) {
      noteNested(block.identity)
      if (!this.#shared) (block as NestedBlock).content.renew()
    }
    const { slots } = template
    const { values } = block
    const whole: Json[] = [-template.alias]
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      whole.push(
        slot.kind === SlotKind.CHILD
          ? this.#wholeChild(values[slot.value], values, template, slot)
          : inTagValue(values, template, slot),
      )
    }
    return whole
  }

  #child(
    a: unknown,
    b: unknown,
    values: unknown[],
    template: Template,
    slot: Slot,
  ): Json | typeof SAME {
    if (typeof b !== 'object' || b === null) {
      const text = childText(b, template, slot)
      return isPrimitive(a) && childText(a, template, slot) === text ? SAME : text
    }
    if (b instanceof Block) return a instanceof Block ? this.#diff(a, b) : this.whole(b)
    if (b instanceof List) return a instanceof List ? diffList(a, b, this) : this.#wholeList(b)
    if (b instanceof Memo) {
      if (!(a instanceof Memo)) return this.whole(b.block)
      if (!b.same(a)) return this.#diff(a.block, b.block)
      values[slot.value] = a
      return SAME
    }
    if (b instanceof Raw) {
      if (a instanceof Raw && a.html === b.html) return SAME
      return rawHtml(checkedRaw(b, template, slot))
    }
    if (b instanceof StreamList) return this.#rows(b, a instanceof StreamList ? a : null)
    if (b instanceof TextStream) return grown(a, (values[slot.value] = b.mark()))
    return childText(b, template, slot)
  }

  #wholeChild(value: unknown, values: unknown[], template: Template, slot: Slot): Json {
    if (value instanceof Block) return this.whole(value)
    if (value instanceof List) return this.#wholeList(value)
    if (value instanceof Memo) return this.whole(value.block)
    if (value instanceof Raw) return rawHtml(checkedRaw(value, template, slot))
    if (value instanceof StreamList) return this.#wholeRows(value)
    if (value instanceof TextStream) return wholeText((values[slot.value] = value.mark()))
    if (value instanceof RenderedText) return wholeText(value)
    return childText(value, template, slot)
  }

  #rows(list: StreamList, shown: StreamList | null): Json | typeof SAME {
    return (this.#lists ??= new StreamReads()).open(list, shown).patch(this)
  }

  #wholeRows(list: StreamList): Json {
    // What a tree shows again unchanged was opened by an earlier render.
    if (this.#again && list.rows !== null) return list.rows.whole(this)
    return (this.#lists ??= new StreamReads()).open(list, null).whole(this)
  }

  /** `[null, firstId, row…]`: a list the browser has not. */
  #wholeList(list: List): Json[] {
    list.evaluate(null)
    const isNamed = list.ids.length === list.rows.length
    if (!this.#shared || !isNamed) list.nameRows(list.nextId)
    const names = list.isInOrder ? (list.ids[0] ?? list.nextId) : list.ids
    const whole: Json[] = [null, names]
    for (const row of list.rows) whole.push(this.whole(row))
    return whole
  }
}

function rawHtml({ html }: Raw): Json[] {
  return [typeof html === 'string' ? html : html.map(decodeText).join('')]
}

function wholeText(text: RenderedText): Json {
  return String(text) || null
}

/** `{"+": "text"}` where text was added; all of it where it is another one. */
function grown(shown: unknown, text: RenderedText): Json | typeof SAME {
  const added = shown instanceof RenderedText ? text.since(shown) : undefined
  if (added === undefined) return wholeText(text)
  return added === '' ? SAME : { [APPEND]: added }
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

function diffInTag(
  old: unknown[],
  values: unknown[],
  template: Template,
  slot: Slot,
): Json | typeof SAME {
  if (slot.kind === SlotKind.EVENT) {
    const a = old[slot.value]
    if (a instanceof Call && a.same(values[slot.value])) return SAME
  }
  const change = inTagValue(values, template, slot)
  return change === inTagValue(old, template, slot) ? SAME : change
}

function inTagValue(
  values: unknown[],
  template: Template,
  slot: Slot,
): string | number | boolean | null {
  switch (slot.kind) {
    case SlotKind.BOOLEAN:
      return values[slot.value] ? 1 : 0
    case SlotKind.PROPERTY:
      return propertyValue(values[slot.value], template, slot)
    case SlotKind.TEXT:
      return joinedText(values, template, slot)
    default:
      return attributeText(values, template, slot)
  }
}
