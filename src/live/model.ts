/**
 * `live-model`: a form field that sets a field of its view. Only fields that the view lists can be set.
 */
import { describe, fail } from '../base/errors.ts'
import type { DeclaredEvent, EventInfo, Method } from './event.ts'
import type { LiveViewClass } from './view.ts'

/** The event that `live-model` sends. */
export const MODEL = '$model'

const info: EventInfo = {
  name: MODEL,
  schema: undefined,
  permissions: undefined,
  background: false,
}

const method: Method = function (this: object, args: Record<string, unknown>) {
  const field = args['field']
  const { model = [], name } = this.constructor as LiveViewClass
  if (typeof field !== 'string' || !model.includes(field)) {
    throw fail('E_MODEL', name, describe(field))
  }
  Reflect.set(this, field, converted(Reflect.get(this, field), args, field))
}

/** Sets one listed field to what the browser's field holds, as the kind of value that it has now. */
export const setModel: DeclaredEvent = { info, method }

function converted(current: unknown, args: Record<string, unknown>, field: string): unknown {
  const { value, checked } = args
  if (typeof current === 'boolean') return checked ?? (value === true || value === 'true')
  if (typeof current === 'number') {
    const number = Number(value)
    if (Number.isNaN(number)) throw fail('E_BAD_ARGS', `${field}: expected a number`)
    return number
  }
  if (Array.isArray(current)) return Array.isArray(value) ? value : [value]
  return value ?? ''
}
