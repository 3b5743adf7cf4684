/** Stands before what elements send, for parts that hold it back or wait for its answer. */
import type { Host } from '../../client/host.ts'
import type { Json } from '../../wire/frames.ts'

/** Sends, and resolves at the answer. */
export type Send = () => Promise<Json | undefined>

/**
 * From now on `around` decides about events and calls of elements.
 * @param around gets the element, the DOM event's name and what sends it.
 */
export function aroundSending(
  host: Host,
  around: (element: Element, type: string, send: Send) => Promise<Json | undefined>,
): void {
  const { push, ask } = host
  host.push = (element, name, args, options = {}) =>
    around(element, options.type ?? '', () => push.call(host, element, name, args, options))
  host.ask = (op, rest, element, type = '') => {
    const send: Send = () => ask.call(host, op, rest, element, type)
    return element ? around(element, type, send) : send()
  }
}
