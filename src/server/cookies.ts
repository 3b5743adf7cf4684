/** Browsers keep no cookie for longer: 400 days. */
const MOST_SECONDS = 400 * 24 * 60 * 60

/**
 * A cookie for the whole site, unreadable for scripts, not sent along by other sites' requests
 * (RFC 6265).
 * @param ms milliseconds that the browser keeps it. @param secure over https only.
 */
export function writeCookie(
  name: string,
  value: string,
  { ms, secure }: { ms: number; secure: boolean },
): string {
  const seconds = Math.min(MOST_SECONDS, Math.ceil(ms / 1000))
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
}
