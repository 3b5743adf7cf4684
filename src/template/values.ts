/**
 * A slot's value as what is written into the page, shared by printing and diffing so that both always
 * agree.
 */
import { describe, fail, LiveError } from '../base/errors.ts'
import { safeAddress } from '../base/address.ts'
import { bindingText, notEvent } from './binding.ts'
import { mode } from './mode.ts'
import { SlotKind } from './slot.ts'
import type { Slot } from './slot.ts'
import { describePlace } from './source-location.ts'
import type { Raw } from './raw.ts'
import type { Template } from './template.ts'

/**
 * Trusted HTML, in development compared with what a browser makes of it.
 * @throws LiveError E_TEMPLATE_HTML for a tag too many or too few.
 */
export function checkedRaw(value: Raw, template: Template, slot: Slot): Raw {
  const { html } = value
  const found = typeof html === 'string' ? mode.checkFragment?.(html) : undefined
  if (found === undefined) return value
  const place = describePlace(template.source, slot.offset, template.site)
  const from = Math.max(0, found.offset - 40)
  const near = (html as string).slice(from, found.offset + 40)
  throw fail(
    'E_TEMPLATE_HTML',
    place,
    `raw(…) gets HTML with a fault: ${found.problem}`,
    `${found.fix} It stands near ${JSON.stringify(near)}.`,
  )
}

/** The text of a primitive child value; null for nothing (null, undefined, true, false, ""). */
export function childText(value: unknown, template: Template, slot: Slot): string | number | null {
  switch (typeof value) {
    case 'string':
      return value === '' ? null : value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return String(value)
    case 'boolean':
    case 'undefined':
      return null
    default:
      if (value === null) return null
      throw refuse(value, template, slot)
  }
}

/** The text of an attribute slot; null when the attribute is to be absent. */
export function attributeText(
  values: unknown[],
  template: Template,
  slot: Slot,
): string | number | null {
  if (slot.whole) {
    const value = values[slot.value]
    if (slot.kind === SlotKind.EVENT) return eventText(value, template, slot)
    if (typeof value === 'string') return value
    return wholeText(value, template, slot)
  }
  const text =
    slot.parts.length === 2 && slot.parts[0] === '' && slot.parts[1] === ''
      ? wholeText(values[slot.value], template, slot)
      : joinedText(values, template, slot)
  if (typeof text !== 'string') return text
  if (slot.names && text[0] === '[') return null
  return slot.address ? safeAddress(text) : text
}

/** @throws LiveError E_NOT_EVENT with the place, also for undefined: a method that was called gives it. */
function eventText(value: unknown, template: Template, slot: Slot): string | null {
  try {
    if (value !== undefined) return bindingText(slot.name, value)
    throw notEvent(slot.name, value)
  } catch (error) {
    if (error instanceof LiveError && error.code === 'E_NOT_EVENT') {
      error.message += `\n  ${describePlace(template.source, slot.offset, template.site)}`
    }
    throw error
  }
}

function wholeText(value: unknown, template: Template, slot: Slot): string | number | null {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') {
    // ARIA states are words: aria-expanded="false" differs from its absence.
    if (slot.name.startsWith('aria-')) return String(value)
    return value ? '' : null
  }
  return value === null || value === undefined ? null : plainText(value, template, slot)
}

/** The text of a slot in which values stand among static text; absent values are left out. */
export function joinedText(values: unknown[], template: Template, slot: Slot): string {
  let text = slot.parts[0]!
  for (let i = 1; i < slot.parts.length; i++) {
    const value = values[slot.value + i - 1]
    const nothing = value === null || value === undefined || value === false || value === true
    text += (nothing ? '' : plainText(value, template, slot)) + slot.parts[i]!
  }
  return text
}

function plainText(value: unknown, template: Template, slot: Slot): string | number {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'bigint') return String(value)
  throw refuse(value, template, slot)
}

/** The value of a property slot as JSON carries it. */
export function propertyValue(
  value: unknown,
  template: Template,
  slot: Slot,
): string | number | boolean | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean') return value
  // What several options of a <select> are chosen by: a line for each.
  if (slot.chooses && Array.isArray(value)) {
    return value.map((one) => `${plainText(one, template, slot)}\n`).join('')
  }
  const text = plainText(value, template, slot)
  return slot.address && typeof text === 'string' ? safeAddress(text) : text
}

const advice: Record<string, string> = {
  Array: 'Write each(items, (item) => item.id, (item) => html`…`) for a list.',
  Date: 'Write date.toISOString() or format it.',
  Promise: 'Await it in mount() or in an event and keep the result in a field.',
  Block: 'Blocks stand only between tags.',
  Stream: 'Write each(this.messages, (message) => html`…`) between tags.',
  TextStream: 'Text that grows stands between tags; elsewhere write String(this.answer).',
}

function refuse(value: unknown, template: Template, slot: Slot): Error {
  const name = (value as object)?.constructor?.name ?? ''
  const fix =
    typeof value === 'function'
      ? 'Call it, or bind it with @click=${this.method}.'
      : (advice[name] ?? 'Write the text you want to show, such as value.name.')
  const place = describePlace(template.source, slot.offset, template.site)
  return fail('E_SLOT_VALUE', place, describe(value), fix)
}
