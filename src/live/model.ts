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
  limiter: undefined,
}

const method: Method = function (this: object, args: Record<string, unknown>) {
  const field = args['field']
  const { model = [], name } = this.constructor as LiveViewClass
  if (typeof field !== 'string' || !model.includes(field)) {
    throw fail('E_MODEL', name, describe(field))
  }
  Reflect.set(this, field, converted(this, args, field))
}

/** Sets one listed field to what the browser's field holds, as the kind of value that it was declared with. */
export const setModel: DeclaredEvent = { info, method }

type Kind = 'boolean' | 'number' | 'list' | 'text'

/** Kinds of fields by view and name, since an emptied number is null. */
const kinds = new WeakMap<object, Map<string, Kind>>()

/** @param browserKind the type of the browser's field: it decides where the view's field is null. */
function kindOf(view: object, field: string, browserKind: unknown): Kind {
  const known = kinds.get(view) ?? new Map<string, Kind>()
  kinds.set(view, known)
  const current: unknown = Reflect.get(view, field)
  if (Array.isArray(current)) known.set(field, 'list')
  else if (typeof current === 'number' || typeof current === 'boolean') {
    known.set(field, typeof current as Kind)
  } else if (typeof current === 'string') known.set(field, 'text')
  const isNumber = browserKind === 'number' || browserKind === 'range'
  const guess = browserKind === 'select-multiple' ? 'list' : isNumber ? 'number' : 'text'
  return known.get(field) ?? guess
}

function converted(view: object, args: Record<string, unknown>, field: string): unknown {
  const { value, checked } = args
  switch (kindOf(view, field, args['kind'])) {
    case 'boolean':
      return checked ?? (value === true || value === 'true')
    case 'number': {
      // Emptied, or a box that is not checked any more.
      if (value === '' || value === null || (checked === false && args['kind'] === 'checkbox')) {
        return null
      }
      const number = Number(value)
      if (Number.isNaN(number)) throw fail('E_BAD_ARGS', `${field}: expected a number`)
      return number
    }
    case 'list':
      return listWith(Reflect.get(view, field), args)
    case 'text':
      return args['kind'] === 'checkbox' && checked === false ? '' : (value ?? '')
  }
}

/** A checkbox of a group puts its value into the list or takes it out; other fields have all of it. */
function listWith(list: unknown, { value, checked }: Record<string, unknown>): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof checked !== 'boolean') return value === '' ? [] : [value]
  const entries = Array.isArray(list) ? (list as unknown[]) : []
  const others = entries.filter((entry) => String(entry) !== String(value))
  if (!checked) return others
  if (others.length < entries.length) return entries
  return [...entries, entries.length > 0 && entries.every(isNumber) ? Number(value) : value]
}

const isNumber = (value: unknown): boolean => typeof value === 'number'
