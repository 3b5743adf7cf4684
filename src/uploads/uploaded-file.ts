/** A file that is there, as a view's methods get it. */
import type { UploadStore } from './upload-store.ts'

/** What is known of a file that is there. */
export interface FileReference {
  readonly id: string
  readonly name: string
  readonly relativePath: string
  readonly clientName: string
  readonly size: number
  readonly contentType: string
  readonly sha256: string
}

/** A file as JSON, for another process. */
export function referenceTo(file: FileReference): FileReference {
  const { id, name, relativePath, clientName, size, contentType, sha256 } = file
  return { id, name, relativePath, clientName, size, contentType, sha256 }
}

/** What `consumeUploads` hands out, and `check` looks at. */
export class UploadedFile {
  readonly #entry: FileReference
  readonly #store: UploadStore

  constructor(entry: FileReference, store: UploadStore) {
    this.#entry = entry
    this.#store = store
  }

  /** A name that no path, device or hidden file has. Two files may have the same. */
  get name(): string {
    return this.#entry.name
  }

  /** Where it stands in the folder that was chosen, of names that are safe; its `name` for a file by itself. */
  get relativePath(): string {
    return this.#entry.relativePath
  }

  /** Its name as the visitor has it: a text to show, never a path. */
  get clientName(): string {
    return this.#entry.clientName
  }

  /** Bytes. */
  get size(): number {
    return this.#entry.size
  }

  /** What its first bytes say, such as `image/png`. */
  get type(): string {
    return this.#entry.contentType
  }

  /** SHA-256 of its bytes, as hex. */
  get sha256(): string {
    return this.#entry.sha256
  }

  /** Where it is on this machine's disk until it is taken; undefined where the store has no files. */
  get path(): string | undefined {
    return this.#store.path?.(this.#entry.id)
  }

  /** Its bytes, in parts. */
  stream(): AsyncIterable<Uint8Array> {
    return this.#store.read(this.#entry.id)
  }

  /** All of it in memory. */
  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    const all = new Uint8Array(this.size)
    let at = 0
    for await (const part of this.stream()) {
      all.set(part, at)
      at += part.byteLength
    }
    return all
  }

  /** All of it as text, in UTF-8. */
  async text(): Promise<string> {
    return new TextDecoder().decode(await this.bytes())
  }

  /**
   * Moves it to a path, at once: no other program sees half of it. The folder must exist.
   * @throws errors of the file system; TypeError for a store without files.
   */
  async moveTo(path: string): Promise<void> {
    if (this.#store.move) return this.#store.move(this.#entry.id, path)
    throw new TypeError(`${this.#store.name} has no files to move: use stream() or bytes().`)
  }
}
