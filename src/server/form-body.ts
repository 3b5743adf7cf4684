/**
 * The body of a request as a form or as JSON. Runtimes read a form that has files in one go, however many parts it has,
 * while everybody waits. Here it is read in turns, and ends at its limits.
 */
import type { MultipartParser, MultipartPart } from '@remix-run/multipart-parser'
import { checkFieldCount, MOST_FIELDS } from '../base/form-limits.ts'

/** Bytes of one part's headers. */
const HEADER_BYTES = 16 * 1024
/** Letters of a form that is read at once. */
const SHORT = 4096
/** Milliseconds of reading after which others get their turn: of all forms that a process reads, one is read at a time. */
const TURN_MS = 10
/** Milliseconds that others have after a longer piece of work, at most. */
const MOST_PAUSE_MS = 300

/**
 * Reads a form.
 * @param read says what is wrong with a body that is none, as the runtime does.
 * @throws LiveError E_BAD_ARGS for too many parts; TypeError for what is no form; what reading the body throws.
 */
export async function formDataOf(
  request: Request,
  read: () => Promise<FormData>,
): Promise<FormData> {
  const type = request.headers.get('content-type') ?? ''
  if (/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
    const text = await request.text()
    return text.length < SHORT ? pairsOf(text) : inTurn(() => pairsOf(text))
  }
  if (!/^multipart\/form-data\s*(?:;|$)/i.test(type)) return read()
  const { MultipartParseError, MultipartParser, getMultipartBoundary } =
    await import('@remix-run/multipart-parser')
  const boundary = getMultipartBoundary(type)
  if (boundary === null) throw new TypeError('the type of the form names no boundary')
  if (request.body === null) throw new TypeError('the form has no body')
  const form = new FormData()
  const parser = new MultipartParser(boundary, {
    maxHeaderSize: HEADER_BYTES,
    maxParts: MOST_FIELDS,
    // How long the body is, is limited where it is read.
    maxFileSize: Infinity,
    maxTotalSize: Infinity,
  })
  try {
    await parse(request.body, parser, (part) => add(form, part))
  } catch (error) {
    if (!(error instanceof MultipartParseError)) throw error
    if (error.name === 'MaxPartsExceededError') checkFieldCount(MOST_FIELDS + 1)
    throw new TypeError(error.message, { cause: error })
  }
  return form
}

/** @throws LiveError E_BAD_ARGS. */
function pairsOf(text: string): FormData {
  let count = 1
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    if (at + 1 < text.length) checkFieldCount(++count)
  }
  const form = new FormData()
  for (const [name, value] of new URLSearchParams(text)) form.append(name, value)
  return form
}

/**
 * Reads a body as JSON. Its parser takes as long as it takes: ten milliseconds for a megabyte, or 300 where thousands
 * of lists are in each other.
 * @throws SyntaxError for what is none; what reading the body throws.
 */
export async function jsonOf(request: Request): Promise<unknown> {
  const text = await request.text()
  const parse = (): unknown => JSON.parse(text)
  return text.length < SHORT ? parse() : inTurn(parse)
}

/** Work on bodies that has begun, and waits. */
let works: Promise<unknown> = Promise.resolve()
/** Milliseconds that the last of it took. */
let taken = 0

/** Works when no other body is worked on; after one that took long, others have as much time. */
function inTurn<T>(work: () => T): Promise<T> {
  const ms = (): number => (taken > 2 * TURN_MS ? Math.min(taken, MOST_PAUSE_MS) : 0)
  const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms()))
  const result = works.then(pause).then(() => {
    const began = performance.now()
    try {
      return work()
    } finally {
      taken = performance.now() - began
    }
  })
  works = result.catch(() => {})
  return result
}

/** Reads a whole body: until it is complete, it is not known what its parts may take. */
async function piecesOf(body: ReadableStream<Uint8Array>): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = []
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return pieces
    pieces.push(value)
  }
}

async function parse(
  body: ReadableStream<Uint8Array>,
  parser: MultipartParser,
  take: (part: MultipartPart) => void,
): Promise<void> {
  let isWhole = false
  const pieces = await piecesOf(body)
  // What is parsed is let go of.
  for (let value = pieces.shift(); value !== undefined; value = pieces.shift()) {
    // What follows the last boundary is no part of the form.
    if (isWhole || value.byteLength === 0) continue
    const parts = parser.write(value)[Symbol.iterator]()
    const takeSome = (): boolean => {
      const end = performance.now() + TURN_MS
      for (let next = parts.next(); !next.done; next = parts.next()) {
        take(next.value)
        if (performance.now() > end) return true
      }
      return false
    }
    while (await inTurn(takeSome));
    isWhole = isOver(parser)
  }
  parser.finish()
}

/** True when the last boundary has come: a parser that is not done refuses to finish. */
function isOver(parser: MultipartParser): boolean {
  try {
    parser.finish()
    return true
  } catch {
    return false
  }
}

const utf8 = new TextDecoder()

function add(form: FormData, part: MultipartPart): void {
  const { headers } = part
  const disposition = headers['content-disposition'] ?? ''
  const name = quoted(disposition, 'name') ?? part.name
  const filename = quoted(disposition, 'filename') ?? part.filename
  if (name === undefined) throw new TypeError('a part of the form has no name')
  if (filename === undefined) return form.append(name, utf8.decode(part.bytes))
  const type = headers['content-type'] ?? ''
  form.append(name, new File(part.content as Uint8Array<ArrayBuffer>[], filename, { type }))
}

/**
 * A parameter as browsers write it: HTML, "multipart/form-data encoding algorithm". The parser ends a header where a
 * name has a line separator (U+2028, U+2029), and the quote is not closed: the name is what stands before that.
 */
function quoted(disposition: string, parameter: string): string | undefined {
  const [, value] = new RegExp(`;\\s*${parameter}="([^"]*)`, 'i').exec(disposition) ?? []
  return value?.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}
