/** Who takes files: an upload of a view, or a field of a form that calls a handler or signal. */
import type { Host } from '../../client/host.ts'
import type { Args } from '../../client/payload.ts'
import { Called, FromBrowser } from '../../wire/frames.ts'
import type { Json } from '../../wire/frames.ts'
import { formOf } from '../dom/fields.ts'
import { fileInputs, FUNCTION, handlerField } from '../dom/handler-fields.ts'
import type { HandlerField } from '../dom/handler-fields.ts'
import { doc, unshadowed } from '../dom/unshadowed.ts'
import { ours } from '../dom/untrusted.ts'

export interface FileReceiver {
  /** Files of one receiver have the same one. */
  readonly key: string
  /** An element of the page that is its; undefined when the page shows nothing for it any more. */
  find(): Element | undefined
  /** Its file inputs. */
  inputs(): HTMLInputElement[]
  /** Tells it something of its files. @param options `reply` asks for an answer. Default false. */
  tell(place: Element, args: Args, options?: { reply: boolean }): Promise<Json | undefined>
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
    tell: (place, args, options) => host.push(place, '$upload', { name, ...args }, options),
    isCalledBy: () => false,
  }
}

/** The names of a field of a handler or signal, as the server tells them. */
export type FieldNames = readonly [kind: string, name: string, key: string, field: string]

export const fieldKey = (names: FieldNames): string => names.join(' ')

const keyOf = ({ kind, name, key, field }: HandlerField): string =>
  fieldKey([kind, name, key, field])

/** A field of a form, or of an element, that calls a handler or signal. */
export function handlerReceiver(
  host: Host,
  element: Element,
  called?: string,
): FileReceiver | undefined {
  const found = handlerField(element, called)
  if (!found) return undefined
  const { kind, name, field, key } = found
  const own = keyOf(found)
  const inputs = (): HTMLInputElement[] =>
    fileInputs().filter((input) => {
      const other = handlerField(input)
      return other && keyOf(other) === own
    })
  return {
    key: own,
    find: () => inputs()[0],
    inputs,
    tell(_place, args) {
      const op = kind === 'handler' ? Called.HANDLER_FILES : Called.SIGNAL_FILES
      return host.ask(FromBrowser.CALL, [op, name, { field, key, ...args }])
    },
    isCalledBy(caller, type) {
      const isForm = caller instanceof HTMLFormElement
      if (isForm && type !== 'submit') return false
      if (kind === 'handler' && unshadowed(caller).getAttribute(FUNCTION) !== name) return false
      return inputs().some(
        (input) => unshadowed(caller).contains(input) || (!isForm && formOf(caller) === input.form),
      )
    },
  }
}
