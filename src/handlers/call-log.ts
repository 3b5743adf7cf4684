/** The lines of calls in the terminal of `overwire dev`: those of handlers and of signals. */
import { elapsed } from '../base/clock.ts'
import type { Services } from '../live/page/services.ts'

/** @param isRefusal whether what the work gave says that the call failed. Default: it fails by what it throws. */
export async function logged<Answer>(
  name: string,
  { devLog, clock }: Services,
  work: () => Promise<Answer>,
  isRefusal: (answer: Answer) => boolean = () => false,
): Promise<Answer> {
  const began = elapsed(clock)
  let failed = true
  try {
    const answer = await work()
    failed = isRefusal(answer)
    return answer
  } finally {
    devLog?.event(name, { ms: elapsed(clock) - began, failed })
  }
}
