/** The names of a form's fields as types, read off what its schema takes. Nothing of it is there at run time. */

/** What a field holds as one value. */
type Leaf =
  | string
  | number
  | bigint
  | boolean
  | symbol
  | Date
  | Blob
  | ((...args: never[]) => unknown)

/** One less, so that types that contain themselves end. */
type Less = [never, 0, 1, 2, 3, 4]

/** True for `unknown` and `any`: a schema that converts (`z.coerce.number()`) takes anything. */
type IsOpen<T> = unknown extends T ? true : false

/**
 * The paths of a form's fields: `"email" | "address" | "address.city" | "lines" | "lines.${number}.qty"` for
 * `{ email, address: { city }, lines: { qty }[] }`. Any text for values that are not known, and more than five
 * levels down.
 */
export type FieldPath<T, Depth extends number = 5> =
  IsOpen<T> extends true ? string : PathIn<NonNullable<T>, Depth>

type PathIn<T, Depth extends number> = T extends Leaf
  ? never
  : T extends readonly (infer Row)[]
    ? `${number}` | `${number}.${Below<Row, Depth>}`
    : { [K in keyof T & string]: K | `${K}.${Below<T[K], Depth>}` }[keyof T & string]

type Below<T, Depth extends number> =
  IsOpen<T> extends true
    ? never
    : Depth extends 1
      ? string
      : PathIn<NonNullable<T>, Less[Depth] & number>

/** What a form takes whose type says only what it gives: the same; of `Form<unknown>` anything. */
// any: a form of any names is a `Form<unknown>`.
// oxlint-disable-next-line typescript/no-explicit-any -- see above
export type Names<T> = unknown extends T ? any : T

/** The type of what stands at a path; `unknown` where it is not known. */
export type ValueAt<T, Path extends string> =
  IsOpen<T> extends true
    ? unknown
    : Path extends `${infer First}.${infer Rest}`
      ? ValueAt<Inside<NonNullable<T>, First>, Rest>
      : Inside<NonNullable<T>, Path>

/** Of unions the members that have it. */
type Inside<T, Key extends string> = T extends readonly (infer Row)[]
  ? Row
  : Key extends keyof T
    ? T[Key]
    : never

/** A row of the list at a path. */
export type RowAt<T, Path extends string> = RowOf<ValueAt<T, Path>>

type RowOf<T> =
  IsOpen<T> extends true
    ? unknown
    : NonNullable<T> extends infer List
      ? List extends readonly (infer Row)[]
        ? Row
        : never
      : never

/** The paths of lists. */
export type ListPath<T, Path extends string = FieldPath<T>> = Path extends unknown
  ? [RowAt<T, Path>] extends [never]
    ? never
    : Path
  : never

/** What fields may hold at first: the names are known; values are texts, or what texts are made of. */
export type Initial<T> =
  IsOpen<T> extends true
    ? object
    : [T] extends [readonly (infer Row)[]]
      ? readonly InitialIn<Row>[]
      : { readonly [K in KeysOf<T>]?: InitialIn<Inside<T, K>> }

/** Of unions the keys of all their members. */
type KeysOf<T> = T extends unknown ? keyof T & string : never

type InitialIn<T> =
  IsOpen<T> extends true
    ? unknown
    : NonNullable<T> extends Leaf
      ? unknown
      : NonNullable<T> extends readonly Leaf[]
        ? unknown
        : Initial<NonNullable<T>> | null | undefined
