/**
 * Names after `live-` that are not DOM events. Apart from attributes.ts, so that the browser gets the
 * names without their descriptions; a test holds the two together.
 */
const reserved = new Set(
  'debounce throttle key prevent stop loading disable-with ignore force flash flash-position root on bound'.split(
    ' ',
  ),
)

/** True for `live-x` that binds the DOM event x. Expects a name that begins with `live-`. */
export function isEventAttribute(name: string): boolean {
  return !reserved.has(name.slice(5)) && !name.startsWith('live-value-')
}

export function reservedNames(): string[] {
  return [...reserved]
}
