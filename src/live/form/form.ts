/**
 * A form's state as a value: what the fields hold, which of them were used, and what a schema says about
 * it. Kept in a field of a view; every method that changes something returns a new form.
 */
import type { StandardSchemaV1 } from '@standard-schema/spec'
import { fail } from '../../base/errors.ts'
import { highestKey, keysOf, nameOf, namesIn, nest, rowNames, rowsIn } from './field-names.ts'
import type { Fields, RowKeys } from './field-names.ts'
import { inside, setIn, splitPath, textOf } from './nested-values.ts'
import type { FieldPath, Initial, Names, ListPath, RowAt } from './field-paths.ts'

/** Options of {@link form}. */
export interface FormOptions {
  /** Begins the ids of the fields: needed when a page has two forms with the same names. Default none. */
  id?: string
}

/** What a template needs of one field. */
export interface FormField {
  /** For the `name` attribute. */
  readonly name: string
  /** For the `id` attribute and a label's `for`. */
  readonly id: string
  /** For the id of the element with the errors, and `aria-describedby`. */
  readonly errorId: string
  /** What it holds, as text. */
  readonly value: string
  /** What it holds, of checkboxes and selects with several values. */
  readonly list: readonly string[]
  /** For a single checkbox. */
  readonly checked: boolean
  /** Errors of the field; empty until the user has used it or submitted the form. */
  readonly errors: readonly string[]
  /** True when there are errors: for `aria-invalid`. */
  readonly invalid: boolean
}

/** A row of a list of a form. @typeParam Path the names of its fields. */
export interface FormRow<Path extends string = string> {
  /** Stays with the row; for `each`. */
  readonly key: number
  readonly index: number
  /** A field of the row, such as "qty". */
  field(path: Path): FormField
}

/** The result of a submit. */
export type Submitted<T, In = Names<T>> =
  | { ok: true; data: T; form: Form<T, In> }
  | { ok: false; form: Form<T, In> }

/** Messages by path; "" for the form itself. */
export type FormErrors<In = unknown> = {
  readonly [Path in FieldPath<In> | '']?: string | readonly string[]
}

interface State<T> {
  schema: StandardSchemaV1<unknown, T>
  id: string
  initial: object
  values: Fields
  keys: RowKeys
  /** The key that the next new row gets. */
  nextKey: number
  /** Names of rows that the browser has not sent yet. */
  unseen: ReadonlySet<string>
  /** Names of the fields that were used. */
  used: ReadonlySet<string>
  submitted: boolean
  /** Messages of the server's own checks, by name. */
  extra: ReadonlyMap<string, readonly string[]>
}

/** A form without its schema, which the class of its view has: how it goes to another process. */
export type FormState = Omit<State<unknown>, 'schema'>

/** Which field changed; the client adds it to a form's arguments. */
const TARGET = '_target'

/**
 * A form whose values a schema checks (zod, valibot, arktype: any Standard Schema that answers at once).
 * Fields come as text; let the schema convert them: `z.coerce.number()`.
 * @typeParam T what the schema gives.
 * @typeParam In what it takes: the names of the fields, which the compiler checks.
 * @param initial what the fields hold at first.
 * @throws LiveError E_FORM for a schema that answers later.
 */
export function form<T, In = T>(
  schema: StandardSchemaV1<In, T>,
  initial: NoInfer<Initial<In>> = {} as Initial<In>,
  { id = '' }: FormOptions = {},
): Form<T, In> {
  return new Form({
    schema,
    id,
    initial,
    values: initial as Fields,
    keys: keysOf(initial),
    nextKey: 1 + highestKey(keysOf(initial)),
    unseen: new Set(),
    used: new Set(),
    submitted: false,
    extra: new Map(),
  })
}

/** What {@link form} makes. */
export class Form<T, In = Names<T>> {
  readonly #state: State<T>
  readonly #result: StandardSchemaV1.Result<T>
  /** Messages by the names of their fields. */
  readonly #issues = new Map<string, string[]>()

  constructor(state: State<T>) {
    this.#state = state
    const { schema, values } = state
    const result = schema['~standard'].validate(values)
    if (result instanceof Promise) throw fail('E_FORM')
    this.#result = result
    for (const { path = [], message } of result.issues ?? []) {
      const parts = path.map((part) => String(typeof part === 'object' ? part.key : part))
      const name = this.#nameOf(parts)
      const held = this.#issues.get(name)
      if (held === undefined) this.#issues.set(name, [message])
      else held.push(message)
    }
  }

