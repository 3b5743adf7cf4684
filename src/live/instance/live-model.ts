/**
 * `live-model`: a form field that sets a field of its view. Only fields that the view lists can be set.
 */
import { describe, fail } from '../../base/errors.ts'
import type { DeclaredEvent, EventInfo, Method } from '../view/event.ts'
import type { LiveViewClass } from '../view/live-view.ts'

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

type Kind = 'boolean' | 'number' | 'list' | 'numbers' | 'text'

/** Kinds of fields by view and name, since an emptied number is null and an emptied list says nothing. */
const kinds = new WeakMap<object, Map<string, Kind>>()

/**
 * @param browserKind the type of the browser's field: it decides where the view's field is null.
 * @throws LiveError E_BAD_ARGS for a field that holds what no form field can.
 */
function kindOf(view: object, field: string, browserKind: unknown): Kind {
  const known = kinds.get(view) ?? new Map<string, Kind>()
  kinds.set(view, known)
  const declared = declaredKind(Reflect.get(view, field), known.get(field), field)
  if (declared) known.set(field, declared)
  const isNumber = browserKind === 'number' || browserKind === 'range'
  const guess = browserKind === 'select-multiple' ? 'list' : isNumber ? 'number' : 'text'
  return declared ?? known.get(field) ?? guess
}

function declaredKind(current: unknown, known: Kind | undefined, field: string): Kind | undefined {
  if (current === null || current === undefined) return undefined
  if (typeof current === 'string') return 'text'
  if (typeof current === 'number' || typeof current === 'boolean') return typeof current as Kind
  if (!Array.isArray(current)) {
    const wanted = 'text, a number, a boolean or a list of these'
    throw fail('E_BAD_ARGS', `${field}: expected a field that holds ${wanted}`)
  }
  const entries = current as unknown[]
  if (entries.length === 0) return known === 'numbers' ? 'numbers' : 'list'
  if (entries.every((entry) => typeof entry === 'number')) return 'numbers'
  if (entries.every((entry) => typeof entry === 'string')) return 'list'
  throw fail('E_BAD_ARGS', `${field}: expected a field that holds a list of texts or of numbers`)
}

/** @throws LiveError E_BAD_ARGS for what is of another kind: browsers can send anything. */
function converted(view: object, args: Record<string, unknown>, field: string): unknown {
  const { value, checked } = args
  switch (kindOf(view, field, args['kind'])) {
    case 'boolean':
      if (typeof checked === 'boolean') return checked
      return typeof value === 'boolean' ? value : textOf(value, field) === 'true'
    case 'number': {
      // Emptied, or a box that is not checked any more.
      const isEmpty = value === '' || value === null
      if (isEmpty || (checked === false && args['kind'] === 'checkbox')) return null
      return numberOf(value, field)
    }
    case 'list':
      return listWith(Reflect.get(view, field), args, (entry) => textOf(entry, field))
    case 'numbers':
      return listWith(Reflect.get(view, field), args, (entry) => numberOf(entry, field))
    case 'text':
      if (args['kind'] === 'checkbox' && checked === false) return ''
      return textOf(value ?? '', field)
  }
}

function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value
  throw fail('E_BAD_ARGS', `${field}: expected text, got ${describe(value)}`)
}

function numberOf(value: unknown, field: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw fail('E_BAD_ARGS', `${field}: expected a number, got ${describe(value)}`)
}

/** A checkbox of a group puts its value into the list or takes it out; other fields have all of it. */
function listWith<T>(
  list: unknown,
  { value, checked }: Record<string, unknown>,
  entryOf: (entry: unknown) => T,
): T[] {
  if (Array.isArray(value)) return value.map(entryOf)
  if (typeof checked !== 'boolean') return value === '' ? [] : [entryOf(value)]
  const entries = Array.isArray(list) ? (list as T[]) : []
  const entry = entryOf(value)
  const others = entries.filter((each) => each !== entry)
  if (!checked) return others
  return others.length < entries.length ? entries : [...entries, entry]
}
