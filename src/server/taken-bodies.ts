/** Requests whose body was read before they came to the app, as by a body parser of its host. */
import { fail } from '../base/errors.ts'
import { requestWith } from './request-body.ts'

const taken = new WeakSet<Request>()

/** Notes that nothing of a request's body is left. */
export function noteTaken(request: Request): void {
  taken.add(request)
}

/** Without a body of their own. */
const SAFE = ['GET', 'HEAD']

/**
 * The same request; one whose body is gone gets another, which says so to who reads it. Left as it is, it would look like
 * an empty one, and so like a mistake of its sender.
 */
export function tellingTaken(request: Request): Request {
  const { method } = request
  if (SAFE.includes(method) || (!taken.has(request) && !request.bodyUsed)) return request
  // An empty one is as good as it was.
  if (request.headers.get('content-length') === '0') return requestWith(request, request.url, null)
  const pull = (): never => {
    throw fail('E_BODY_TAKEN', method, new URL(request.url).pathname)
  }
  // Who does not read it has no need of it.
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({ pull }, { highWaterMark: 0 })
  return requestWith(request, request.url, body)
}
