/**
 * Files that a view takes under one name: which are asked for, how far they have come, and what became of
 * them. Their bytes come by requests of their own (server/upload-requests.ts); a browser says over its socket what it
 * would send, and shows the receipt when all is sent.
 */
import { describe, fail } from '../base/errors.ts'
import { inTime } from '../base/wait.ts'
import { mayBe } from './content-type.ts'
import { UploadEntry } from './upload-entry.ts'
import type { UploadFailure } from './upload-entry.ts'
import type { FileClaim } from './file-claim.ts'
import type { UploadOptions, UploadRules } from './upload-options.ts'
import { rulesOf } from './upload-options.ts'
import type { UploadServices } from './upload-services.ts'
import type { UploadStore } from './upload-store.ts'
import { UploadedFile } from './uploaded-file.ts'

/** Files of one selection that are looked at. */
const MOST_AT_ONCE = 1000

/** A file that a browser would send. */
export interface OfferedFile extends FileClaim {
  readonly ref: string
  /** Its id with a view that the server lost, proven by a ticket. */
  readonly known?: string
}

/** Ends a look at a file, in its view's turn. */
export type Settle = () => Promise<void>

/** Who offers files. */
export interface Offering {
  /** Whose bytes they count as. */
  readonly visitor: string
  readonly services: UploadServices
}

/** A view's files of one name. `entries` is what templates show. */
export class Upload {
  readonly name: string
  readonly rules: UploadRules
  #entries: UploadEntry[] = []
  /** Files that have room in the store, by their ids: who offered each, and its bytes. */
  readonly #kept = new Map<string, Offering & { size: number }>()
  /** Is told of ids that are gone; its view sets it. */
  gone: (ids: string[]) => void = () => {}
  /** Is told what an app's own functions threw. */
  failing: (error: unknown) => void = () => {}

  /** @throws LiveError E_OPTION. */
  constructor(name: string, options: UploadOptions) {
    if (!/^[\w-]+$/.test(name)) {
      throw fail('E_OPTION', 'allowUpload()', 'a name of letters, digits, _ and -', `"${name}"`)
    }
    this.name = name
    this.rules = rulesOf(name, options)
  }

  /** All files, in the order they were chosen, with those that are not taken. */
  get entries(): readonly UploadEntry[] {
    return this.#entries
  }

  /** For the attribute of the same name: `<input type="file" accept=${this.photos.accept}>`. */
  get accept(): string {
    return this.rules.accept.join(',')
  }

  /** For the attribute of the same name. */
  get multiple(): boolean {
    return this.rules.maxEntries > 1
  }

  /** True while files wait or come. */
  get isBusy(): boolean {
    return this.#entries.some(({ state }) => state === 'waiting' || state === 'sending')
  }

  /** True when there is at least one file and each is there. */
  get isDone(): boolean {
    return this.#entries.length > 0 && this.#entries.every((entry) => entry.isDone)
  }

