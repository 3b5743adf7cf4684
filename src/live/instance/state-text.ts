/** Fields as text, and back: what carried-view.ts writes and revived-view.ts reads. */
import { parse, stringify } from 'devalue'
import { describe, fail } from '../../base/errors.ts'
import { CarriedForm, writeForm } from '../form/carried-form.ts'
import type { FormState } from '../form/form.ts'
import { AsyncResult } from '../view/async-result.ts'
import type { LiveViewClass } from '../view/live-view.ts'
import { plainText } from './plain-text.ts'

/**
 * Writes values of a class's views.
 * @param where names a place in them, for the error.
 * @throws LiveError E_STATE for what devalue can't write.
 */
export function written(
  View: LiveViewClass,
  value: unknown,
  where: (path: string) => string,
): string {
  try {
    return write(value, View.serialize)
  } catch (error) {
    const { path = '', value: odd } = error as { path?: string; value?: unknown }
    throw fail('E_STATE', View.name, `${describe(odd)} in ${where(path.replace(/^\./, ''))}`)
  }
}

/** @throws what devalue throws for values that it can't write. */
export function write(value: unknown, serialize: LiveViewClass['serialize']): string {
  if (serialize === undefined) return plainText(value) ?? stringify(value, writers)
  return stringify(value, { ...writers, ...serialize })
}

/** The values of a text; what was loading when it was written has failed. */
export function read(text: string, revive?: LiveViewClass['revive']): object {
  return parse(text, { ...readers, ...revive } as Parameters<typeof parse>[1]) as object
}

/** Forms have a name that no `static serialize` has by chance. */
const FORM = 'overwire:form'
const FORM_MARK = JSON.stringify([FORM]).replace(/]$/, ',')

/** How many forms such a text has. */
export function formsWritten(text: string): number {
  return text.split(FORM_MARK).length - 1
}

const writers = {
  [FORM]: writeForm,
  AsyncResult: (value: unknown) =>
    value instanceof AsyncResult && [value.result, value.ok, value.loading || value.failed],
}
const readers = {
  [FORM]: (state: FormState) => new CarriedForm(state),
  AsyncResult: ([result, ok, isOver]: [unknown, boolean, boolean]) =>
    new AsyncResult({ result, ok, error: isOver ? fail('E_INTERRUPTED', 'loading') : undefined }),
}
