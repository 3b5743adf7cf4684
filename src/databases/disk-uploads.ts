/** Files that are uploaded wait on this machine's disk, in one folder, under names that are made here. */
import type { Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fail } from '../base/errors.ts'
import type { IncomingFile, UploadStore } from '../uploads/upload-store.ts'
import { FileLock } from './file-lock.ts'
import { OpenFiles } from './open-files.ts'
import { RunningHashes } from './running-hashes.ts'

const HOUR = 60 * 60_000
/** Ends the name of the mark of a file that was taken. */
const TAKEN = '-taken'
/** Ends the name of the mark of a file to which a process adds a part. */
const WRITING = '-writing'
/** Names of files in the folder. */
const OWN_NAME = /^[\w-]{8,64}$/
/** Names that entries make; other files in the folder are somebody else's. */
const SWEPT = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}(-taken|-writing(-[\da-f]{8})?)?$/

/** Options of {@link diskUploads}. */
export interface DiskUploadsOptions {
  /** Milliseconds after which files that no view has consumed are removed. Default 24 hours. */
  keepMs?: number
}

/**
 * Keeps uploaded files in a folder until views take them: `createApp({ uploads: diskUploads('/var/lib/app/uploads') })`.
 * Processes that share the folder share the uploads. Old files are removed at once, at the first upload, and each hour.
 * @param folder is made, for this user alone. Default: `overwire-uploads` in the system's folder for temporary files.
 */
export function diskUploads(
  folder: string = join(tmpdir(), `overwire-uploads-${process.getuid?.() ?? ''}`),
  { keepMs = 24 * HOUR }: DiskUploadsOptions = {},
): UploadStore {
  return new DiskUploads(folder, keepMs)
}

class DiskUploads implements UploadStore {
  readonly name: string
  readonly #folder: string
  readonly #keepMs: number
  readonly #hashes = new RunningHashes()
  readonly #files = new OpenFiles()
  #ready: Promise<void> | undefined

  constructor(folder: string, keepMs: number) {
    this.name = `the folder ${folder}`
    this.#folder = folder
    this.#keepMs = keepMs
    // Old files are removed at startup too: the next upload may be far off. It reports a faulty folder.
    checkFolder(folder)
      .then(() => sweep(folder, keepMs))
      .catch(() => {})
  }

  async create({ id }: IncomingFile): Promise<void> {
    this.#ready ??= begin(this.#folder, this.#keepMs).catch((error: unknown) => {
      this.#ready = undefined
      throw error
    })
    await this.#ready
    // For its owner alone, and never in place of another file.
    const file = await found(open(this.path(id), 'wx', 0o600))
    if (file) return file.close()
    // The folder was removed while the server ran: it is made anew.
    await makeFolder(this.#folder)
    await (await open(this.path(id), 'wx', 0o600)).close()
  }

  async size(id: string): Promise<number | undefined> {
    return (await found(stat(this.path(id))))?.size
  }

  /** One process at a time, at the end of what is there: else the hash would be of other bytes. */
  async append(id: string, offset: number, bytes: Uint8Array): Promise<void> {
    const lock = await found(FileLock.take(this.path(`${id}${WRITING}`)))
    if (lock === undefined)
      throw fail((await this.size(id)) === undefined ? 'E_UPLOAD_GONE' : 'E_UPLOAD_BUSY')
    try {
      await this.#append(lock, id, offset, bytes)
    } finally {
      await lock.release()
    }
  }

  async #append(lock: FileLock, id: string, offset: number, bytes: Uint8Array): Promise<void> {
    const file = this.#files.take(id) ?? (await found(open(this.path(id), 'r+')))
    if (!file) throw fail('E_UPLOAD_GONE')
    if ((await file.stat()).size !== offset) {
      await file.close()
      throw fail('E_UPLOAD_BUSY')
    }
    try {
      const hash = await this.#hashOf(id, offset)
      for (let written = 0; written < bytes.byteLength;) {
        const left = bytes.byteLength - written
        written += (await file.write(bytes, written, left, offset + written)).bytesWritten
      }
      if (!(await lock.isHeld())) throw fail('E_UPLOAD_BUSY')
      this.#hashes.add(id, offset, hash, bytes)
    } catch (error) {
      // Half of a part is none: it comes again.
      if (await lock.isHeld()) await file.truncate(offset).catch(() => {})
      await file.close()
      throw error
    }
    await this.#files.keep(id, file)
  }

  async finish(id: string): Promise<string> {
    await this.#files.close(id)
    const size = await this.size(id)
    if (size === undefined) throw fail('E_UPLOAD_GONE')
    return (await this.#hashOf(id, size)).copy().digest('hex')
  }

  async take(id: string): Promise<boolean> {
    const mark = this.path(`${id}${TAKEN}`)
    try {
      await (await open(mark, 'wx', 0o600)).close()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      return false
    }
    // An earlier taker removes the file before its mark: the file may be gone already.
    if ((await this.size(id)) !== undefined) return true
    await rm(mark, { force: true })
    return false
  }

  read(id: string): AsyncIterable<Uint8Array> {
    return createReadStream(this.path(id))
  }

  async remove(id: string): Promise<void> {
    this.#hashes.forget(id)
    await this.#files.close(id)
    await rm(this.path(id), { force: true })
    await rm(this.path(`${id}${TAKEN}`), { force: true })
  }

  async move(id: string, to: string): Promise<void> {
    this.#hashes.forget(id)
    await this.#files.close(id)
    const from = this.path(id)
    try {
      await rename(from, to)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error
      // On another disk: whole before it has its name.
      const near = join(dirname(to), `.${basename(to)}.${id}`)
      await copyFile(from, near)
      await rename(near, to)
      await rm(from, { force: true })
    }
  }

  /** @throws LiveError E_UPLOAD_GONE for what is no name of ours: it is never a path. */
  path(id: string): string {
    if (!OWN_NAME.test(id)) throw fail('E_UPLOAD_GONE')
    return join(this.#folder, id)
  }

  #hashOf(id: string, bytes: number): Promise<Hash> {
    return this.#hashes.of(id, bytes, () => createReadStream(this.path(id), { end: bytes - 1 }))
  }
}

/** @returns undefined for a file that is not there. */
async function found<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** @throws LiveError E_OPTION for a folder that others write to. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await checkFolder(folder)
}

/** @throws LiveError E_OPTION, or what the system says of a folder that is not there. */
async function checkFolder(folder: string): Promise<void> {
  const { uid, mode } = await stat(folder)
  // In a folder for all, somebody else may have made it first.
  if (process.getuid && (uid !== process.getuid() || (mode & 0o022) !== 0)) {
    throw fail('E_OPTION', 'diskUploads()', 'a folder that only this user writes to', folder)
  }
}

/** Makes the folder, and removes what is too old: now and each hour. */
async function begin(folder: string, keepMs: number): Promise<void> {
  await makeFolder(folder)
  await sweep(folder, keepMs)
  setInterval(() => void sweep(folder, keepMs).catch(() => {}), Math.min(keepMs, HOUR)).unref()
}

/** Removes files of ours that are too old; a folder that is not there has none. */
async function sweep(folder: string, keepMs: number): Promise<void> {
  for (const name of (await found(readdir(folder))) ?? []) {
    if (!SWEPT.test(name)) continue
    const file = await found(stat(join(folder, name)))
    const isOld = file?.isFile() && Date.now() - file.mtimeMs > keepMs
    if (isOld) await rm(join(folder, name), { force: true })
  }
}
