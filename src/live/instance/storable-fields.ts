/** Which fields of views and components another process can go on with, and what its class keeps from being. */
import { fail } from '../../base/errors.ts'
import { Stream } from '../../template/stream.ts'
import { TextStream } from '../../template/text-stream.ts'
import { Upload } from '../../uploads/upload.ts'
import { LiveComponent } from '../children/live-component.ts'
import type { Services } from '../page/services.ts'
import { LiveView } from '../view/live-view.ts'
import type { LiveViewClass } from '../view/live-view.ts'
import { undeclaredForm } from '../form/carried-form.ts'
import { formsWritten, write, written } from './state-text.ts'

/** Private fields in a class's text, also as esbuild, TypeScript and SWC write them for older targets. */
const PRIVATE = /\bthis\.#|\b__private|class_?private/i

/** Names that begin with `_`, props, uploads and streams are carried otherwise, or not at all. */
function isKept(key: string, value: unknown): boolean {
  if (key === 'props' || key.startsWith('_')) return false
  return !(value instanceof Upload || value instanceof Stream || value instanceof TextStream)
}

/** @throws LiveError E_STATE for what devalue can't write, and for what fields don't show. */
export function storedFields(target: object): string {
  const hidden = hiding(target.constructor)
  if (hidden !== undefined) throw fail('E_STATE', hidden, '#private fields')
  const fields: Record<string, unknown> = {}
  for (const key of Object.keys(target)) {
    const value = (target as typeof fields)[key]
    if (isKept(key, value)) fields[key] = value
  }
  const text = written(target.constructor as LiveViewClass, fields, (path) => `the field ${path}`)
  const forms = formsWritten(text)
  const form = forms > 0 ? undeclaredForm(target, forms) : undefined
  if (form === undefined) return text
  throw fail(
    'E_STATE',
    target.constructor.name,
    `a form in ${form} that its class does not declare`,
  )
}

/** The field of these that takes most characters: `Cart.items`, and how many. */
export function largestField(targets: readonly object[]): [field: string, size: number] {
  const sizes = targets.flatMap((target) =>
    Object.keys(target).map((key): [string, number] => {
      const { name } = target.constructor
      const { serialize } = target.constructor as LiveViewClass
      const value = (target as Record<string, unknown>)[key]
      return [`${name}.${key}`, isKept(key, value) ? write(value, serialize).length : 0]
    }),
  )
  return sizes.reduce((most, one) => (one[1] > most[1] ? one : most), ['', 0])
}

/**
 * Whether a view class is durable.
 * @throws LiveError E_STATE for one that can't be.
 */
export function checkDurable(View: LiveViewClass): boolean {
  if (!View.durable) return false
  if (View.shared) throw fail('E_STATE', View.name, 'static shared')
  if (View.useActors) throw fail('E_STATE', View.name, 'static useActors')
  if (Object.keys(View.temporaryAssigns ?? {}).length > 0) {
    throw fail('E_STATE', View.name, 'static temporaryAssigns')
  }
  const hidden = hiding(View)
  if (hidden !== undefined) throw fail('E_STATE', hidden, '#private fields')
  return true
}

/** Classes that were looked at. */
const checked = new WeakSet<object>()

/**
 * Looks once at the fields of a class's view that was just opened: values that can't be carried are a warning.
 * @throws LiveError E_STATE in a durable view.
 */
export function checkFields(
  view: LiveView,
  { logger }: Services,
  { development }: { development: boolean },
): void {
  const View = view.constructor as LiveViewClass
  if (View.durable) {
    storedFields(view)
    return
  }
  if (!development || View.carry === false || checked.has(View)) return
  checked.add(View)
  try {
    if (hiding(View) === undefined) storedFields(view)
  } catch (error) {
    const reason = (error as Error).message
    logger.warn({ view: View.name, reason }, 'a view is mounted anew when its server stops')
  }
}

/** Classes whose text was read, and the one of them or their parents that has #private fields. */
const classes = new WeakMap<object, string | null>()

/** The class that hides fields from all others, by name; undefined: none does. */
function hiding(Class: unknown): string | undefined {
  if (!isUsers(Class)) return undefined
  let name = classes.get(Class)
  if (name === undefined) {
    const isHiding = PRIVATE.test(Function.prototype.toString.call(Class))
    name = isHiding ? Class.name : (hiding(Object.getPrototypeOf(Class)) ?? null)
    classes.set(Class, name)
  }
  return name ?? undefined
}

const frameworks = new Set<unknown>([LiveComponent, LiveView, Function.prototype])
const isUsers = (at: unknown): at is new () => object =>
  typeof at === 'function' && !frameworks.has(at)
