/** Whether JSON can carry a value. Checked where it is given: no caller waits where it is sent. */
import { fail } from './errors.ts'

/** What JSON can't carry, and where it is: `['rows.0.id', 'a big integer']`. */
type Problem = [path: string, what: string]

/**
 * @param what carries the value: "pushEvent()".
 * @throws LiveError E_JSON_VALUE for big integers, circles, and objects whose `toJSON` fails.
 */
export function checkJson(value: unknown, what: string): void {
  if (typeof value !== 'object' && typeof value !== 'bigint') return
  const problem = problemOf(value, [], [])
  if (problem !== undefined) throw fail('E_JSON_VALUE', what, ...problem)
}

/** @param around the objects that it is in. @param path their keys. */
function problemOf(value: unknown, around: object[], path: string[]): Problem | undefined {
  if (typeof value === 'bigint') return [path.join('.') || 'the value', 'a big integer']
  if (typeof value !== 'object' || value === null) return undefined
  if (around.includes(value)) return [path.join('.'), 'an object that is around it']
  const { toJSON } = value as { toJSON?: unknown }
  if (typeof toJSON === 'function') {
    try {
      value = toJSON.call(value, path.at(-1) ?? '') as unknown
    } catch (error) {
      return [path.join('.') || 'the value', `an object whose toJSON() fails: ${String(error)}`]
    }
    if (typeof value !== 'object' || value === null) return problemOf(value, around, path)
  }
  around.push(value as object)
  for (const key in value as object) {
    const one = (value as Record<string, unknown>)[key]
    if (typeof one !== 'object' && typeof one !== 'bigint') continue
    path.push(key)
    const problem = problemOf(one, around, path)
    if (problem !== undefined) return problem
    path.pop()
  }
  around.pop()
  return undefined
}
