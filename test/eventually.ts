/** Waiting in tests: for a condition or a promise, with a limit, and with what was there instead. */

/** Milliseconds that a test waits for what should come at once, also on a busy machine. */
export const MOST_MS = 40_000

// Those of the process: a test may put clocks of its own in their place.
const { setTimeout: later, clearTimeout: never } = globalThis

/** Milliseconds from one look to the next: at first, and at most. A look may cost a browser's answer. */
const FIRST_MS = 5
const BETWEEN_MS = 40

/** What says more than "no" when a wait has failed. */
export interface WaitOptions {
  /** What is there instead, asked when the time is over. Default: what the condition gave last. */
  state?: () => unknown
  mostMs?: number
}

/**
 * Waits until the condition gives something true, and returns that.
 * @param what completes the sentence "this was not so: …". Default: the condition's code.
 */
export async function eventually<T>(
  condition: () => T | Promise<T>,
  what: string = condition.toString(),
  { state, mostMs = MOST_MS }: WaitOptions = {},
): Promise<Exclude<T, false | 0 | '' | null | undefined>> {
  const end = performance.now() + mostMs
  let last: unknown = 'no answer'
  for (let wait = FIRST_MS; ; wait = Math.min(BETWEEN_MS, wait * 1.5)) {
    const given = condition()
    const options = { state: state ?? (() => last), mostMs: Math.max(1, end - performance.now()) }
    const value = given instanceof Promise ? await inTime(given, what, options) : given
    if (value) return value as Exclude<T, false | 0 | '' | null | undefined>
    last = value
    if (performance.now() > end) throw new Error(sentence(what, mostMs, options.state))
    await new Promise((resolve) => later(resolve, wait))
  }
}

/** Waits for a promise, and fails when it takes longer than a test waits. */
export async function inTime<T>(
  promise: Promise<T>,
  what: string,
  { state = () => 'no answer', mostMs = MOST_MS }: WaitOptions = {},
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = later(() => reject(new Error(sentence(what, Math.round(mostMs), state))), mostMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    never(timer)
  }
}

function sentence(what: string, ms: number, state: () => unknown): string {
  const last = state()
  const text = typeof last === 'string' ? last : (JSON.stringify(last) ?? String(last))
  return `After ${ms} ms this was not so: ${what}. Last: ${text.slice(0, 8000)}`
}
