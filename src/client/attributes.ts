/**
 * Writes one attribute, property or text slot of an element. Elements are shared with users and their
 * scripts, so only what the server changed is touched.
 */
import { SlotMark } from '../wire/frames.ts'
import type { Json } from '../wire/frames.ts'
import { choiceAround, isField, limitsChanged, writeValue } from './fields.ts'
import { doc, unshadowed } from './unshadowed.ts'
import { Desync, swapServerValue } from './foreign-nodes.ts'

/** @param mark a slot's description: `class`, `?disabled`, `.value` or `!`. */
export function writeSlot(element: Element, mark: string, value: Json): void {
  const name = mark.slice(1)
  switch (mark[0]) {
    case SlotMark.TEXT:
      writeText(element, String(value))
      break
    case SlotMark.BOOLEAN:
      writeBoolean(element, name, value === 1)
      break
    case SlotMark.PROPERTY:
      writeProperty(element, name, value)
      break
    default:
      writeAttribute(element, mark, value === null ? null : String(value))
  }
  if (/^[?.]?(m|step|type|value)/.test(mark)) limitsChanged(element)
}

function writeText(element: Element, text: string): void {
  if (isField(element)) writeValue(element, text)
  else if (element.textContent !== text) element.textContent = text
}

/** Attributes that only set a field's first state; the current one is a property. */
const liveBooleans = new Set(['checked', 'selected', 'muted'])

function writeBoolean(element: Element, name: string, on: boolean): void {
  const plain = unshadowed(element)
  const chosen = name === 'selected' && choiceAround(element)
  if (plain.hasAttribute(name) !== on) plain.toggleAttribute(name, on)
  if (chosen) chosen.forEach((was, option) => (option.selected = was))
  else if (liveBooleans.has(name) && name in element) Reflect.set(element, name, on)
}

function writeProperty(element: Element, name: string, value: Json): void {
  if (name === 'value' && isField(element))
    writeValue(element, value === null ? null : String(value))
  else if (typeof value === 'boolean' && liveBooleans.has(name)) writeBoolean(element, name, value)
  else if (Reflect.get(element, name) !== value) Reflect.set(element, name, value)
}

function writeAttribute(element: Element, name: string, value: string | null): void {
  const shared = name === 'class' ? classes : name === 'style' ? styles : undefined
  const before = shared && swapServerValue(element, name, value ?? '')
  const plain = unshadowed(element)
  if (shared && before !== undefined) {
    shared(plain as HTMLElement, before, value ?? '')
    dropEmpty(plain, name)
  } else if (name === 'style' && value !== null) {
    // Through the object model, which a Content-Security-Policy allows.
    if (plain.getAttribute('style') !== value) (plain as HTMLElement).style.cssText = value
  } else if (name === 'value' && isField(element)) {
    writeValue(element, value)
  } else if (value === null) plain.removeAttribute(name)
  else {
    const shown = plain.getAttribute(name)
    // Another view or component is another thing: it gets nodes of its own.
    if (name === 'live-view' && shown && shown !== value) throw new Desync()
    if (shown !== value) plain.setAttribute(name, value)
  }
}

/** An attribute in which nothing is left goes. */
export function dropEmpty(element: Element, name: string): void {
  if (!element.getAttribute(name)) element.removeAttribute(name)
}

/** The words of a list such as `class`. */
export const names = (text: string): string[] => text.split(/\s+/).filter(Boolean)

/** Changes the server's class names among those of others. */
function classes(element: HTMLElement, before: string, after: string): void {
  const now = names(after)
  for (const name of [...names(before), ...now]) element.classList.toggle(name, now.includes(name))
}

/** Sets and removes the declarations in which the server's values differ. */
function styles(element: HTMLElement, before: string, after: string): void {
  const old = doc.createElement('i').style
  const now = doc.createElement('i').style
  old.cssText = before
  now.cssText = after
  for (const name of [...old]) if (!now.getPropertyValue(name)) element.style.removeProperty(name)
  for (const name of [...now]) {
    element.style.setProperty(name, now.getPropertyValue(name), now.getPropertyPriority(name))
  }
}
