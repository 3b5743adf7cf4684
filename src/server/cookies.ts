/** Cookies, as RFC 6265 writes them. */

export function readCookies(header: string | null): Record<string, string> {
  const cookies: Record<string, string> = Object.create(null) as Record<string, string>
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=')
    if (equals < 1) continue
    cookies[pair.slice(0, equals).trim()] = pair.slice(equals + 1).trim()
  }
  return cookies
}

/** A cookie for the whole site, unreadable for scripts, not sent along by other sites' requests. */
export function writeCookie(name: string, value: string, secure: boolean): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600${secure ? '; Secure' : ''}`
}
