/**
 * live-debounce and live-throttle: when a bound event is sent. Events that wait keep their order and are
 * sent early when their form is submitted or their field is left, so nothing typed is lost. Those of
 * elements that left the page are dropped.
 */
import { fieldsOf } from './fields.ts'
import { unshadowed } from './unshadowed.ts'

interface Waiting {
  element: Element
  /** The delay is the default, not set by an attribute: it must not change the order of events. */
  byDefault: boolean
  timer: ReturnType<typeof setTimeout> | undefined
  send: () => void
}

/** Elements that set their own delay. */
const ASKING = '[live-debounce],[live-throttle]'
/** What a text field's `input` waits for by default. */
const TYPING_MS = '150'
const waiting = new Map<string, Waiting>()
/** Until when the next event of an element waits. */
const throttled = new Map<string, number>()
const ids = new WeakMap<Element, number>()
let nextId = 0

function keyOf(element: Element, type: string): string {
  if (!ids.has(element)) ids.set(element, nextId++)
  return `${ids.get(element)} ${type}`
}

/** Sends now, later or not at all, as the element asks; or, of a form, the field that the event came from. */
export function sendInTime(bound: Element, event: Event, send: () => void): void {
  const { type, target } = event
  const field = target as Element
  const element = fieldsOf(bound).includes(field as never) && field.matches(ASKING) ? field : bound
  const asked = delayOf(element, 'live-debounce', type)
  const throttle = Number(delayOf(element, 'live-throttle', type))
  let key = keyOf(element, type)
  const isTyped = type === 'input' && !throttle && isTextField(target as HTMLInputElement)
  const debounce = asked ?? (isTyped ? TYPING_MS : '0')
  // What is recovered has waited long enough.
  if (debounce !== '0' && !/^(submit|blur|live:)/.test(type)) {
    const timer = debounce === 'blur' ? undefined : setTimeout(() => flush(key), Number(debounce))
    wait(key, { element, byDefault: asked === null, timer, send })
  } else if (throttle > 0) {
    // Each key has a pace of its own.
    key += (event as KeyboardEvent).key
    const now = performance.now()
    const until = throttled.get(key) ?? 0
    const sendNext = (): void => {
      throttled.set(key, performance.now() + throttle)
      send()
    }
    if (until <= now) return sendNext()
    const timer = setTimeout(() => flush(key), until - now)
    wait(key, { element, byDefault: false, timer, send: sendNext })
  } else {
    flushBefore(element)
    send()
  }
}

/** Takes an earlier one out first, so that the order of what waits is the order of the last events. */
function wait(key: string, next: Waiting): void {
  clearTimeout(waiting.get(key)?.timer)
  waiting.delete(key)
  waiting.set(key, next)
}

const isTextField = ({ type }: HTMLInputElement): boolean =>
  /^(text|search|email|url|tel|password|number)/.test(type)

/** What the attribute asks of this event: `300`, or of several `input:300 keydown:50`. */
function delayOf(element: Element, attribute: string, type: string): string | null {
  const value = unshadowed(element).getAttribute(attribute)
  if (!value?.includes(':')) return value
  const own = value.split(/\s+/).find((part) => part.startsWith(`${type}:`))
  return own?.slice(type.length + 1) ?? null
}

function flush(key: string): void {
  const held = waiting.get(key)
  if (!held) return
  waiting.delete(key)
  clearTimeout(held.timer)
  const plain = unshadowed(held.element)
  // One that is only shown while it leaves is gone.
  if (plain.isConnected && !plain.closest('[live-leaving]')) held.send()
}

/** Sends what waits in this element (a form that is submitted), or at it. */
export function flushBefore(element: Element): void {
  for (const [key, held] of [...waiting]) {
    if (
      held.byDefault ||
      unshadowed(element).contains(held.element) ||
      (held.element as HTMLInputElement).form === element
    )
      flush(key)
  }
}
