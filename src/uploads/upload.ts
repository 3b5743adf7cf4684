/**
 * Files that a view takes under one name: which are asked for, how far they have come, and what became of
 * them. Their bytes come by requests of their own (server/upload-requests.ts); a browser says over its socket what it
 * would send, and shows the receipt when all is sent.
 */
import { fail } from '../base/errors.ts'
import { inTime } from '../base/wait.ts'
import { mayBe, typeOf } from './content-type.ts'
import { UploadEntry } from './upload-entry.ts'
import type { UploadFailure } from './upload-entry.ts'
import type { FileClaim } from './file-claim.ts'
import type { UploadOptions, UploadRules } from './upload-options.ts'
import { rulesOf } from './upload-options.ts'
import { HeldFiles } from './held-files.ts'
import type { Offering } from './held-files.ts'
import { firstBytes } from './first-bytes.ts'
import type { UploadStore } from './upload-store.ts'
import { SENTENCES, reasonOf } from './upload-sentences.ts'
import { referenceTo, UploadedFile } from './uploaded-file.ts'
import type { FileReference } from './uploaded-file.ts'

/** Files of one selection that are looked at. */
const MOST_AT_ONCE = 1000

/** A file that a browser would send. */
export interface OfferedFile extends FileClaim {
  readonly ref: string
  /** Its id with a view that the server lost, proven by a ticket. */
  readonly known?: string
  /** The id of the entry in whose place it comes: one that was not taken. */
  readonly retries?: string
}

/** Ends a look at a file, in its view's turn. */
export type Settle = () => Promise<void>

/** Why a file is not taken, as a code and as a sentence. */
type Wrong = [why: UploadFailure, reason: string]

/** A view's files of one name. `entries` is what templates show. */
export class Upload {
  readonly name: string
  readonly rules: UploadRules
  #entries: UploadEntry[] = []
  readonly #held = new HeldFiles()
  /** Is told of ids that are gone, and whether they failed; its view sets it. */
  gone: (ids: string[], how?: { haveFailed: boolean }) => void = () => {}
  /** Is told what an app's own functions threw. */
  failing: (error: unknown) => void = () => {}

