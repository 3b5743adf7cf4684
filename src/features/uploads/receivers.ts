/** Who takes files: an upload of a view, or a field of a handler's form. */
import type { Host } from '../../client/host.ts'
import type { Args } from '../../client/payload.ts'
import { Called, FromBrowser } from '../../wire/frames.ts'
import type { Json } from '../../wire/frames.ts'
import { formOf } from '../dom/fields.ts'
import { fileInputs, FUNCTION, handlerField } from '../dom/handler-fields.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

export interface FileReceiver {
  /** Files of one receiver have the same one. */
  readonly key: string
  /** An element of the page that is its; undefined when the page shows nothing for it any more. */
  find(): Element | undefined
  /** Its file inputs. */
  inputs(): HTMLInputElement[]
  /** Tells it something of its files. @param reply asks for an answer. */
  tell(place: Element, args: Args, reply?: boolean): Promise<Json | undefined>
  /** True for an element whose event carries its files, though it is no submit of their form. */
  isCalledBy(element: Element, type: string): boolean
}

/** The upload of the view around an element. */
export function viewReceiver(host: Host, name: string): FileReceiver {
  return {
    key: name,
    find() {
      const quoted = `"${name}"`
      const selector = ours(`[live-upload=${quoted}], [live-upload-drop=${quoted}]`)
      return doc.querySelector(selector) ?? undefined
    },
    inputs: () => [
      ...doc.querySelectorAll<HTMLInputElement>(ours(`input[type=file][live-upload="${name}"]`)),
    ],
    tell: (place, args, reply = false) => host.push(place, '$upload', { name, ...args }, { reply }),
    isCalledBy: () => false,
  }
}

/** The names of a field of a handler, as the server tells them. */
export type FieldNames = readonly [kind: string, name: string, key: string, field: string]

export const fieldKey = (names: FieldNames): string => names.join(' ')

/** A field of a form, or of an element, that calls a handler. */
export function handlerReceiver(
  host: Host,
  element: Element,
  name?: string,
): FileReceiver | undefined {
  const found = handlerField(element, name)
  if (!found) return undefined
  const { handler, field, key } = found
  const own = fieldKey(['handler', handler, key, field])
  const inputs = (): HTMLInputElement[] =>
    fileInputs().filter((input) => {
      const other = handlerField(input)
      return other && fieldKey(['handler', other.handler, other.key, other.field]) === own
    })
  return {
    key: own,
    find: () => inputs()[0],
    inputs,
    tell: (_place, args) =>
      host.ask(FromBrowser.CALL, [Called.HANDLER_FILES, handler, { field, key, ...args }]),
    isCalledBy: (caller, type) => {
      if (unshadowed(caller).getAttribute(FUNCTION) !== handler) return false
      const isForm = caller instanceof HTMLFormElement
      if (isForm && type !== 'submit') return false
      return inputs().some(
        (input) => unshadowed(caller).contains(input) || (!isForm && formOf(caller) === input.form),
      )
    },
  }
}
