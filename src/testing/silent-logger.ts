/** For errors that tests cause on purpose. */
import type { Logger } from '../base/logger.ts'

/** A logger that drops all lines. */
export const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} }
