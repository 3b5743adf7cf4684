/** SHA-256 of files that come in parts: each part goes on with the hash of those before it. */
import { createHash } from 'node:crypto'
import type { Hash } from 'node:crypto'

/** Hashes that go on with the next part; others are made from the bytes that are there. */
const MOST = 1000

export class RunningHashes {
  /** Of unfinished files, and how many bytes they are of. */
  readonly #hashes = new Map<string, { hash: Hash; bytes: number }>()

  /**
   * The hash of a file's first bytes.
   * @param read gives them, where this process has not seen them come.
   */
  async of(id: string, bytes: number, read: () => AsyncIterable<Uint8Array>): Promise<Hash> {
    const known = this.#hashes.get(id)
    if (known?.bytes === bytes) return known.hash
    const hash = createHash('sha256')
    if (bytes === 0) return hash
    for await (const part of read()) hash.update(part)
    return hash
  }

  /** A part came: `hash` is of those before it. */
  add(id: string, offset: number, hash: Hash, part: Uint8Array): void {
    hash.update(part)
    this.#hashes.delete(id)
    this.#hashes.set(id, { hash, bytes: offset + part.byteLength })
    if (this.#hashes.size > MOST) this.#hashes.delete(this.#hashes.keys().next().value!)
  }

  forget(id: string): void {
    this.#hashes.delete(id)
  }
}
