/**
 * Two renders of a view to what the browser must change. Pure, but that evaluated lists and memoised
 * blocks are put into the new tree, which takes the old one's place afterwards.
 *
 *     diff(html`<b class=${'x'}>${1}</b>`, html`<b class=${'x'}>${2}</b>`)  →  [alias, 1, 2]
 *
 * docs/protocol.md lists the shapes of patches.
 */
import type { Json } from '../wire/frames.ts'
import { Call } from './binding.ts'
import { decodeText } from './byte-writer.ts'
import { SlotKind } from './compile.ts'
import type { Slot } from './compile.ts'
import { List } from './each.ts'
import { Block } from './html.ts'
import { diffList } from './list-diff.ts'
import type { RowDiffer } from './list-diff.ts'
import { Memo } from './memo.ts'
import { Raw } from './raw.ts'
import { sameTemplate, templateOf } from './template.ts'
import type { Template } from './template.ts'
import { attributeText, childText, joinedText, propertyValue } from './values.ts'

/** Is told every template that a patch mentions, so that the browser gets its definition first. */
export interface TemplateSink {
  add(template: Template): void
}

/** Nothing changed. */
export const SAME = undefined

/** Compares renders of one view. Collects the templates its patches mention. */
export class Differ implements RowDiffer {
  readonly #sink: TemplateSink

  constructor(sink: TemplateSink) {
    this.#sink = sink
  }

  /** The patch that turns one render into the next, or {@link SAME}. */
  diff(before: Block, after: Block): Json | typeof SAME {
    return sameTemplate(before, after) ? this.patch(before, after) : this.whole(after)
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
    const { slots } = template
    const { values } = block
    const whole: Json[] = [-template.alias]
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      whole.push(
        slot.kind === SlotKind.CHILD
          ? this.#wholeChild(values[slot.value], template, slot)
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
    if (b instanceof Block) return a instanceof Block ? this.diff(a, b) : this.whole(b)
    if (b instanceof List) return a instanceof List ? diffList(a, b, this) : this.#wholeList(b)
    if (b instanceof Memo) {
      if (!(a instanceof Memo)) return this.whole(b.block)
      if (!b.same(a)) return this.diff(a.block, b.block)
      values[slot.value] = a
      return SAME
    }
    if (b instanceof Raw) return a instanceof Raw && a.html === b.html ? SAME : rawHtml(b)
    return childText(b, template, slot)
  }

  #wholeChild(value: unknown, template: Template, slot: Slot): Json {
    if (value instanceof Block) return this.whole(value)
    if (value instanceof List) return this.#wholeList(value)
    if (value instanceof Memo) return this.whole(value.block)
    if (value instanceof Raw) return rawHtml(value)
    return childText(value, template, slot)
  }

  /** `[null, firstId, row…]`: a list the browser has not. */
  #wholeList(list: List): Json[] {
    list.evaluate(null)
    list.nameRows(list.nextId)
    const whole: Json[] = [null, list.ids[0] ?? list.nextId]
    for (const row of list.rows) whole.push(this.whole(row))
    return whole
  }
}

function rawHtml({ html }: Raw): Json[] {
  return [typeof html === 'string' ? html : html.map(decodeText).join('')]
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
