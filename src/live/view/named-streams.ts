/**
 * What a view has beside its fields: streams by name, rows and text that come between events, and fields
 * that are emptied after each render. live-view.ts delegates to this; instance.ts says when a render is done.
 */
import { Stream, streamsExist } from '../../template/stream.ts'
import type { InsertOptions, StreamOptions, StreamSource } from '../../template/stream.ts'
import { TextStream, textStreamsExist } from '../../template/text-stream.ts'
import { Batcher } from './batcher.ts'
import { findHandle } from './view-handle.ts'
import type { Poster, ReportingPoster } from './batcher.ts'
import { StreamReader } from './stream-reader.ts'

/** Something with a history: it can go back to where it was. */
export interface StreamJournal {
  mark(): unknown
  rewind(mark: unknown): void
}

/** How a stream by name is made and filled. */
export interface NamedStreamOptions<T> extends StreamOptions<T>, InsertOptions {
  /** Empties the stream first. */
  reset?: boolean
}

/** Streams by their names. Only who made one knows the type of its items. */
// any: a table of streams of different items.
// oxlint-disable-next-line typescript/no-explicit-any
export type NamedStreams = Record<string, Stream<any>>

/** What one view has. */
class Extras {
  // Without a prototype: names may come from browsers.
  readonly streams: NamedStreams = Object.create(null) as NamedStreams
  readonly texts = Object.create(null) as Record<string, TextStream>
  readonly batchers = new Map<string, Batcher<string>>()
  readonly readers = new Map<Stream<unknown>, Set<StreamReader>>()
  /** The view is asked to render already. */
  woken = false
}

const extras = new WeakMap<object, Extras>()
const NONE: StreamJournal[] = []

function extrasOf(view: object): Extras {
  let found = extras.get(view)
  if (found === undefined) extras.set(view, (found = new Extras()))
  return found
}

/** What a view keeps in its fields, streams and texts; see base/held-memory.ts. */
export function fieldsHeld(view: object): readonly unknown[] {
  const named = extras.get(view)
  return [...Object.values(view), named?.streams, named?.texts, named?.batchers]
}

/** Streams by name; one that is read before it was filled is undefined. */
export function namedStreams(view: object): NamedStreams {
  return extrasOf(view).streams
}

/** Texts by name. */
export function namedTexts(view: object): Record<string, TextStream> {
  return extrasOf(view).texts
}

/** Makes a stream by name at the first call, and adds rows. */
export function fillStream<T>(
  view: object,
  name: string,
  items: StreamSource<T>,
  { reset = false, at, ...options }: NamedStreamOptions<T>,
): Stream<T> {
  const stream = (extrasOf(view).streams[name] ??= new Stream<T>(options)) as Stream<T>
  const { limit } = options
  const where = { ...(at !== undefined && { at }), ...(limit !== undefined && { limit }) }
  if (reset) stream.reset(items, where)
  else stream.insertAll(items, where)
  wake(view)
  return stream
}

/** Adds a row to a stream by name. */
export function insertInto<T>(view: object, name: string, item: T, options: InsertOptions): void {
  const { streams } = extrasOf(view)
  const stream = (streams[name] ??= new Stream<T>({})) as Stream<T>
  stream.insert(item, options)
  wake(view)
}

/** Removes a row of a stream by name. */
export function deleteFrom(view: object, name: string, itemOrKey: unknown): void {
  extrasOf(view).streams[name]?.delete(itemOrKey)
  wake(view)
}

/** Appends to a text by name, whenever it comes, and lets the view render. */
export function appendText(view: object, name: string, chunk: string): void {
  const { texts, batchers } = extrasOf(view)
  const text = (texts[name] ??= new TextStream(''))
  const poster = openHandle(view)
  if (poster === undefined) return text.append(chunk)
  let batcher = batchers.get(name)
  if (batcher === undefined) {
    batcher = new Batcher<string>(poster, 'streamText', (chunks) => text.append(chunks.join('')))
    batchers.set(name, batcher)
  }
  batcher.send(chunk)
}

/** True while rows come from a source that takes its time. */
export function readsStreams(view: object): boolean {
  for (const running of extras.get(view)?.readers.values() ?? []) if (running.size > 0) return true
  return false
}

/** All that a view must be able to take back when its work fails. */
export function journalsOf(view: object): StreamJournal[] {
  if (!streamsExist() && !textStreamsExist()) return NONE
  const named = extras.get(view)
  const fields = Object.values(view).filter(isJournal)
  if (named === undefined) return fields
  return [...fields, ...Object.values(named.streams), ...Object.values(named.texts)]
}

/**
 * A render of the view is in the page, or on its way: temporary fields are emptied, rows that come later
 * are followed.
 * @returns true when the view can't be rendered again with the same result.
 */
export function rendered(view: object, poster: ReportingPoster): boolean {
  if (streamsExist()) followArrivals(view, poster)
  return emptyTemporaries(view)
}

/** The view is closed: nothing comes any more. */
export function closeStreams(view: object): void {
  const found = extras.get(view)
  if (found === undefined) return
  for (const readers of found.readers.values()) for (const reader of readers) reader.stop()
  for (const batcher of found.batchers.values()) batcher.stop()
}

function followArrivals(view: object, poster: ReportingPoster): void {
  for (const stream of journalsOf(view)) {
    if (!(stream instanceof Stream)) continue
    const { arrivals, emptied } = stream.takeArrivals()
    if (!emptied && arrivals.length === 0) continue
    const { readers } = extrasOf(view)
    let running = readers.get(stream)
    if (running === undefined) readers.set(stream, (running = new Set()))
    if (emptied) for (const reader of running) reader.stop()
    if (emptied) running.clear()
    for (const arrival of arrivals)
      follow(new StreamReader(arrival, stream, poster), running, poster)
  }
}

function follow(reader: StreamReader, running: Set<StreamReader>, poster: ReportingPoster): void {
  running.add(reader)
  reader
    .run()
    .finally(() => running.delete(reader))
    .catch((error: unknown) => poster.report('stream', error))
}

/** The way to a view that was rendered and is open. */
function openHandle(view: object): Poster | undefined {
  const handle = findHandle(view)
  return handle?.isOpen ? handle : undefined
}

/** Lets the view render, when nothing else does. */
function wake(view: object): void {
  const poster = openHandle(view)
  const found = extrasOf(view)
  if (poster === undefined || found.woken) return
  found.woken = poster.post('stream', () => {
    found.woken = false
  })
}

function emptyTemporaries(view: object): boolean {
  const { temporaryAssigns } = view.constructor as { temporaryAssigns?: Record<string, unknown> }
  if (temporaryAssigns === undefined) return false
  for (const [field, value] of Object.entries(temporaryAssigns)) {
    Reflect.set(view, field, shallowCopy(value))
  }
  return true
}

function shallowCopy(value: unknown): unknown {
  if (Array.isArray(value)) return [...(value as unknown[])]
  if (value instanceof Map) return new Map(value)
  if (value instanceof Set) return new Set(value)
  const isPlain =
    typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isPlain ? { ...value } : value
}

function isJournal(value: unknown): value is StreamJournal {
  return value instanceof Stream || value instanceof TextStream
}
