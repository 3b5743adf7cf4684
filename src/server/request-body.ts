/**
 * The request that a handler gets: with the address that its browser asked for, and a limit to what its body may
 * bring, however it is read and whether its length is known or not.
 */
import { fail, LiveError } from '../base/errors.ts'
import { basePathOf, placeRequest } from './placed-requests.ts'
import { BodyPieces } from './body-pieces.ts'
import { formDataOf, jsonOf } from './form-body.ts'
import type { Settings } from './settings.ts'
import { browserAddress } from './proxies.ts'
import type { UnfinishedBody } from './unfinished-bodies.ts'

/** A request whose body ends with an error when it gets too long. */
export interface LimitedRequest {
  request: Request
  /** True once more came than is allowed: whatever the handler made of the error. */
  readonly exceeded: boolean
}

const nothing = (): void => {}

/** Bytes of a body too long that are still read, so that its sender gets to read the answer. */
const MOST_DRAINED = 32 * 1024 * 1024
/** Pieces after which a body is looked at, and what they have on average at least: each takes as long as many bytes. */
const LOOKED_AT = 4096
const LEAST_BYTES = 16
/** What a small piece of it counts as: reading it takes as long as reading so many bytes. */
const LEAST_COUNTED = 1024

/**
 * The same request with a limited body.
 * @param most bytes; Infinity for no limit.
 * @param unfinished counts its received bytes, and what they may be read into; its maker ends it with the answer.
 * @param asked the address that it shows; see askedUrl.
 * @throws LiveError E_BODY_SIZE at once when the request says that it is longer.
 */
export function limitBody(
  request: Request,
  most: number,
  unfinished: UnfinishedBody,
  asked: string = request.url,
): LimitedRequest {
  // Before the body is touched: who reads nothing of it leaves it to the runtime.
  if (Number(request.headers.get('content-length')) > most) throw fail('E_BODY_SIZE', most)
  const { body } = request
  if (body === null || most === Infinity) {
    return { request: sayingWhy(requestAt(asked, request)), exceeded: false }
  }
  const state = { request, exceeded: false }
  const reader = body.getReader()
  let hand: (bytes: Uint8Array<ArrayBuffer>) => void = nothing
  const pieces = new BodyPieces((piece) => hand(piece))
  let bytes = 0
  let count = 0
  const limited = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => void (hand = (piece) => controller.enqueue(piece)),
    async pull(controller) {
      try {
        for (let isFull = false; !isFull;) {
          const { done, value } = await reader.read()
          if (done) {
            // What waits for its turn is in memory as it came.
            const turn = unfinished.whole()
            if (turn) await turn
            pieces.flush()
            return controller.close()
          }
          bytes += value.byteLength
          if (++count % LOOKED_AT === 0 && bytes < count * LEAST_BYTES) {
            throw fail('E_BODY_PIECES', bytes, count)
          }
          state.exceeded = bytes > most
          if (state.exceeded) throw fail('E_BODY_SIZE', most)
          unfinished.take(value)
          isFull = pieces.add(value)
        }
      } catch (error) {
        hand = nothing
        pieces.drop()
        unfinished.end()
        controller.error(error)
        if (!(error instanceof LiveError)) return
        if (error.code === 'E_BODY_TAKEN') return
        // Reading on is what such a sender wants.
        if (error.code === 'E_BODY_PIECES') await reader.cancel()
        else await drain(reader)
      }
    },
    cancel: (reason) => {
      hand = nothing
      pieces.drop()
      return reader.cancel(reason)
    },
  })
  state.request = sayingWhy(requestWith(request, asked, limited))
  return state
}

/**
 * The same request at another address; itself where it is there already.
 * @param body of the one that is returned; null for none. Default: its own.
 */
export function requestAt(
  url: string,
  request: Request,
  body: Request['body'] = request.body,
): Request {
  return url === request.url ? request : requestWith(request, url, body)
}

/** The ways to read a body that not every body can be read in. */
const READERS = { formData: 'form', json: 'JSON' } as const

/** The form has more entries than may be. */
function isTooMany(error: unknown): error is LiveError {
  return error instanceof LiveError && error.code === 'E_BAD_ARGS'
}

/** The same request: a body that is not what is read from it is its sender's mistake. */
function sayingWhy(request: Request): Request {
  const runtimes = request.formData.bind(request)
  const readers = {
    formData: (): Promise<unknown> => formDataOf(request, runtimes),
    json: () => jsonOf(request),
  }
  for (const name of ['formData', 'json'] as const) {
    const own = readers[name]
    const read = (): Promise<unknown> => {
      const wasRead = request.bodyUsed
      return own().catch((error: unknown) => {
        const isShape =
          error instanceof TypeError || error instanceof SyntaxError || isTooMany(error)
        if (wasRead || !isShape) throw error
        const got = request.headers.get('content-type') ?? 'nothing'
        throw fail('E_BODY', READERS[name], got, error.message)
      })
    }
    Object.defineProperty(request, name, { value: read })
  }
  return request
}

/** Methods that no Request can be made with. */
const UNMADE = ['CONNECT', 'TRACE', 'TRACK']

/** Another request that says the same, with this body. */
export function requestWith(request: Request, url: string, body: Request['body']): Request {
  const { method, headers, signal } = request
  if (UNMADE.includes(method.toUpperCase())) return request
  // A stream as the body needs `duplex`, which the types do not know.
  const init = { method, headers, signal, body, duplex: 'half' }
  const copy = new Request(url, init as RequestInit)
  placeRequest(copy, basePathOf(request))
  return copy
}

/** Counts the body of a request for the address of its visitor. */
export function bodyOf(
  { headers }: Request,
  address: string,
  { bodies, trustedProxies }: Pick<Settings, 'bodies' | 'trustedProxies'>,
): UnfinishedBody {
  const from = browserAddress(headers, address, trustedProxies)
  return bodies.open(from, headers.get('content-type') ?? '')
}

/** A connection that is cut while its sender sends loses the answer. */
async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let bytes = 0; bytes < MOST_DRAINED;) {
    const { done, value } = await reader.read()
    if (done) return
    bytes += Math.max(value.byteLength, LEAST_COUNTED)
  }
  await reader.cancel()
}
