/**
 * What an event carries to the server: the element's arguments, and of the DOM event what a handler
 * would ask for first (a field's value, a form's fields, a pressed key).
 */
import type { Json } from '../wire/frames.ts'
import { isField } from './fields.ts'
import { formFields } from './form-fields.ts'
import { unshadowed } from './unshadowed.ts'

export type Args = { [key: string]: Json }

/** The event's name and arguments from its binding: `remove` or `remove {"id":7}`. */
export function readBinding(text: string): { name: string; args: Args } {
  const end = text.indexOf(' ')
  if (end < 0) return { name: text, args: {} }
  return { name: text.slice(0, end), args: JSON.parse(text.slice(end + 1)) as Args }
}

export function collectArgs(element: Element, event: Event, bound?: Args): Args {
  const args = { ...fromDom(element, event), ...detailArgs(event) }
  for (const { name, value } of unshadowed(element).attributes) {
    if (name.startsWith('live-value-')) args[name.slice(11)] = value
  }
  return { ...args, ...bound }
}

function fromDom(element: Element, event: Event): Args {
  const isKey = event instanceof KeyboardEvent
  // A key is pressed somewhere in a form; anything else that a form is bound to is about its fields.
  if (element instanceof HTMLFormElement && !isKey) {
    const args: Args = formFields(element, (event as SubmitEvent).submitter)
    const name = (event.target as HTMLInputElement | null)?.name
    // Which of the fields it was; a form's own events have none.
    if (event.target !== element && name) args['_target'] = name
    return args
  }
  return isKey ? { ...fieldArgs(element), ...keyArgs(event) } : fieldArgs(element)
}

/** What the page's own scripts say by an event: an object's keys, or anything else as `detail`. */
function detailArgs(event: Event): Args {
  const detail = event instanceof CustomEvent ? (event.detail as Json) : null
  if (detail === null) return {}
  return typeof detail === 'object' && !Array.isArray(detail) ? detail : { detail }
}

function keyArgs(event: KeyboardEvent): Args {
  const args: Args = { key: event.key }
  for (const name of ['alt', 'ctrl', 'meta', 'shift'] as const) {
    if (event[`${name}Key`]) args[name] = true
  }
  return args
}

function fieldArgs(element: Element): Args {
  const field = element as HTMLInputElement
  if (element instanceof HTMLSelectElement && element.multiple) {
    return { value: [...element.selectedOptions].map((option) => option.value) }
  }
  if (/^(checkbox|radio)$/.test(field.type)) return { value: field.value, checked: field.checked }
  return isField(element) || (element.localName === 'button' && element.hasAttribute('value'))
    ? { value: field.value }
    : {}
}
