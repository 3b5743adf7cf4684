/**
 * Where an app's messages for its operators go. Any pino-like logger fits.
 */

/** Takes structured fields first and a sentence second, as pino does. */
export interface Logger {
  info(fields: object, sentence: string): void
  warn(fields: object, sentence: string): void
  error(fields: object, sentence: string): void
}

/** Writes to the console: the default. */
export const consoleLogger: Logger = {
  info: (fields, sentence) => console.info(sentence, fields),
  warn: (fields, sentence) => console.warn(sentence, fields),
  error: (fields, sentence) => console.error(sentence, fields),
}
