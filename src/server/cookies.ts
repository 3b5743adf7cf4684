/** Browsers keep no cookie for longer: 400 days. */
const MOST_SECONDS = 400 * 24 * 60 * 60

/** Browsers take cookies whose names begin so for the whole site alone. */
const WHOLE_SITE = /^__Host-/i

/**
 * A cookie for an app, unreadable for scripts, not sent along by other sites' requests
 * (RFC 6265).
 * @param options `ms`: milliseconds that the browser keeps it; `secure`: over https only; `basePath`: where the app
 * stands.
 */
export function writeCookie(
  name: string,
  value: string,
  { ms, secure, basePath }: { ms: number; secure: boolean; basePath: string },
): string {
  const seconds = Math.min(MOST_SECONDS, Math.ceil(ms / 1000))
  const path = WHOLE_SITE.test(name) ? '/' : basePath || '/'
  return `${name}=${value}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
}