  /**
   * @param where the options stand, for errors.
   * @throws LiveError E_OPTION.
   */
  constructor(name: string, options: UploadOptions, where: string = `allowUpload('${name}')`) {
    if (!/^[\w-]+$/.test(name)) {
      throw fail('E_OPTION', where, 'a name of letters, digits, _ and -', `"${name}"`)
    }
    this.name = name
    this.rules = rulesOf(where, options)
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

  /** For the field: `<input type="file" ?webkitdirectory=${this.docs.directory}>`. */
  get directory(): boolean {
    return this.rules.directory
  }

  /** True while files wait or come. */
  get isBusy(): boolean {
    return this.#entries.some(({ state }) => state === 'waiting' || state === 'sending')
  }

  /** True when there is at least one file and each is there. */
  get isDone(): boolean {
    return this.#entries.length > 0 && this.#entries.every((entry) => entry.isDone)
  }

  /** The errors, each sentence once. */
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
      this.#held.add(id, { ...offering, size })
    }
  }

  /**
   * Adds chosen files; those that may not come stay beside the others, with the reason, until the next choice.
   * @returns an entry for each file.
   */
  async add(files: readonly OfferedFile[], offering: Offering): Promise<UploadEntry[]> {
    const retried = files.length === 1 ? this.#retriable(files[0]!.retries) : undefined
    if (!retried) this.#entries = this.#taken
    const isReplaced = this.rules.maxEntries === 1 && files.length > 0 && !retried
    if (isReplaced) await Promise.all(this.#entries.map(({ id }) => this.cancel(id)))
    const added: UploadEntry[] = []
    for (const file of files.slice(0, MOST_AT_ONCE)) {
      // Entries are in the list before anything is waited for: two choices at once share the limits.
      const isKnown = file.known !== undefined && this.#held.mayHave(file.known, offering)
      const entry = new UploadEntry(isKnown ? file.known! : crypto.randomUUID(), file.ref, file)
      const twin = this.find(entry.id)
      if (twin) {
        twin.ref = file.ref
        added.push(twin)
        continue
      }
      this.#judge(entry, offering)
      this.#entries = retried
        ? this.#entries.map((one) => (one === retried ? entry : one))
        : [...this.#entries, entry]
      added.push(entry)
      if (!entry.isFailed) await this.#open(entry, offering, isKnown)
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
        const wrong = await this.#look(entry)
        return () => this.#settle(entry, wrong)
      } catch (error) {
        this.failing(error)
        return () => this.#refuse(entry, 'failed', SENTENCES.failed(this.rules))
      }
    }
  }

  /**
   * Looks at the bytes that are there: they may have come for an upload of other rules.
   * @returns why a file is not taken. @throws what `check` throws; LiveError E_EVENT_TIME when it is late.
   */
  async #look(entry: UploadEntry): Promise<Wrong | undefined> {
    const { rules } = this
    const held = this.#held.get(entry.id)
    if (!held) return undefined
    const { id, size, clientName, type } = entry
    const store = this.#storeOf(id)
    if ((await store.size(id)) !== size) return ['failed', SENTENCES.failed(rules)]
    const found = await typeOf(await firstBytes(store, id), { name: clientName, type }, rules)
    if (found === undefined) return ['wrong-type', SENTENCES['wrong-type'](rules)]
    entry.contentType = found
    if (!rules.check) return undefined
    const looking = Promise.resolve(rules.check(new UploadedFile(entry, store)))
    const reason = reasonOf('check', await inTime(looking, held.services.patience))
    return reason === undefined ? undefined : ['refused', reason]
  }

  async #settle(entry: UploadEntry, wrong: Wrong | undefined): Promise<void> {
    if (wrong === undefined) entry.state = 'done'
    else await this.#refuse(entry, ...wrong)
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
        if (!(await this.#storeOf(entry.id).take(entry.id))) {
          this.#lose(entry)
          continue
        }
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

  /** Gives the files that are there to somebody who takes them later, and forgets them. */
  async handOver(): Promise<FileReference[]> {
    const given: FileReference[] = []
    for (const entry of this.#entries.filter(({ isDone }) => isDone)) {
      if (!(await this.#storeOf(entry.id).take(entry.id))) {
        this.#lose(entry)
        continue
      }
      given.push(referenceTo(entry))
      this.#entries = this.#entries.filter((one) => one !== entry)
      this.#held.release(entry.id)
    }
    if (given.length > 0) this.gone(given.map(({ id }) => id))
    return given
  }

  /** The view is gone. @param keeps its files are gone on with elsewhere. */
  async close({ keeps }: { keeps: boolean }): Promise<void> {
    for (const id of this.#held.ids) {
      if (keeps) this.#held.release(id)
      else await this.#remove(id)
    }
  }

  #retriable(id = ''): UploadEntry | undefined {
    const entry = this.find(id)
    return entry?.canRetry ? entry : undefined
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
      const reason = reasonOf('validate', rules.validate?.(entry))
      if (reason !== undefined) return entry.fail('refused', reason)
    } catch (error) {
      this.failing(error)
      return entry.fail('failed', SENTENCES.failed(rules))
    }
    if (!services.shares.take(visitor, entry.size)) return refuse('quota')
  }

  async #open(entry: UploadEntry, offering: Offering, isKnown: boolean): Promise<void> {
    const { size } = entry
    this.#held.add(entry.id, { ...offering, size })
    const store = this.#storeOf(entry.id)
    try {
      const there = await store.size(entry.id)
      if (there === undefined) await this.#begin(entry, store, isKnown)
      else if (there > 0) this.progress(entry.id, there)
    } catch (error) {
      offering.services.logger.error({ error, store: store.name }, 'an upload can’t be kept')
      await this.#refuse(entry, 'no-space', SENTENCES['no-space'](this.rules))
    }
  }

  /** Bytes that were sent before are gone: what was proven of them must not count for those that come. */
  async #begin(entry: UploadEntry, store: UploadStore, isKnown: boolean): Promise<void> {
    if (isKnown) {
      const id = crypto.randomUUID()
      this.#held.rename(entry.id, id)
      entry.id = id
    }
    await store.create({ id: entry.id, size: entry.size })
  }

  async #refuse(entry: UploadEntry, why: UploadFailure, reason: string): Promise<void> {
    entry.fail(why, reason)
    await this.#remove(entry.id)
    this.gone([entry.id], { haveFailed: true })
  }

  #storeOf(id: string): UploadStore {
    const store = this.#held.get(id)?.services.store
    if (store === undefined) throw fail('E_UPLOAD_STORE')
    return store
  }

  /** Another view took a file: its bytes are left to that one. */
  #lose(entry: UploadEntry): void {
    entry.fail('failed', SENTENCES.failed(this.rules))
    this.#held.release(entry.id)
    this.gone([entry.id], { haveFailed: true })
  }

  async #remove(id: string): Promise<void> {
    const services = this.#held.release(id)
    try {
      await services?.store?.remove(id)
    } catch (error) {
      const store = services?.store?.name
      services?.logger.error({ error, store }, 'an uploaded file can’t be removed')
    }
  }
}

const NO_FILE: FileClaim = { clientName: '', size: 0, type: '' }
