/**
 * Whose code an error comes from: the innermost view or component whose method or template was running.
 * The framework notes it where it calls such code; logs and error pages show it.
 */
import { LiveError } from './errors.ts'

const origins = new WeakMap<object, string>()

/**
 * Notes where an error comes from, unless somebody further inside did. Our own errors say it too.
 * @returns the error, to be thrown on.
 */
export function noteOrigin(error: unknown, name: string): unknown {
  if (typeof error !== 'object' || error === null || origins.has(error)) return error
  origins.set(error, name)
  if (error instanceof LiveError) error.message += `\n  in ${name}`
  return error
}

/** What was noted; undefined: nothing. */
export function originOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null ? origins.get(error) : undefined
}
