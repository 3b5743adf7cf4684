/** A part of a file as it comes: its bytes, and their SHA-256, which is made meanwhile where the runtime can. */
import { LiveError } from '../base/errors.ts'
import { streamingHash } from '../base/streaming-hash.ts'
import { BodyPieces } from './body-pieces.ts'

export const FULL = 'there is no memory left'
export const CUT = 'it broke off, or is longer than it said'

/** How a part is read. */
export interface Reading {
  readonly signal: AbortSignal
  /** Takes memory for so many bytes; false: there is none. */
  take(bytes: number): boolean
}

/** All of a part. */
export interface UploadPart {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Its SHA-256, in hexadecimal digits. */
  sum(): Promise<string>
}

/** Node's request, of which an adapter made one of the web. */
interface NodeBody {
  readonly rawBody?: unknown
  readonly readableEnded: boolean
  on(event: string, heard: (piece: Uint8Array<ArrayBuffer>) => void): this
  off(event: string, heard: (piece: Uint8Array<ArrayBuffer>) => void): this
  pause(): this
}

export async function readPart(
  from: Request & { runtime?: { node?: { req?: NodeBody } } },
  length: number,
  { signal, take }: Reading,
): Promise<UploadPart | typeof FULL | typeof CUT> {
  const joined: Uint8Array[] = []
  const hash = streamingHash('sha256')
  const pieces = new BodyPieces((piece) => {
    joined.push(piece)
    hash?.update(piece)
  })
  let bytes = 0
  let refused: typeof FULL | typeof CUT | undefined
  const add = (piece: Uint8Array<ArrayBuffer>): boolean => {
    bytes += piece.byteLength
    if (bytes > length) refused = CUT
    else if (!take(piece.byteLength)) refused = FULL
    else pieces.add(piece)
    return refused === undefined
  }
  const { req } = from.runtime?.node ?? {}
  // Node's own stream gives its pieces without a copy of each.
  const isWhole = await (req && req.rawBody === undefined && !req.readableEnded
    ? readNode(req, signal, add)
    : readWeb(from.body, signal, add))
  pieces.flush()
  if (refused !== undefined) return refused
  if (!isWhole || bytes !== length) return CUT
  const part = whole(joined, length)
  return { bytes: part, sum: async () => hash?.digest('hex') ?? (await sha256(part)) }
}

type Add = (piece: Uint8Array<ArrayBuffer>) => boolean

/** @returns true when all of it came. A browser that is gone asks how far the file is when it comes back. */
function readNode(body: NodeBody, signal: AbortSignal, add: Add): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (isWhole: boolean): void => {
      body.off('data', take).off('end', end).off('close', stop).off('error', stop)
      signal.removeEventListener('abort', stop)
      if (!isWhole) body.pause()
      resolve(isWhole)
    }
    const take: Parameters<NodeBody['on']>[1] = (piece) => void (add(piece) || finish(false))
    const end = (): void => finish(true)
    const stop = (): void => finish(false)
    signal.addEventListener('abort', stop)
    body.on('data', take).on('end', end).on('close', stop).on('error', stop)
  })
}

async function readWeb(body: Request['body'], signal: AbortSignal, add: Add): Promise<boolean> {
  const reader = body?.getReader()
  const stop = (): void => void reader?.cancel().catch(() => {})
  signal.addEventListener('abort', stop)
  try {
    while (reader) {
      const { done, value } = await reader.read()
      if (done) break
      if (!add(value)) return false
    }
    return !signal.aborted
  } catch (error) {
    // One that was read before it came here is no browser's fault.
    if (error instanceof LiveError) throw error
    return false
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function whole(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const part = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    part.set(piece, at)
    at += piece.byteLength
  }
  return part
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