  /** For the framework: see base/held-memory.ts. */
  heldParts(): readonly unknown[] {
    const { values, unseen, used, extra } = this.#state
    return [values, unseen, used, extra, this.#result, this.#issues]
  }

  /** For the framework: see carried-form.ts. */
  get carried(): FormState {
    const { schema: _, ...state } = this.#state
    return state
  }

  /** For the framework: a form of this one's schema in a state of another process. */
  restored(state: FormState): Form<T, In> {
    return this.#with(state)
  }

  /** What the fields hold, nested as their names say. */
  get values(): Fields {
    return this.#state.values
  }

  /** True when the schema accepts the values and the server found nothing else. */
  get valid(): boolean {
    return this.#result.issues === undefined && this.#state.extra.size === 0
  }

  /** Errors of the form as a whole; empty until it was submitted. */
  get errors(): readonly string[] {
    return this.#errorsOf('')
  }

  /**
   * Takes a form's fields as an event brings them: `@change=${this.check}` → `check(fields)`.
   * @throws LiveError E_BAD_ARGS for more than 10,000 entries, and for names of more than 16 parts.
   */
  change(fields: Fields): Form<T, In> {
    const { [TARGET]: target, ...sent } = fields
    const { extra, keys } = this.#state
    if (typeof target !== 'string') {
      // Sent again after the view was lost: rows are those of the page, and what is not as it was at
      // first was used.
      const rows = rowsIn(sent, keys)
      const state = this.#taking(sent, rows)
      const used = changedNames(sent, this.#state.initial)
      // The page shows rows that are new here with the next render, and sends them from then on.
      return this.#with({ ...state, used, unseen: new Set(rowNames(rows, keys)) })
    }
    const left = new Map([...extra].filter(([name]) => name !== target))
    return this.#with({
      ...this.#taking(sent),
      used: new Set([...this.#state.used, target]),
      extra: left,
    })
  }

  /** The same as {@link change}. */
  validate(fields: Fields): Form<T, In> {
    return this.change(fields)
  }

  /**
   * Takes a submitted form's fields; from now on all errors show.
   * @throws as {@link change} does.
   */
  submit(fields: Fields): Submitted<T, In> {
    const { [TARGET]: _target, ...sent } = fields
    const next = this.#with({ ...this.#taking(sent), submitted: true, extra: new Map() })
    const result = next.#result
    if (result.issues !== undefined) return { ok: false, form: next }
    return { ok: true, data: result.value, form: next }
  }

  /** Adds what only the server knows: `{ email: 'is taken' }`. Goes when the field changes. */
  withErrors(errors: FormErrors<In>): Form<T, In> {
    const extra = new Map(this.#state.extra)
    for (const [path, messages] of Object.entries(errors)) {
      extra.set(this.#nameOf(splitPath(path)), [messages as string | readonly string[]].flat())
    }
    return this.#with({ extra })
  }

  /** The form as it was at first, or with other values. */
  reset(initial: Initial<In> = this.#state.initial as Initial<In>): Form<T, In> {
    const { schema, id } = this.#state
    return form(schema as StandardSchemaV1<In, T>, initial, { id })
  }

  /** A field by its path: "email", "address.city", "lines.0.qty" (the first row). */
  field(path: FieldPath<In>): FormField {
    const parts = splitPath(path)
    const name = this.#nameOf(parts)
    const held = parts.reduce<unknown>(inside, this.values)
    const errors = this.#errorsOf(name)
    const id = [this.#state.id, name].filter(Boolean).join('-')
    const fieldId = id.replaceAll(/[[\].]+/g, '-').replace(/-$/, '')
    return {
      name,
      id: fieldId,
      errorId: `${fieldId}-errors`,
      value: textOf(held),
      list: (Array.isArray(held) ? held : held === undefined ? [] : [held]).map(textOf),
      checked: held !== false && textOf(held) !== '',
      errors,
      invalid: errors.length > 0,
    }
  }

  /** The rows of a list: `each(form.rows('lines'), 'key', (row) => …)`. */
  rows<Path extends ListPath<In>>(path: Path): readonly FormRow<FieldPath<RowAt<In, Path>>>[] {
    const keys = this.#state.keys.get(this.#nameOf(splitPath(path))) ?? []
    return keys.map((key, index) => ({
      key,
      index,
      field: (inner) => this.field(`${path}.${index}.${inner}` as FieldPath<In>),
    }))
  }

  /** A form with one more row at the end of a list. */
  addRow<Path extends ListPath<In>>(
    path: Path,
    row: Initial<RowAt<In, Path>> = {} as Initial<RowAt<In, Path>>,
  ): Form<T, In> {
    const { values, keys, nextKey, unseen } = this.#state
    const parts = splitPath(path)
    const name = this.#nameOf(parts)
    const rows = this.#rowsAt(parts)
    const inRow = keysOf(row, `${name}[${nextKey}]`)
    return this.#with({
      values: setIn(values, parts, [...rows, row]),
      keys: new Map([...keys, ...inRow, [name, [...(keys.get(name) ?? []), nextKey]]]),
      nextKey: 1 + Math.max(nextKey, highestKey(inRow)),
      unseen: new Set([...unseen, `${name}[${nextKey}]`]),
    })
  }

  /** A form without the row of this key; unchanged when there is none. */
  removeRow(path: ListPath<In>, key: number): Form<T, In> {
    const { values, keys } = this.#state
    const parts = splitPath(path)
    const name = this.#nameOf(parts)
    const held = keys.get(name) ?? []
    const rows = this.#rowsAt(parts)
    return this.#with({
      values: setIn(
        values,
        parts,
        rows.filter((_, index) => held[index] !== key),
      ),
      keys: new Map([...keys, [name, held.filter((other) => other !== key)]]),
    })
  }

  /** A list's rows; where a browser sent something else in its place, so many empty ones as the page shows. */
  #rowsAt(parts: readonly string[]): readonly unknown[] {
    const held = parts.reduce<unknown>(inside, this.values)
    if (Array.isArray(held)) return held as unknown[]
    return (this.#state.keys.get(this.#nameOf(parts)) ?? []).map(() => ({}))
  }

  #with(change: Partial<State<T>>): Form<T, In> {
    return new Form({ ...this.#state, ...change })
  }

  /** The values that the fields make. */
  #taking(fields: Fields, keys: RowKeys = this.#state.keys): Partial<State<T>> {
    const { values, unseen } = this.#state
    const rowsOf = new Map<string, unknown>()
    const { values: taken, keys: found } = nest(fields, keys, (list, key, index) => {
      if (!unseen.has(`${list}[${key}]`)) return {}
      if (!rowsOf.has(list)) rowsOf.set(list, this.#pathOf(list).reduce<unknown>(inside, values))
      return inside(rowsOf.get(list), String(index))
    })
    const seen = new Set(unseen)
    if (seen.size > 0) for (const name of namesIn(fields)) seen.delete(name)
    const nextKey = Math.max(this.#state.nextKey, 1 + highestKey(found))
    return { values: taken, keys: new Map([...keys, ...found]), nextKey, unseen: seen }
  }

  /** A path by positions as a name by keys. */
  #nameOf(parts: readonly string[]): string {
    const named: (string | number)[] = []
    for (const part of parts) {
      const rows = this.#state.keys.get(nameOf(named))
      named.push(rows?.[Number(part)] ?? part)
    }
    return nameOf(named)
  }

  /** The positions of a list's name. */
  #pathOf(list: string): string[] {
    const path: string[] = []
    let name = ''
    for (const part of list.split(/[[\]]+/).filter(Boolean)) {
      const rows = this.#state.keys.get(name)
      path.push(rows ? String(rows.indexOf(Number(part))) : part)
      name = name ? `${name}[${part}]` : part
    }
    return path
  }

  #errorsOf(name: string): readonly string[] {
    const { used, submitted, extra } = this.#state
    const isUsed = submitted || used.has(name) || used.has(`${name}[]`)
    return [...(isUsed ? (this.#issues.get(name) ?? []) : []), ...(extra.get(name) ?? [])]
  }
}

/** Names of the fields that do not hold what the form began with. */
function changedNames(fields: Fields, initial: object): Set<string> {
  const names = Object.entries(fields).filter(([name, value]) => {
    const before = name
      .split(/[[\]]+/)
      .filter(Boolean)
      .reduce<unknown>(inside, initial)
    return String(value) !== (Array.isArray(before) ? String(before) : textOf(before))
  })
  return new Set(names.map(([name]) => name))
}
