/**
 * Files that go along with a task of a signal. The task has references to them; their bytes stay in the app's store
 * until the function has run, wherever that is.
 */
import { fail } from '../base/errors.ts'
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import type { WindowUploads, UploadPlace, FieldUploadOptions } from '../handlers/window-uploads.ts'
import { UploadedFile } from '../uploads/uploaded-file.ts'
import type { FileReference } from '../uploads/uploaded-file.ts'
import type { UploadServices } from '../uploads/upload-services.ts'
import type { UploadStore } from '../uploads/upload-store.ts'

/** A file of a task, as JSON. */
export interface TaskFile extends FileReference {
  readonly field: string
}

/** What the app of a namespace keeps files with. */
const stores = perNamespace((): { uploads: UploadServices | undefined } => ({ uploads: undefined }))

/** Apps call it with what they keep files with. */
export function useUploads(uploads: UploadServices | undefined, namespace?: Namespace): void {
  stores(namespace).uploads = uploads
}

/** True when the app of a namespace names where files are: its workers find them there. */
export function areFilesShared(namespace?: Namespace): boolean {
  return stores(namespace).uploads?.isNamed === true
}

/** Takes the files of a form for a task. */
export async function filesFor(
  uploads: WindowUploads,
  place: UploadPlace,
  fields: Readonly<Record<string, FieldUploadOptions>>,
): Promise<TaskFile[]> {
  const files: TaskFile[] = []
  for (const [field, upload] of Object.entries(uploads.fields(place, fields))) {
    for (const file of await upload.handOver()) files.push({ field, ...file })
  }
  return files
}

/** The files of one field, in a task. */
export class TaskUpload {
  readonly #files: readonly TaskFile[]
  readonly #attempt: number
  readonly #store: () => UploadStore

  constructor(files: readonly TaskFile[], attempt: number, store: () => UploadStore) {
    this.#files = files
    this.#attempt = attempt
    this.#store = store
  }

  /** How many came with the call. */
  get size(): number {
    return this.#files.length
  }

  /**
   * Hands out the files, one after the other: `use` moves each to its place, or reads it. Another attempt of the task
   * gets those that were not handed out whole.
   * @returns what `use` returned.
   * @throws what `use` throws; LiveError E_UPLOAD_GONE for a file that waited for too long.
   */
  async consume<T>(use: (file: UploadedFile) => T | Promise<T>): Promise<T[]> {
    const results: T[] = []
    for (const file of this.#files) {
      const store = this.#store()
      if ((await store.size(file.id)) === undefined) {
        // An earlier attempt has taken it.
        if (this.#attempt > 1) continue
        throw fail('E_UPLOAD_GONE')
      }
      results.push(await use(new UploadedFile(file, store)))
      await store.remove(file.id)
    }
    return results
  }

  /** Removes the files that were not consumed. */
  async close(): Promise<void> {
    for (const { id } of this.#files) await this.#store().remove(id)
  }
}

/** The uploads of a task by their fields. @param files that came with it. */
export function taskUploads(
  { path, fields = {} }: { path: string; fields: Readonly<Record<string, unknown>> | undefined },
  files: readonly TaskFile[],
  attempt: number,
  namespace?: Namespace,
): Readonly<Record<string, TaskUpload>> {
  const store = (): UploadStore => {
    const found = stores(namespace).uploads?.store
    if (found === undefined) throw fail('E_UPLOAD_WORKERS', path)
    return found
  }
  const all = Object.keys(fields).map((field) => {
    const own = files.filter((file) => file.field === field)
    return [field, new TaskUpload(own, attempt, store)] as const
  })
  return Object.fromEntries(all)
}
