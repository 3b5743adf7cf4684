/** Files that stay open for a moment: a file's next part comes soon, and to open it takes as long as to write half a MB. */
import type { FileHandle } from 'node:fs/promises'

/** Files at once; the oldest are closed for the next one. */
const MOST = 64
/** Milliseconds that one waits for its next part. */
const IDLE_MS = 1000

export class OpenFiles {
  readonly #files = new Map<string, { file: FileHandle; timer: NodeJS.Timeout }>()

  /** @returns the file for the caller alone; undefined when it is not open. */
  take(id: string): FileHandle | undefined {
    const open = this.#files.get(id)
    if (open === undefined) return undefined
    this.#files.delete(id)
    clearTimeout(open.timer)
    return open.file
  }

  /** Keeps a file for its next part. */
  async keep(id: string, file: FileHandle): Promise<void> {
    const timer = setTimeout(() => void this.close(id), IDLE_MS)
    timer.unref()
    const before = this.take(id)
    this.#files.set(id, { file, timer })
    await before?.close()
    if (this.#files.size > MOST) await this.close(this.#files.keys().next().value!)
  }

  /** What was written is with the system: an error of closing says nothing of it. */
  async close(id: string): Promise<void> {
    await this.take(id)
      ?.close()
      .catch(() => {})
  }
}
