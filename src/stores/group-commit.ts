/**
 * Writes the states of many windows together: one write for what came within one turn of the event loop,
 * and while one is under way the next gathers.
 */
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import type { Commit, StateStore } from './store.ts'

/** What became of a commit; `failed`: it is not known. */
export type CommitOutcome = 'stored' | 'fenced' | 'failed'

/** Is told what became of a commit. */
export type Settled = (outcome: CommitOutcome) => void

interface Waiting {
  readonly owner: object
  commit: Commit
  settled: Settled[]
  /** When it is given up, by {@link elapsed}. */
  until: number
}

/** After what this turn of the event loop has read; where that can't be said, a little later. */
const soon: (run: () => void) => unknown = globalThis.setImmediate ?? setTimeout
/**
 * A write costs as much as twenty of its commits. After one with so many, more are on their way: the next waits for them
 * so many milliseconds, as PostgreSQL's `commit_delay` does.
 */
const MANY = 5
const GATHER_MS = 2
/** Milliseconds until a write that failed is tried again. */
const AGAIN_MS = 100

export class GroupCommit {
  readonly #store: StateStore
  readonly #clock: Clock
  readonly #ms: number
  readonly #onError: (error: unknown) => void
  /** By their owners: a newer state takes the place of one that waits. */
  #waiting = new Map<object, Waiting>()
  #isWriting = false

  /**
   * @param ms how long a commit may take, in milliseconds.
   * @param onError is told of each write that failed.
   */
  constructor(store: StateStore, clock: Clock, ms: number, onError: (error: unknown) => void) {
    this.#store = store
    this.#clock = clock
    this.#ms = ms
    this.#onError = onError
  }

  /** @param owner this process's copy of the window: it may have two for a while, of which one is fenced. */
  add(owner: object, commit: Commit, settled: Settled): void {
    const waiting = this.#waiting.get(owner)
    if (waiting) {
      // Its first commit says what must be stored before.
      const { after, afterRevision } = waiting.commit
      waiting.commit = { ...commit, after, afterRevision }
      waiting.settled.push(settled)
      return
    }
    const until = elapsed(this.#clock) + this.#ms
    this.#waiting.set(owner, { owner, commit, settled: [settled], until })
    if (this.#isWriting) return
    this.#isWriting = true
    soon(() => void this.#write([]))
  }

  /** Writes what failed before, and what has gathered, until nothing is left. */
  async #write(again: Waiting[]): Promise<void> {
    let batch = again
    let size = 0
    for (;;) {
      if (batch.length === 0) {
        if (size >= MANY) await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
        batch = [...this.#waiting.values()]
        this.#waiting = new Map()
      }
      if (batch.length === 0) break
      size = batch.length
      batch = await this.#try(batch)
    }
    this.#isWriting = false
  }

  /** @returns those to be tried again. */
  async #try(batch: Waiting[]): Promise<Waiting[]> {
    try {
      const stored = await this.#inTime(
        this.#store.commit(batch.map(({ commit }) => commit)),
        batch[0]!.until,
      )
      batch.forEach((one, i) => this.#settle(one, stored[i] ? 'stored' : 'fenced'))
      return []
    } catch (error) {
      this.#onError(error)
      await new Promise<void>((resolve) => this.#clock.after(AGAIN_MS, resolve))
      const now = elapsed(this.#clock)
      for (const one of batch) if (one.until <= now) this.#settle(one, 'failed')
      return batch.filter(({ until }) => until > now)
    }
  }

  /** What follows a commit that was not stored is not stored either: its epoch may be another's by now. */
  #settle(one: Waiting, outcome: CommitOutcome): void {
    settle(one, outcome)
    const next = this.#waiting.get(one.owner)
    if (outcome === 'stored' || next === undefined) return
    this.#waiting.delete(one.owner)
    // The caller that hears of the first one ends the window.
    soon(() => settle(next, outcome))
  }

  #inTime<T>(work: Promise<T>, until: number): Promise<T> {
    const left = Math.max(0, until - elapsed(this.#clock))
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Error(`${this.#store.name} did not answer in time.`))
      const cancel = left < Infinity ? this.#clock.after(left, late) : () => {}
      work.finally(cancel).then(resolve, reject)
    })
  }
}

function settle({ settled }: Waiting, outcome: CommitOutcome): void {
  for (const tell of settled) tell(outcome)
}
