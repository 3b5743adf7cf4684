/** Work that runs without being awaited: its errors are logged, and end nothing else. */
import type { Logger } from './logger.ts'

/**
 * Lets work go on by itself: `detach(this.#load(), logger, 'loading failed')`. Use it wherever a promise
 * is not awaited, since an unhandled rejection ends the process.
 * @param sentence of the log line when it fails.
 */
export function detach(work: PromiseLike<unknown>, logger: Logger, sentence: string): void {
  work.then(undefined, (error: unknown) => logger.error({ error }, sentence))
}

/** Runs a function; what it throws is logged. */
export function attempt(run: () => unknown, logger: Logger, sentence: string): void {
  try {
    const result = run()
    if (result instanceof Promise) detach(result, logger, sentence)
  } catch (error) {
    logger.error({ error }, sentence)
  }
}
