/** The files that one upload has room for in a store: whose they are, and that no other view has them meanwhile. */
import type { UploadServices } from './upload-services.ts'

/** Who offers files. */
export interface Offering {
  /** Whose bytes they count as. */
  readonly visitor: string
  readonly services: UploadServices
}

interface HeldFile extends Offering {
  /** Bytes. */
  readonly size: number
}

export class HeldFiles {
  readonly #files = new Map<string, HeldFile>()

  get ids(): string[] {
    return [...this.#files.keys()]
  }

  get(id: string): HeldFile | undefined {
    return this.#files.get(id)
  }

  /** False for a file that another view of this process has. */
  mayHave(id: string, { services }: Offering): boolean {
    return this.#files.has(id) || !services.holders.has(id)
  }

  add(id: string, file: HeldFile): void {
    this.#files.set(id, file)
    file.services.holders.set(id, this)
  }

  rename(from: string, to: string): void {
    const file = this.#leave(from)
    if (file) this.add(to, file)
  }

  /** Its bytes count for no visitor any more. @returns where it was; undefined when it is not here. */
  release(id: string): UploadServices | undefined {
    const file = this.#leave(id)
    file?.services.shares.give(file.visitor, file.size)
    return file?.services
  }

  #leave(id: string): HeldFile | undefined {
    const file = this.#files.get(id)
    this.#files.delete(id)
    if (file?.services.holders.get(id) === this) file.services.holders.delete(id)
    return file
  }
}