  /** What is wrong, each sentence once. */
  get errors(): string[] {
    return [...new Set(this.#entries.map(({ error }) => error).filter(Boolean))]
  }

  /** The ones that were taken and are there. */
  get #taken(): UploadEntry[] {
    return this.#entries.filter((entry) => !entry.isFailed)
  }

  find(id: string): UploadEntry | undefined {
    return this.#entries.find((entry) => entry.id === id)
  }

  /** Files of a view that goes on in another process. */
  restore(entries: readonly object[], offering: Offering): void {
    this.#entries = entries.map((kept) => Object.assign(new UploadEntry('', '', NO_FILE), kept))
    for (const { id, size } of this.#taken) {
      offering.services.shares.take(offering.visitor, size)
      this.#kept.set(id, { ...offering, size })
    }
  }

  /**
   * Adds chosen files; those that may not come stay beside the others, with the reason, until the next choice.
   * @returns an entry for each file.
   */
  async add(files: readonly OfferedFile[], offering: Offering): Promise<UploadEntry[]> {
    this.#entries = this.#taken
    const isReplaced = this.rules.maxEntries === 1 && files.length > 0
    if (isReplaced) await Promise.all(this.#entries.map(({ id }) => this.cancel(id)))
    const added: UploadEntry[] = []
    for (const file of files.slice(0, MOST_AT_ONCE)) {
      // Entries are in the list before anything is waited for: two choices at once share the limits.
      const entry = new UploadEntry(file.known ?? crypto.randomUUID(), file.ref, file)
      const twin = this.find(entry.id)
      if (twin) {
        twin.ref = file.ref
        added.push(twin)
        continue
      }
      this.#judge(entry, offering)
      this.#entries = [...this.#entries, entry]
      added.push(entry)
      if (!entry.isFailed) await this.#open(entry, offering)
    }
    return added
  }

  /** Notes how far a file has come: for the eyes only. */
  progress(id: string, bytes: number): void {
    const entry = this.find(id)
    if (!entry || entry.isDone || entry.isFailed) return
    entry.state = 'sending'
    entry.sent = Math.max(entry.sent, Math.min(bytes, entry.size))
  }

  /**
   * All of a file is there, as its receipt proves.
   * @returns work that looks at it: what that gives is to be called in the view's turn. Undefined: nothing is to be done.
   */
  arrived(
    id: string,
    proof: { sha256: string; type: string },
  ): (() => Promise<Settle>) | undefined {
    const entry = this.find(id)
    if (!entry || entry.isDone || entry.isFailed) return undefined
    entry.sha256 = proof.sha256
    entry.contentType = proof.type
    entry.sent = entry.size
    return async () => {
      try {
        const reason = await this.#look(entry)
        return () => this.#settle(entry, reason)
      } catch (error) {
        this.failing(error)
        return () => this.#refuse(entry, 'failed', SENTENCES.failed(this.rules))
      }
    }
  }

  /** @returns why a file is not taken. @throws what `check` throws; LiveError E_EVENT_TIME when it is late. */
  async #look(entry: UploadEntry): Promise<string | undefined> {
    const { check } = this.rules
    const services = this.#kept.get(entry.id)?.services
    if (!check || !services) return undefined
    const looking = Promise.resolve(check(new UploadedFile(entry, this.#storeOf(entry.id))))
    return sentenceOf('check', await inTime(looking, services.patience))
  }

  async #settle(entry: UploadEntry, reason: string | undefined): Promise<void> {
    if (reason === undefined) entry.state = 'done'
    else await this.#refuse(entry, 'refused', reason)
  }

  /** The browser can't send a file, or the server would not have it. */
  async failed(id: string, why: 'wrong-type' | 'no-space' | 'failed'): Promise<void> {
    const entry = this.find(id)
    if (!entry || entry.isDone || entry.isFailed) return
    await this.#refuse(entry, why, SENTENCES[why](this.rules))
  }

  /** Forgets a file and its bytes. False: there is none of that id. */
  async cancel(id: string): Promise<boolean> {
    if (!this.find(id)) return false
    this.#entries = this.#entries.filter((entry) => entry.id !== id)
    await this.#remove(id)
    this.gone([id])
    return true
  }

  /**
   * Hands out the files that are there, and forgets those that were taken. One whose function throws stays, as not
   * taken.
   * @returns what the function returned, for the files that it took.
   */
  async consume<T>(use: (file: UploadedFile) => T | Promise<T>): Promise<T[]> {
    const results: T[] = []
    const taken: string[] = []
    for (const entry of this.#entries.filter(({ isDone }) => isDone)) {
      try {
        results.push(await use(new UploadedFile(entry, this.#storeOf(entry.id))))
        taken.push(entry.id)
        this.#entries = this.#entries.filter((one) => one !== entry)
        await this.#remove(entry.id)
      } catch (error) {
        this.failing(error)
        await this.#refuse(entry, 'failed', SENTENCES.unkept(this.rules))
      }
    }
    if (taken.length > 0) this.gone(taken)
    return results
  }

  /** The view is gone. @param keeps its files are gone on with elsewhere. */
  async close({ keeps }: { keeps: boolean }): Promise<void> {
    const ids = [...this.#kept.keys()]
    for (const id of ids) {
      if (keeps) this.#release(id)
      else await this.#remove(id)
    }
  }

  #judge(entry: UploadEntry, { visitor, services }: Offering): void {
    const { rules } = this
    const taken = this.#taken
    const together = taken.reduce((sum, { size }) => sum + size, entry.size)
    const named = { name: entry.clientName, type: entry.type }
    const refuse = (why: Exclude<keyof typeof SENTENCES, 'unkept'>): void =>
      entry.fail(why, SENTENCES[why](rules))
    if (taken.length >= rules.maxEntries) return refuse('too-many')
    if (entry.size > rules.maxFileSize) return refuse('too-large')
    if (!mayBe(named, rules)) return refuse('wrong-type')
    if (together > rules.maxTotalSize) return refuse('too-large-together')
    try {
      const reason = sentenceOf('validate', rules.validate?.(entry))
      if (reason !== undefined) return entry.fail('refused', reason)
    } catch (error) {
      this.failing(error)
      return entry.fail('failed', SENTENCES.failed(rules))
    }
    if (!services.shares.take(visitor, entry.size)) return refuse('quota')
  }

  async #open(entry: UploadEntry, offering: Offering): Promise<void> {
    const { id, size } = entry
    this.#kept.set(id, { ...offering, size })
    const store = this.#storeOf(id)
    try {
      const there = await store.size(id)
      if (there === undefined) await store.create({ id, size })
      else if (there > 0) this.progress(id, there)
    } catch (error) {
      offering.services.logger.error({ error, store: store.name }, 'an upload can’t be kept')
      await this.#refuse(entry, 'no-space', SENTENCES['no-space'](this.rules))
    }
  }

  async #refuse(entry: UploadEntry, why: UploadFailure, reason: string): Promise<void> {
    entry.fail(why, reason)
    await this.#remove(entry.id)
    this.gone([entry.id])
  }

  #storeOf(id: string): UploadStore {
    const store = this.#kept.get(id)?.services.store
    if (store === undefined) throw fail('E_UPLOAD_STORE')
    return store
  }

  /** Its bytes count for nobody any more. */
  #release(id: string): UploadServices | undefined {
    const kept = this.#kept.get(id)
    if (!kept) return undefined
    this.#kept.delete(id)
    kept.services.shares.give(kept.visitor, kept.size)
    return kept.services
  }

  async #remove(id: string): Promise<void> {
    const services = this.#release(id)
    try {
      await services?.store?.remove(id)
    } catch (error) {
      const store = services?.store?.name
      services?.logger.error({ error, store }, 'an uploaded file can’t be removed')
    }
  }
}

const NO_FILE: FileClaim = { clientName: '', size: 0, type: '' }

/** What an app's function says. @throws LiveError E_OPTION for what is no sentence. */
function sentenceOf(name: string, given: unknown): string | undefined {
  if (given === undefined || typeof given === 'string') return given
  throw fail('E_OPTION', `${name}()`, 'a sentence, or undefined', describe(given))
}

/** Sizes as visitors read them. */
function told(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB']
  const power = Math.min(3, Math.floor(Math.log2(Math.max(bytes, 1)) / 10))
  const value = bytes / 1024 ** power
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${units[power]}`
}

const SENTENCES = {
  'too-many': ({ maxEntries }: UploadRules) =>
    maxEntries === 1 ? 'Only one file can be sent.' : `At most ${maxEntries} files can be sent.`,
  'too-large': ({ maxFileSize }: UploadRules) => `The file is larger than ${told(maxFileSize)}.`,
  'too-large-together': ({ maxTotalSize }: UploadRules) =>
    `The files together are larger than ${told(maxTotalSize)}.`,
  'wrong-type': ({ accept }: UploadRules) =>
    accept.length > 0
      ? `Only files of these types can be sent: ${accept.join(', ')}.`
      : 'Files of this type can’t be sent.',
  quota: (_rules: UploadRules) =>
    'Too many of your files are on their way already. Try again when they are done.',
  failed: (_rules: UploadRules) => 'The file could not be sent. Please try again.',
  unkept: (_rules: UploadRules) => 'The file could not be kept. Please try again.',
  'no-space': (_rules: UploadRules) =>
    'The server has no room for this file now. Please try again later.',
}
