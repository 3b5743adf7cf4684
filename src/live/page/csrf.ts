/**
 * A text in forms that only this app's own pages can know: another site may send a form here with the
 * browser's cookies, and can't read the session to make the token.
 */
import { sameText } from '../../base/ids.ts'
import type { LiveRequest } from './request.ts'

/** The name of the form field that carries the token. */
export const CSRF_FIELD = '_csrf'

/** The token of a request's session: the same for all pages of the session. "" without an app. */
export function csrfToken(request: LiveRequest): string {
  return request.sealer?.seal('csrf', request.session.id) ?? ''
}

/** True when a form's token belongs to the request's session. */
export function checkCsrf(request: LiveRequest, token: unknown): boolean {
  const expected = csrfToken(request)
  return expected !== '' && typeof token === 'string' && sameText(token, expected)
}
