/** Forms as `data-df-signal` sends them, turned into what a schema makes of them. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { entriesByName } from '../base/form-entries.ts'
import { checkFieldCount } from '../base/form-limits.ts'
import { form } from '../live/form/form.ts'
import type { Submitted } from '../live/form/form.ts'

/** A field of a form, as it is sent. */
export interface FormPair {
  name: string
  value: string
}

/**
 * An argument that is a form: `signal({ path: 'app.save', args: { form: serializedForm(schema) } }, …)`. The
 * function gets what `form(schema).submit(fields)` gives: `{ ok: true, data, form }`, or `{ ok: false, form }`
 * with the errors in it. More than 10,000 entries, and names of more than 16 parts, are refused (`E_BAD_ARGS`).
 * @param options `optional`: without the argument the form is a fresh one. Default: the call is refused.
 */
export function serializedForm<T, In = T>(
  schema: StandardSchemaV1<In, T>,
  { optional = false }: { optional?: boolean } = {},
): StandardSchemaV1<readonly FormPair[] | undefined, Submitted<T, In>> {
  const validate = (value: unknown): StandardSchemaV1.Result<Submitted<T, In>> => {
    if (value === undefined && optional) {
      return { value: { ok: false, form: form(schema) } }
    }
    if (!isPairs(value)) return { issues: [{ message: 'expected a list of { name, value }' }] }
    checkFieldCount(value.length)
    const entries = value.map((pair) => [pair.name, pair.value] as const)
    return { value: form(schema).submit(entriesByName(entries)) }
  }
  return { '~standard': { version: 1, vendor: 'overwire', validate } }
}

function isPairs(value: unknown): value is FormPair[] {
  if (!Array.isArray(value)) return false
  return value.every((pair: unknown) => {
    const { name, value: text } = (pair ?? {}) as Partial<FormPair>
    return typeof name === 'string' && name !== '__proto__' && typeof text === 'string'
  })
}
