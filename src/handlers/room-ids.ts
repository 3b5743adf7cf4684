/**
 * Ids of rooms. One that the server made is signed: whoever has it was given it. One that can be guessed,
 * such as a user's id, needs the app's consent.
 */
import { sameText, TextSigner } from '../base/ids.ts'
import type { LiveRequest } from '../live/request.ts'

let signer = new TextSigner(crypto.randomUUID())
const made = new WeakMap<object, string>()

/** Signs ids from now on; apps call it with their secret. */
export function useRoomSecret(secret: string): void {
  signer = new TextSigner(secret)
}

/**
 * A new room's id, for `data-room`: 32 hexadecimal digits and a signature. A window may enter it without
 * being asked; nobody can guess it.
 * @param request of the page: all calls with the requests of one window give the same id. Default: a new
 * one each time.
 */
export function liveviewRoomUuid(request?: LiveRequest): string {
  const holder = request?.window ?? request
  const known = holder && made.get(holder)
  if (known !== undefined) return known
  const uuid = crypto.randomUUID().replaceAll('-', '')
  const id = `${uuid}.${signer.sign(`room:${uuid}`)}`
  if (holder) made.set(holder, id)
  return id
}

/** True for an id that {@link liveviewRoomUuid} made here, or in another process with the same secret. */
export function isSignedRoom(id: string): boolean {
  const [uuid = '', signature = '', ...rest] = id.split('.')
  if (rest.length > 0 || !/^[0-9a-f]{32}$/.test(uuid)) return false
  return sameText(signature, signer.sign(`room:${uuid}`))
}
