/**
 * Where the states of durable views are kept, so that they outlive their process. memory.ts,
 * databases/lmdb-store.ts and databases/redis-store.ts fill this in; testing/store-suite.ts is the contract as
 * tests.
 */

/** What is stored of a window. */
export interface StoredWindow {
  /** Counts the processes that have had the window, from 1. */
  readonly epoch: number
  /** Counts the states of the window, from 1: also those that no event made. */
  readonly revision: number
  /** Number of the last event that is in the state. */
  readonly lastEvent: number
  /** The state, a text that only the app reads. */
  readonly state: string
  /** When it may be deleted, in milliseconds since 1970. */
  readonly expiresAt: number
}

/** A window's new state, and what must be stored for it to count. */
export interface Commit extends StoredWindow {
  /** Id of the window. */
  readonly window: string
  /** The epoch that must be stored now; 0: nothing. */
  readonly after: number
  /**
   * The revision that must be stored now, where a process goes on with a window that it has read: what its owner has
   * stored meanwhile is not to be lost. Default: any of that epoch.
   */
  readonly afterRevision?: number | undefined
}

/** A place for the states of durable views. */
export interface StateStore {
  /** Shown in errors and logs. */
  readonly name: string
  /** Resolves when it can be used. @throws what keeps it from being used. */
  ready(): Promise<void>
  /**
   * Stores states, each whole or not at all, and for good: they are there after a crash of this process.
   * @returns for each whether it was stored; false: another epoch is stored than {@link Commit.after}, or
   * another revision than {@link Commit.afterRevision}.
   * @throws when it is not known whether they were.
   */
  commit(commits: readonly Commit[]): Promise<boolean[]>
  /** @returns undefined for a window of which nothing is stored. */
  load(window: string): Promise<StoredWindow | undefined>
  /** Deletes a window's state of this epoch; one of a later epoch stays. */
  delete(window: string, epoch: number): Promise<void>
  /** Ids of all windows. */
  list(): Promise<string[]>
  /**
   * Deletes what may be deleted.
   * @param now in milliseconds since 1970.
   */
  expire(now: number): Promise<void>
  /** Ends it; what is stored stays. */
  close(): Promise<void>
}
