/** Answers whose bodies take longer than their handlers, such as streams: what these read is in memory all the while. */
import type { Clock } from '../base/clock.ts'

/** How long something is kept for an answer at most: an answer that is never read must not keep it for good. */
interface Patience {
  readonly clock: Clock
  readonly ms: number
}

/**
 * The same answer.
 * @param sent is called once, when the whole body was read, or is not read any more.
 */
export function tellingSent(
  response: Response,
  sent: () => void,
  { clock, ms }: Patience,
): Response {
  const { body, status, statusText, headers } = response
  if (body === null) {
    sent()
    return response
  }
  const reader = body.getReader()
  let cancel = (): void => {}
  const over = (): void => {
    cancel()
    sent()
  }
  if (ms < Infinity) cancel = clock.after(ms, sent)
  const told = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          over()
          controller.close()
        } catch (error) {
          over()
          controller.error(error)
        }
      },
      cancel: (reason) => {
        over()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
  return new Response(told, { status, statusText, headers })
}
