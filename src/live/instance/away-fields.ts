/**
 * Which fields of a view or component move to a store while it hibernates, and what stands in their places: code
 * that reads or writes one of them outside of the view's turns gets an error that says so.
 */
import { fail } from '../../base/errors.ts'
import { Stream } from '../../template/stream.ts'
import { TextStream } from '../../template/text-stream.ts'
import { Upload } from '../../uploads/upload.ts'
import { fieldsWithForms } from '../form/carried-form.ts'
import { AsyncResult } from '../view/async-result.ts'
import { reached } from './reached.ts'

export type MovedFields = Record<string, unknown>

/** Shorter texts stay: they take less memory than their absence. */
const LONG = 64
/** Fields of ours, which are read between the turns of a view. */
const OURS = new Set(['props', 'pageTitle', 'pageMeta', 'unsaved'])

/** True for what the page has and the server has not: rows of streams, files on their way. */
export const isReading = (value: unknown): boolean =>
  value instanceof Upload || value instanceof Stream || value instanceof TextStream

/**
 * Lists, objects and long texts of each of them, but for those that stay: fields that begin with `_`, forms and
 * failures, which no text brings back as they are, and what has an object in common with a field that stays.
 */
export function fieldsThatMove(targets: readonly object[]): MovedFields[] {
  const all = targets.flatMap((target) => fieldsOf(target))
  let moving = all.filter(({ moves }) => moves)
  let stay = all.filter(({ moves, value }) => !moves && isObject(value))
  while (moving.length > 0 && stay.length > 0) {
    const held = reached(stay.map(({ value }) => value))
    if (held === undefined) moving = []
    stay = moving.filter(({ value }) => reached(value, held) === undefined)
    moving = moving.filter((field) => !stay.includes(field))
  }
  return targets.map((target) =>
    Object.fromEntries(
      moving.filter((field) => field.target === target).map(({ name, value }) => [name, value]),
    ),
  )
}

interface Field {
  target: object
  name: string
  value: unknown
  moves: boolean
}

/** Without those that have nothing in common with others. */
function fieldsOf(target: object): Field[] {
  const forms = fieldsWithForms(target)
  const entries = Object.entries(target).filter(([name]) => !OURS.has(name) && !forms.has(name))
  return entries.map(([name, value]: [string, unknown]) => {
    const stays = name.startsWith('_') || (value instanceof AsyncResult && value.failed)
    return { target, name, value, moves: !stays && isLarge(value) && isOwnField(target, name) }
  })
}

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null

const isLarge = (value: unknown): boolean =>
  typeof value === 'string' ? value.length > LONG : isObject(value)

function isOwnField(target: object, name: string): boolean {
  const { writable, configurable } = Object.getOwnPropertyDescriptor(target, name)!
  return writable === true && configurable === true
}

/** One for each field of a class: instances share them. */
const places = new WeakMap<object, Map<string, PropertyDescriptor>>()

/** Leaves places where fields were. */
export function moveOut(target: object, fields: MovedFields): void {
  const { constructor: Class } = target
  let known = places.get(Class)
  if (known === undefined) places.set(Class, (known = new Map()))
  for (const name of Object.keys(fields)) {
    let place = known.get(name)
    if (place === undefined) {
      const refuse = (): never => {
        throw fail('E_HIBERNATES', `${Class.name}.${name}`)
      }
      known.set(name, (place = { get: refuse, set: refuse, enumerable: false, configurable: true }))
    }
    Object.defineProperty(target, name, place)
  }
}

/** Puts them back. */
export function moveIn(target: object, fields: MovedFields): void {
  for (const [name, value] of Object.entries(fields)) {
    const field = { value, writable: true, enumerable: true, configurable: true }
    Object.defineProperty(target, name, field)
  }
}
