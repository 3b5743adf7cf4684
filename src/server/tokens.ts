/**
 * Signed texts, and the page token that lets a socket take over a page. A browser can read them and cannot
 * make them.
 */
import { defaultNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { fail } from '../base/errors.ts'
import { base64url, sameText, TextSigner } from '../base/ids.ts'
import { POST_FORM } from '../template/form-post.ts'
import type { Sealer } from '../live/page/request.ts'

/** What a page token says. */
export interface PageToken {
  window: string
  /** Path and query that the page was opened with. */
  url: string
  /** The session the page belongs to. */
  session: string
}

export class Signer {
  readonly #signer: TextSigner
  readonly namespace: Namespace

  /**
   * @param secret any text that only the app knows; the same in every process of an app.
   * @param namespace the app's.
   */
  constructor(secret: string, namespace: Namespace = defaultNamespace) {
    this.namespace = namespace
    this.#signer = new TextSigner(secret)
  }

  /** `purpose` keeps a text signed for one use from passing as another. */
  seal(purpose: string, value: unknown): string {
    const text = toBase64(JSON.stringify(value))
    return `${text}.${this.#signer.sign(`${purpose}:${text}`)}`
  }

  /** The sealed value; undefined when it was not sealed here for this purpose. */
  open(purpose: string, sealed: string): unknown {
    const end = sealed.lastIndexOf('.')
    if (end <= 0) return undefined
    const text = sealed.slice(0, end)
    if (!sameText(sealed.slice(end + 1), this.#signer.sign(`${purpose}:${text}`))) return undefined
    return JSON.parse(fromBase64(text))
  }
}

/** Characters of a key that can't be guessed. */
const KEY_LENGTH = 16

/** The id of the form that posts the buttons of a window's page: the same each time that it is printed. */
export function postFormId(signer: Sealer, window: string): string {
  return `${POST_FORM}-${signer.seal('post', window).split('.').at(-1)!.slice(0, KEY_LENGTH)}`
}

export function signPageToken(signer: Sealer, page: PageToken, now: number): string {
  return signer.seal('page', [page.window, page.url, page.session, now])
}

/**
 * Reads a page token.
 * @param session the id of the session that it must be of.
 * @param age `now`, and `maxAge` (`limits.tokenMs`), in milliseconds.
 * @throws LiveError E_TOKEN when it is forged or of another session, E_TOKEN_EXPIRED when it is old.
 */
export function verifyPageToken(
  signer: Signer,
  token: string,
  session: string,
  { now, maxAge }: { now: number; maxAge: number },
): PageToken {
  const value = signer.open('page', token) as [string, string, string, number] | undefined
  if (value === undefined) throw fail('E_TOKEN')
  const [window, url, owner, made] = value
  if (owner !== session) throw fail('E_TOKEN')
  if (now - made > maxAge) throw fail('E_TOKEN_EXPIRED')
  return { window, url, session: owner }
}

function toBase64(text: string): string {
  return base64url(new TextEncoder().encode(text))
}

function fromBase64(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return new TextDecoder().decode(Uint8Array.from(binary, (char) => char.charCodeAt(0)))
}
