/**
 * What a browser sent, checked against an event's schema.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fail } from '../../base/errors.ts'

/** Keys the client adds from the DOM event; a schema that does not name them loses them silently. */
const fromDom = new Set('value checked key code alt ctrl meta shift _target'.split(' '))

/**
 * Validates and converts an event's arguments.
 * @throws LiveError E_BAD_ARGS naming each refused value, or each key the schema does not know.
 */
export function checkArguments(schema: StandardSchemaV1, args: Record<string, unknown>): unknown {
  const result = schema['~standard'].validate(args)
  return result instanceof Promise
    ? result.then((settled) => accept(settled, args))
    : accept(result, args)
}

function accept(result: StandardSchemaV1.Result<unknown>, args: Record<string, unknown>): unknown {
  if (result.issues !== undefined) {
    throw fail('E_BAD_ARGS', issueTexts(result.issues))
  }
  const { value } = result
  if (typeof value !== 'object' || value === null) return value
  const unknown = Object.keys(args).filter((key) => !(key in value) && !fromDom.has(key))
  if (unknown.length > 0) throw fail('E_BAD_ARGS', `unknown key ${unknown.join(', ')}`)
  return value
}

/** What a schema refused, in one sentence. */
export function issueTexts(issues: readonly StandardSchemaV1.Issue[]): string {
  return issues.map(issueText).join('; ')
}

function issueText(issue: StandardSchemaV1.Issue): string {
  const path = issue.path
    ?.map((part) => String(typeof part === 'object' ? part.key : part))
    .join('.')
  return path ? `${path}: ${issue.message}` : issue.message
}
