/** The beginning of a file that is there: content-type.ts looks at it. */
import { SNIFFED } from './content-type.ts'
import type { UploadStore } from './upload-store.ts'

/** The bytes that say what a file is. */
export async function firstBytes(store: UploadStore, id: string): Promise<Uint8Array> {
  const first = new Uint8Array(SNIFFED)
  let length = 0
  for await (const part of store.read(id)) {
    const taken = part.subarray(0, SNIFFED - length)
    first.set(taken, length)
    length += taken.byteLength
    if (length === SNIFFED) break
  }
  return first.subarray(0, length)
}
