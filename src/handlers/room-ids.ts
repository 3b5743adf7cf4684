/**
 * Ids of rooms. An id that the server made is signed: a browser that has it was given it. An id that can be
 * guessed, such as a user's, needs the app's consent.
 */
import { sameText, TextSigner } from '../base/ids.ts'
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import type { LiveRequest } from '../live/page/request.ts'

/** Of the apps of a namespace, by their secrets: the first one signs what is made. */
const signersOf = perNamespace(() => new Map<string, TextSigner>())
const made = new WeakMap<object, string>()

/** Apps call it with their secret. Ids that were made with those of other apps stay good. */
export function useRoomSecret(secret: string, namespace?: Namespace): void {
  const signers = signersOf(namespace)
  if (!signers.has(secret)) signers.set(secret, new TextSigner(secret))
}

/**
 * An id for a new room, for `data-room`: 32 hexadecimal digits and a signature. Windows may enter the room
 * without `authorizeRoom`, because the id can't be guessed.
 * @param request of the page: all calls with the requests of one window give the same id. Default: a new one
 * each time.
 */
export function liveviewRoomUuid(request?: LiveRequest): string {
  const holder = request?.window ?? request
  const known = holder && made.get(holder)
  if (known !== undefined) return known
  const uuid = crypto.randomUUID().replaceAll('-', '')
  const namespace = request?.namespace
  const signers = signersOf(namespace)
  if (signers.size === 0) useRoomSecret(crypto.randomUUID(), namespace)
  const [signer] = signers.values()
  const id = `${uuid}.${signer!.sign(`room:${uuid}`)}`
  if (holder) made.set(holder, id)
  return id
}

/** True for an id that {@link liveviewRoomUuid} made here, or in another process with the same secret. */
export function isSignedRoom(id: string, namespace?: Namespace): boolean {
  const [uuid = '', signature = '', ...rest] = id.split('.')
  if (rest.length > 0 || !/^[0-9a-f]{32}$/.test(uuid)) return false
  return [...signersOf(namespace).values()].some((one) =>
    sameText(signature, one.sign(`room:${uuid}`)),
  )
}
