/** Says nothing: what fails on purpose is no news. */
import type { Logger } from '../base/logger.ts'

/** A logger whose words nobody hears. */
export const silent: Logger = { info: () => {}, warn: () => {}, error: () => {} }
