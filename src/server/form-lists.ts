/**
 * What a plain post can't say: whether a field is one of several. A script sends a list for fields that
 * share a name, also with one entry or none; a browser posts one text, or nothing. So the event's schema
 * is asked, and what it wants as a list becomes one.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { findEvent } from '../live/view/event.ts'
import type { Json } from '../wire/frames.ts'

type Fields = { [key: string]: Json }

/** The fields with the lists that the event's schema wants. @param target the view or component. */
export async function withLists(target: unknown, name: string, fields: Fields): Promise<Fields> {
  if (typeof target !== 'object' || target === null) return fields
  return listsFor(findEvent(target, name)?.info.schema, fields)
}

/** The fields with the lists that a schema wants. */
export async function listsFor(
  schema: StandardSchemaV1 | undefined,
  fields: Fields,
): Promise<Fields> {
  if (schema === undefined) return fields
  const refused = await refusedNames(schema, fields)
  const lists: Fields = { ...fields }
  for (const key of refused) {
    const value = fields[key]
    if (value === undefined) lists[key] = []
    else if (typeof value === 'string') lists[key] = [value]
  }
  if (refused.size === 0) return fields
  // Only what the schema takes as a list was meant as one.
  const still = await refusedNames(schema, lists)
  for (const key of refused) {
    if (!still.has(key)) continue
    if (key in fields) lists[key] = fields[key]!
    else Reflect.deleteProperty(lists, key)
  }
  return lists
}

/** Names of the fields that a schema refuses as they are. */
async function refusedNames(schema: StandardSchemaV1, fields: Fields): Promise<Set<string>> {
  const { issues = [] } = await schema['~standard'].validate(fields)
  const names = new Set<string>()
  for (const { path } of issues) {
    const [first] = path ?? []
    if (path?.length === 1) names.add(String(typeof first === 'object' ? first.key : first))
  }
  return names
}
