/** Gives an app's HTTP handler a time for its answer, and tells it when that is over. */
import type { Clock } from '../base/clock.ts'
import { Wait } from '../base/wait.ts'

/**
 * Runs a handler; `request.signal` is aborted when the browser leaves or the time is over. The body of the
 * answer may take longer.
 * @param ms milliseconds until the answer has to be there; Infinity: for ever.
 * @throws what the handler throws, and LiveError E_EVENT_TIME when it is late.
 */
export async function answerInTime<T>(
  run: (request: Request) => T | Promise<T>,
  request: Request,
  clock: Clock,
  ms: number,
): Promise<T> {
  const late = limitSignal(request)
  try {
    const answer = run(request)
    return answer instanceof Promise ? await new Wait(answer, clock, ms).over : answer
  } catch (error) {
    late(error)
    throw error
  }
}

/** Makes the request's signal one that the result can abort too. It is made when it is first read. */
function limitSignal(request: Request): (reason: unknown) => void {
  let own: AbortController | undefined
  let signal: AbortSignal | undefined
  const browser = (): AbortSignal => Reflect.get(Object.getPrototypeOf(request), 'signal', request)
  Object.defineProperty(request, 'signal', {
    configurable: true,
    get() {
      own ??= new AbortController()
      signal ??= AbortSignal.any([browser(), own.signal])
      return signal
    },
  })
  return (reason) => own?.abort(reason)
}
