/** `static temporaryAssigns`: fields that are forgotten once they were rendered. */
import type { LiveView, LiveViewClass } from './view.ts'

/** Gives each listed field a fresh copy of its default. */
export function resetTemporary(view: LiveView): void {
  const { temporaryAssigns } = view.constructor as LiveViewClass
  if (temporaryAssigns === undefined) return
  for (const [field, standard] of Object.entries(temporaryAssigns)) {
    Reflect.set(view, field, copy(standard))
  }
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])]
  if (value instanceof Map) return new Map(value)
  if (value instanceof Set) return new Set(value)
  if (typeof value === 'object' && value !== null) return { ...value }
  return value
}
