/** Environment variables: which are read, what each may be, and one place that reads them. */
import { fail } from './errors.ts'
import { GOOD_SECRET, SECRET_LENGTH } from './secrets.ts'

/** The name of a variable that is read. */
export type Variable =
  | 'NODE_ENV'
  | 'PORT'
  | 'NODE_APP_INSTANCE'
  | 'OVERWIRE_SECRET'
  | 'OVERWIRE_REDIS'
  | 'REDIS_URL'
  | 'OVERWIRE_NATS'
  | 'OVERWIRE_DEV'

interface Rule {
  /** For the error. */
  readonly expected: string
  fits(value: string): boolean
  /** Its value is in no error: it may be, or hold, a password. */
  readonly isSecret?: boolean
}

const isUrl = (value: string, scheme: RegExp): boolean =>
  URL.canParse(value) && scheme.test(new URL(value).protocol)

const redis: Rule = {
  expected: 'an address such as redis://host:6379, or rediss:// with TLS',
  fits: (value) => isUrl(value, /^rediss?:$/),
  isSecret: true,
}

const rules: Record<Variable, Rule> = {
  NODE_ENV: {
    expected: '"production" for production, or a name that does not begin so',
    // "prod", and "Production" of another system's habits, would show errors to strangers.
    fits: (value) => value === 'production' || !/^\s*prod/i.test(value),
  },
  PORT: {
    expected: 'a port from 0 to 65535',
    fits: (value) => /^\d{1,5}$/.test(value) && Number(value) <= 65_535,
  },
  NODE_APP_INSTANCE: {
    expected: 'the number of the process, from 0 up',
    fits: (value) => /^\d+$/.test(value),
  },
  OVERWIRE_SECRET: {
    expected: GOOD_SECRET,
    fits: (value) => value.length >= SECRET_LENGTH,
    isSecret: true,
  },
  OVERWIRE_REDIS: redis,
  REDIS_URL: redis,
  OVERWIRE_NATS: {
    expected: 'an address such as nats://host:4222, or tls://',
    fits: (value) => isUrl(value, /^(?:nats|tls|wss?):$/),
    isSecret: true,
  },
  OVERWIRE_DEV: {
    expected: '"on" or "quiet"; overwire dev sets it',
    fits: (value) => value === 'on' || value === 'quiet',
  },
}

/** Their names. */
export const variables: readonly Variable[] = Object.keys(rules) as Variable[]

/**
 * A variable's value; undefined where it is not set, or empty.
 * @throws LiveError E_ENVIRONMENT for an invalid value.
 */
export function environment(name: Variable): string | undefined {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } }
  const value = process?.env[name]
  if (value === undefined || value === '') return undefined
  const rule = rules[name]
  if (rule.fits(value)) return value
  const got = rule.isSecret ? `another text, of ${value.length} characters` : JSON.stringify(value)
  throw fail('E_ENVIRONMENT', name, rule.expected, got)
}
