/**
 * live-debounce and live-throttle: when a bound event is sent. Events that wait keep their order and are
 * sent early when their form is submitted or their field is left, so nothing typed is lost.
 */
interface Waiting {
  element: Element
  timer: ReturnType<typeof setTimeout> | undefined
  send: () => void
}

const waiting = new Map<string, Waiting>()
const throttled = new Map<
  string,
  { until: number; timer: ReturnType<typeof setTimeout> | undefined }
>()
const ids = new WeakMap<Element, number>()
let nextId = 0

function keyOf(element: Element, type: string): string {
  if (!ids.has(element)) ids.set(element, nextId++)
  return `${ids.get(element)} ${type}`
}

/** Sends now, later or not at all, as the element asks. */
export function schedule(element: Element, type: string, send: () => void): void {
  const debounce = delayOf(element, 'live-debounce', type)
  const throttle = Number(delayOf(element, 'live-throttle', type))
  const key = keyOf(element, type)
  if (debounce !== null && type !== 'submit' && type !== 'blur') {
    clearTimeout(waiting.get(key)?.timer)
    const delay = Number(debounce)
    const timer = debounce === 'blur' ? undefined : setTimeout(() => flush(key), delay || 0)
    // Taken out first, so that the order of what waits is the order of the last events.
    waiting.delete(key)
    waiting.set(key, { element, timer, send })
  } else if (throttle > 0) sendThrottled(key, throttle, send)
  else {
    flushBefore(element)
    send()
  }
}

/** What the attribute asks of this event: `300`, or of several `input:300 keydown:50`. */
function delayOf(element: Element, attribute: string, type: string): string | null {
  const value = element.getAttribute(attribute)
  if (!value?.includes(':')) return value
  const own = value.split(/\s+/).find((part) => part.startsWith(`${type}:`))
  return own === undefined ? null : own.slice(type.length + 1)
}

function sendThrottled(key: string, ms: number, send: () => void): void {
  const now = performance.now()
  const held = throttled.get(key)
  if (held === undefined || held.until <= now) {
    clearTimeout(held?.timer)
    throttled.set(key, { until: now + ms, timer: undefined })
    return send()
  }
  clearTimeout(held.timer)
  held.timer = setTimeout(() => {
    throttled.set(key, { until: performance.now() + ms, timer: undefined })
    send()
  }, held.until - now)
}

function flush(key: string): void {
  const held = waiting.get(key)
  if (held === undefined) return
  waiting.delete(key)
  clearTimeout(held.timer)
  held.send()
}

/** Sends what waits in this element (a form that is submitted), or at it. */
export function flushBefore(element: Element): void {
  for (const [key, held] of [...waiting]) if (element.contains(held.element)) flush(key)
}
