/**
 * What counts once until it is answered: a form's submit, unless it is `live-concurrent`, and all events
 * of elements with `live-lock`.
 */
import type { Host } from '../../client/host.ts'
import { aroundSending } from '../api/sending.ts'

/** Types whose repetition is stopped before anything else happens, such as an optimistic change. */
const STOPPED = ['click', 'submit', 'change', 'keydown']

/** Lets elements that wait for an answer start nothing again. */
export function holdRepeats(host: Host): void {
  const submitted = new Map<Element, number>()
  const locked = new Map<Element, number>()
  const isHeld = (element: Element, type: string): boolean =>
    (type === 'submit' && submitted.has(element) && !has(element, 'live-concurrent')) ||
    locked.has(element)
  const track = <T>(element: Element, type: string, sent: Promise<T>): Promise<T> => {
    const waits = has(element, 'live-lock') ? [locked] : []
    if (type === 'submit') waits.push(submitted)
    for (const counts of waits) {
      counts.set(element, (counts.get(element) ?? 0) + 1)
      const over = (): void => {
        const left = counts.get(element)! - 1
        if (left > 0) counts.set(element, left)
        else counts.delete(element)
      }
      sent.then(over, over)
    }
    return sent
  }
  aroundSending(host, (element, type, send) =>
    isHeld(element, type) ? Promise.resolve(undefined) : track(element, type, send()),
  )
  for (const type of STOPPED) {
    addEventListener(
      type,
      (event) => {
        const path = event.composedPath().filter((node) => node instanceof Element)
        if (!path.some((element) => isHeld(element, type))) return
        event.stopImmediatePropagation()
        // A key pressed in a locked field is still its text.
        if (type === 'submit' || type === 'click') event.preventDefault()
      },
      true,
    )
  }
}

const has = (element: Element, name: string): boolean =>
  Element.prototype.hasAttribute.call(element, name)
