/** A signal's arguments, checked by its function's schema. */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fail } from '../base/errors.ts'
import { checkArguments, issueTexts } from '../live/view/schema.ts'
import type { ArgsSchema, SignalArgs } from './signal.ts'

/** @throws LiveError E_BAD_ARGS naming each argument that is refused, missing or unknown. */
export async function checkedArgs(
  schema: ArgsSchema | undefined,
  args: SignalArgs,
): Promise<unknown> {
  if (schema === undefined) return args
  if (isSchema(schema)) return checkArguments(schema, args)
  const unknown = Object.keys(args).filter((name) => !Object.hasOwn(schema, name))
  if (unknown.length > 0) throw fail('E_BAD_ARGS', `unknown key ${unknown.join(', ')}`)
  const checked: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(schema)) {
    const validated = one['~standard'].validate(args[name])
    const result = validated instanceof Promise ? await validated : validated
    if (result.issues) throw fail('E_BAD_ARGS', `${name}: ${issueTexts(result.issues)}`)
    checked[name] = result.value
  }
  return checked
}

function isSchema(schema: ArgsSchema): schema is StandardSchemaV1 {
  return '~standard' in schema
}
