/**
 * Streams and growing texts of a view or component on their way to another process: rows stay in the page, and
 * what goes along is their keys, their ids, and what the page may not have yet. carried-view.ts carries the rest.
 */
import { fail } from '../../base/errors.ts'
import { Stream } from '../../template/stream.ts'
import type { CarriedStream, FirstRender } from '../../template/stream.ts'
import { TextStream } from '../../template/text-stream.ts'
import { journalsOf, namedStreams, namedTexts } from './named-streams.ts'

/** Of one target: a stream, or a text as it stands, and whether a field or a name of its own leads to it. */
type CarriedJournal = [place: 'field' | 'name', name: string, what: CarriedStream | string]

/**
 * What a view's or component's streams are.
 * @param acknowledged the last frame that the browser is known to have.
 * @throws LiveError E_STATE for streams that can't be made again.
 */
export function carriedStreams(target: object, acknowledged: number): CarriedJournal[] {
  if (journalsOf(target).length === 0) return []
  const { name: Class } = target.constructor
  const carried: CarriedJournal[] = []
  const add = (place: 'field' | 'name', name: string, value: unknown): void => {
    if (value instanceof TextStream) carried.push([place, name, String(value)])
    if (!(value instanceof Stream)) return
    if (value.hosts) throw fail('E_STATE', Class, `components in rows of ${name}`)
    const state = value.carried(acknowledged)
    if (state.key === null && (place === 'name' || !isDeclared(target, name))) {
      throw fail('E_STATE', Class, `a function for the keys of ${name}`)
    }
    carried.push([place, name, state])
  }
  for (const [name, value] of Object.entries(target)) add('field', name, value)
  const named = { ...namedStreams(target), ...namedTexts(target) }
  for (const [name, value] of Object.entries(named)) add('name', name, value)
  return carried
}

const declared = new WeakMap<object, Set<string>>()

/** True when a new view or component of the class has this stream before anything else is done with it. */
function isDeclared({ constructor }: object, name: string): boolean {
  let fields = declared.get(constructor)
  if (fields === undefined) {
    const made = new (constructor as new () => object)()
    const streams = Object.entries(made).filter(([, value]) => value instanceof Stream)
    declared.set(constructor, (fields = new Set(streams.map(([field]) => field))))
  }
  return fields.has(name)
}

/** Gives them to the next process's view or component, whose first render shows what the page has. */
export function restoreStreams(
  target: object,
  carried: readonly CarriedJournal[],
  first: FirstRender,
): void {
  for (const [place, name, what] of carried) {
    const isText = typeof what === 'string'
    const named = isText ? namedTexts(target) : namedStreams(target)
    const owner = (place === 'field' ? target : named) as Record<string, unknown>
    if (isText) {
      const own = owner[name]
      if (own instanceof TextStream) own.reset(what)
      else owner[name] = new TextStream(what)
      continue
    }
    const { key, limit } = what
    if (!(owner[name] instanceof Stream)) {
      if (key === null) throw fail('E_STATE', target.constructor.name, `the keys of ${name}`)
      owner[name] = new Stream({ key: key as never, limit })
    }
    ;(owner[name] as Stream<unknown>).takeOver(what, first)
  }
}
