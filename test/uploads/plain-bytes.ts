/** What files of tests have in them. */
import { randomBytes } from 'node:crypto'

const HEAD = 'plain bytes '

/** Random bytes that are of no type: one in a thousand that are wholly random begins as an MP3 does. */
export function plainBytes(size: number): Buffer<ArrayBuffer> {
  const bytes = randomBytes(size)
  bytes.write(HEAD.slice(0, size), 'latin1')
  return bytes
}
