/** What may be a secret: one rule for all that sign and encrypt. */
import { fail } from './errors.ts'
import type { Logger } from './logger.ts'

/** Characters of the shortest. */
export const SECRET_LENGTH = 16
/** Fewer different ones are a pattern: of 16 random hexadecimal digits one in a million has so few. */
const LEAST_DIFFERENT = 5
/** What examples have in the place of a secret. */
const PLACEHOLDER =
  /change.?(?:me|it|this)|replace.?(?:me|it|this|with)|your.{0,5}secret|secret.?(?:goes.?)?here|placeholder|openssl.rand|\$[{(]/i

/** What a secret should be, for an error. */
export const GOOD_SECRET =
  "at least 16 characters that can't be guessed, such as the output of openssl rand -base64 24"

/** What is wrong with a secret, in words that do not show it; undefined: nothing that can be seen. */
export function weaknessOf(secret: string): string | undefined {
  const { length } = secret
  if (length < SECRET_LENGTH) return `${length} characters`
  if (new Set(secret).size < LEAST_DIFFERENT) return 'the same few characters again and again'
  if (repeats(secret)) return 'a short part again and again'
  return PLACEHOLDER.test(secret) ? 'the words of an example' : undefined
}

/** True for a text that is a shorter one twice or more. */
function repeats(text: string): boolean {
  for (let part = 1; part <= text.length / 2; part++) {
    if (text.slice(part) === text.slice(0, -part)) return true
  }
  return false
}

/** Where a secret is used. */
export interface SecretUse {
  readonly development: boolean
  readonly logger: Logger
}

/**
 * Refuses a secret that is too short, and in production one that is easily guessed; in development that is a warning.
 * @param name the option; a name in capital letters is an environment variable.
 * @throws LiveError E_OPTION, E_ENVIRONMENT.
 */
export function checkSecret(
  name: string,
  secret: unknown,
  { development, logger }: SecretUse,
): void {
  const weakness = typeof secret === 'string' ? weaknessOf(secret) : `a ${typeof secret}`
  if (weakness === undefined) return
  const isVariable = name === name.toUpperCase()
  if (development && typeof secret === 'string' && secret.length >= SECRET_LENGTH) {
    logger.warn({}, `${name} is ${weakness}, and refused in production: take ${GOOD_SECRET}.`)
    return
  }
  throw isVariable
    ? fail('E_ENVIRONMENT', name, GOOD_SECRET, weakness)
    : fail('E_OPTION', name, GOOD_SECRET, weakness)
}
