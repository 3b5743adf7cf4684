/**
 * Where an app's messages for its operators go. Any pino-like logger fits.
 */

/** Takes structured fields first and a sentence second, as pino does. */
export interface Logger {
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
  error(fields: object, sentence: string): void
  /** Details for a close look, such as refused input. Default: not written. */
  debug?(fields: object, sentence: string): void
}

/** Writes to the console: the default. */
export const consoleLogger: Logger = {
  info: (fields, sentence) => console.info(sentence, ...written(fields)),
  warn: (fields, sentence) => console.warn(sentence, ...written(fields)),
  error: (fields, sentence) => console.error(sentence, ...written(fields)),
}

/** Nothing for a line without fields. */
function written(fields: object): object[] {
  return Object.keys(fields).length > 0 || fields instanceof Error ? [fields] : []
}

/**
 * A logger that never throws: what another one fails to take goes to the console, with its failure.
 * Most lines are written in error handlers, where a second error could not be handled.
 */
export function safeLogger(logger: Logger): Logger {
  if (logger === consoleLogger) return logger
  const log = (level: keyof Logger) => (fields: object, sentence: string) => {
    const failed = (failure: unknown): void => {
      consoleLogger.error({ failure }, 'the logger failed')
      console[level](sentence, fields)
    }
    try {
      // Loggers that answer later are not in the type; users have them all the same.
      const written: unknown = logger[level]?.(fields, sentence)
      if (written instanceof Promise) written.catch(failed)
    } catch (failure) {
      failed(failure)
    }
  }
  const levels = { info: log('info'), warn: log('warn'), error: log('error') }
  return logger.debug ? { ...levels, debug: log('debug') } : levels
}
