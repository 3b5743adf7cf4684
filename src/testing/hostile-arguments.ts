/** What a careless or hostile browser sends as the arguments of an event. */
import type { Json } from '../wire/frames.ts'

/** An element that no app has: where it is found as HTML, a browser's text became markup. */
export const MARK = 'overwire-smoke'

const markup = `"'><${MARK} onload=alert(1)></${MARK}>`
const names = ['value', 'id', 'name', 'text', 'title', 'key', 'checked', 'page', 'email']

/** The same value under the names that events often take. */
const each = (value: Json): Json => Object.fromEntries(names.map((name) => [name, value]))

function nested(depth: number): Json {
  let value: Json = 'x'
  for (let i = 0; i < depth; i++) value = { value }
  return value
}

/** In the order in which they are tried; null: none. */
export const hostileArguments: readonly Json[] = [
  null,
  {},
  each(null),
  each(0),
  each(-1),
  each(1e308),
  each('1'),
  each(''),
  each(true),
  each([]),
  each([1, 'two', null]),
  each({}),
  each(markup),
  each("' OR 1=1 --"),
  each('../../../../etc/passwd'),
  each('javascript:alert(1)'),
  each('toString'),
  each('x'.repeat(50_000)),
  each('\u0000\ud800 \u202e💥'),
  nested(100),
  { constructor: 1, toString: 1, hasOwnProperty: 1 },
]
