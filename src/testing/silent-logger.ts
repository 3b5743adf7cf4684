/** Says nothing: cases make tasks fail on purpose. */
import type { Logger } from '../base/logger.ts'

/** A logger whose words nobody hears. */
export const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} }
