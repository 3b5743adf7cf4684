/**
 * A cookie for the whole site, unreadable for scripts, not sent along by other sites' requests
 * (RFC 6265). `secure`: over https only.
 */
export function writeCookie(name: string, value: string, secure: boolean): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=1209600${secure ? '; Secure' : ''}`
}
