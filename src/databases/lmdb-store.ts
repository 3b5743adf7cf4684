/**
 * States of durable views in a file of this machine, by LMDB (the package `lmdb`). Several processes may have
 * it open. A window's epoch is the version of its entry, so that LMDB itself compares and sets.
 */
import { fail } from '../base/errors.ts'
import type { Commit, StateStore, StoredWindow } from '../stores/store.ts'

/** What is used of a database of the package `lmdb`. */
interface Database {
  put(key: string, value: string, version: number, ifVersion: number | null): Promise<boolean>
  remove(key: string, ifVersion: number): Promise<boolean>
  /** Runs when earlier puts are written; no other writer runs meanwhile. */
  transaction<T>(run: () => T): Promise<T>
  putSync(key: string, value: string, version: number): boolean | void
  getEntry(key: string): { value: string; version?: number } | undefined
  getKeys(): Iterable<string>
  getRange(): Iterable<{ key: string; value: string; version?: number }>
  /** Lets the next read see the newest state: reads of one turn see the same one, whatever others have written. */
  resetReadTxn(): void
  readonly flushed: Promise<boolean>
  close(): Promise<void>
}

/** Where `listen` keeps the durable views of apps that name no store. */
export const DEFAULT_PATH = '.overwire/state'

/**
 * A store for the processes of one machine: `createApp({ store: lmdbStore('/var/lib/app/state') })`. Needs
 * the package `lmdb`. States are on the disk before the answer, so they survive a loss of power.
 * @param path a folder, which is made. Default ".overwire/state" in the working directory.
 */
export function lmdbStore(path: string = DEFAULT_PATH): StateStore {
  let opening: Promise<Database> | undefined
  const open = (): Promise<Database> => (opening ??= openAt(path))
  return {
    name: `lmdb ${path}`,
    ready: async () => void (await open()),
    async commit(commits) {
      const database = await open()
      const stored = await Promise.all(
        commits.map((one) => {
          const { window, after, epoch } = one
          if (one.afterRevision !== undefined) return goOn(database, one)
          return database.put(window, textOf(one), epoch, after === 0 ? null : after)
        }),
      )
      await database.flushed
      return stored
    },
    async load(window) {
      const database = await open()
      database.resetReadTxn()
      const entry = database.getEntry(window)
      return entry && { ...readText(entry.value), epoch: entry.version! }
    },
    async delete(window, epoch) {
      await (await open()).remove(window, epoch)
    },
    async list() {
      const database = await open()
      database.resetReadTxn()
      return [...database.getKeys()]
    },
    async expire(now) {
      const database = await open()
      for (const { key, value, version } of database.getRange()) {
        if (readText(value).expiresAt <= now) await database.remove(key, version!)
      }
    },
    async close() {
      await (await opening)?.close()
      opening = undefined
    },
  }
}

async function openAt(path: string): Promise<Database> {
  let lmdb
  try {
    lmdb = await import('lmdb')
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_MODULE_NOT_FOUND') throw error
    const expected = 'the package lmdb to be installed (npm install lmdb), for durable views'
    throw fail('E_OPTION', 'store', expected, 'none')
  }
  return lmdb.open({ path, useVersions: true, encoding: 'string' }) as unknown as Database
}

/** Goes on with a window of which nothing newer is stored than was read. */
function goOn(database: Database, one: Commit): Promise<boolean> {
  const { window, after, afterRevision, epoch } = one
  return database.transaction(() => {
    const before = database.getEntry(window)
    const isSame = before?.version === after && readText(before.value).revision === afterRevision
    if (isSame) database.putSync(window, textOf(one), epoch)
    return isSame
  })
}

/** `41 7 1764345600000 {"key":…}` */
function textOf({ lastEvent, revision, expiresAt, state }: Omit<StoredWindow, 'epoch'>): string {
  return `${lastEvent} ${revision} ${expiresAt} ${state}`
}

function readText(text: string): Omit<StoredWindow, 'epoch'> {
  const first = text.indexOf(' ')
  const second = text.indexOf(' ', first + 1)
  const third = text.indexOf(' ', second + 1)
  return {
    lastEvent: Number(text.slice(0, first)),
    revision: Number(text.slice(first + 1, second)),
    expiresAt: Number(text.slice(second + 1, third)),
    state: text.slice(third + 1),
  }
}
