/**
 * A block to HTML for the first page: the only time the server writes HTML. Printing also evaluates
 * lists, so that the printed tree can be compared with the next one.
 */
import { escapeHtml } from '../base/escape.ts'
import { BLOCK_END, BLOCK_START } from '../wire/frames.ts'
import { CHILD_MARK, SlotKind } from './compile.ts'
import type { Slot } from './compile.ts'
import { List } from './each.ts'
import { Block } from './html.ts'
import { Memo } from './memo.ts'
import { Raw } from './raw.ts'
import { templateOf } from './template.ts'
import type { Template } from './template.ts'
import { attributeText, childText, joinedText, propertyValue } from './values.ts'

const OPEN = `<!--${BLOCK_START}-->`
const CLOSE = `<!--${BLOCK_END}-->`

/** What the printed templates need from the browser. */
export interface Printed {
  html: string
  /** Names of DOM events that printed elements listen to. */
  events: Set<string>
}

/**
 * Prints a block with the marks by which the browser finds its slots.
 * @throws LiveError for values that can't stand where they do, E_NOT_EVENT, E_EACH_….
 */
export function print(block: Block): Printed {
  const events = new Set<string>()
  return { html: new Printer(events).block(block), events }
}

class Printer {
  readonly #events: Set<string>
  #last: Template | null = null

  constructor(events: Set<string>) {
    this.#events = events
  }

  block(block: Block): string {
    const template = templateOf(block)
    if (template !== this.#last) {
      this.#last = template
      for (const event of template.events) this.#events.add(event)
    }
    const { chunks, slots } = template
    const { values } = block
    let out = template.single ? chunks[0]! : OPEN + chunks[0]!
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i]!
      out +=
        slot.kind === SlotKind.CHILD
          ? this.#child(values, template, slot)
          : inTag(values, template, slot)
      out += chunks[i + 1]!
    }
    return template.single ? out : out + CLOSE
  }

  #child(values: unknown[], template: Template, slot: Slot): string {
    const value = values[slot.value]
    if (typeof value === 'string') return escapeHtml(value)
    if (typeof value === 'number') return String(value)
    if (value instanceof Block) return this.block(value)
    if (value instanceof List) return this.#list(value)
    if (value instanceof Memo) return this.block(value.block)
    if (value instanceof Raw) return OPEN + value.html + CLOSE
    return String(childText(value, template, slot) ?? '')
  }

  #list(list: List): string {
    list.evaluate(null)
    list.nameRows(0)
    let out = ''
    for (const row of list.rows) out += this.block(row)
    return out
  }
}

/** Prints what stands inside a tag, or a text area's text. */
function inTag(values: unknown[], template: Template, slot: Slot): string {
  switch (slot.kind) {
    case SlotKind.TEXT:
      return escapeHtml(joinedText(values, template, slot))
    case SlotKind.BOOLEAN:
      return values[slot.value] ? ` ${slot.name}=""` : ''
    case SlotKind.PROPERTY: {
      const value = propertyValue(values[slot.value], template, slot)
      if (value === null || value === false) return ''
      return value === true ? ` ${slot.name}=""` : attribute(slot.name, value)
    }
    default: {
      const text = attributeText(values, template, slot)
      return text === null ? '' : attribute(slot.name, text)
    }
  }
}

function attribute(name: string, value: string | number): string {
  return ` ${name}="${typeof value === 'number' ? value : escapeHtml(value)}"`
}

/** Prints a block without marks: for layouts and other HTML that no browser patches. */
export function printStatic(block: Block): string {
  const template = templateOf(block)
  const chunks = template.chunks.map((chunk) => chunk.replaceAll(CHILD_MARK, ''))
  let out = chunks[0]!
  template.slots.forEach((slot, i) => {
    const value = block.values[slot.value]
    if (slot.kind !== SlotKind.CHILD) out += inTag(block.values, template, slot)
    else if (value instanceof Block) out += printStatic(value)
    else if (value instanceof Raw) out += value.html
    else if (value instanceof Memo) out += printStatic(value.block)
    else if (value instanceof List) {
      value.evaluate(null)
      out += value.rows.map(printStatic).join('')
    } else out += escapeHtml(String(childText(value, template, slot) ?? ''))
    out += chunks[i + 1]!
  })
  return out
}
