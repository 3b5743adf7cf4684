/** One queue in memory: those that wait, those that run, and the dead letters. */
import { jsonClone } from './payload.ts'
import { heapBytes } from '../base/heap-size.ts'
import { elapsed } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import { longTimer } from './long-timer.ts'
import { messageOf } from './task-runner.ts'
import type { TaskRunner, TaskEnding } from './task-runner.ts'
import { FairQueue } from './fair-queue.ts'
import { backoffAfter } from './task.ts'
import type { FailedTask, Task } from './task.ts'
import type { TaskOwners } from './task-owners.ts'

/** A worker's places at one queue. */
export interface WorkerSlots {
  readonly runner: TaskRunner
  readonly places: number
  taken: number
}

/** How many dead letters are kept, and how much of them: the newest. */
interface KeptLetters {
  letters: number
  /** Estimated. */
  bytes: number
}

interface Entry {
  readonly task: Task
  /** Estimated, that it takes. */
  readonly bytes: number
  attempt: number
  /** Called when it first begins. */
  onBegin: (() => void) | undefined
  /** Cancels the wait for its time. */
  cancel: () => void
  removed: boolean
}

/** Estimated bytes of a task beside its payload. */
const TASK_BYTES = 300

/** Estimated bytes that a task takes while it is held. */
export function bytesOf({ payload }: Task): number {
  return TASK_BYTES + (payload === undefined ? 0 : heapBytes(JSON.stringify(payload)))
}

/** Milliseconds of a turn of the event loop after which others have theirs before the next task begins. */
const TURN_MS = 5

export class NamedQueue {
  readonly #clock: Clock
  readonly #kept: KeptLetters
  readonly #owners: TaskOwners
  /** Everything that waits, is delayed or runs, by id. */
  readonly #held = new Map<string, Entry>()
  /** Estimated bytes of those. */
  #bytes = 0
  readonly #waiting = new FairQueue<Entry>()
  /** Oldest first. */
  readonly #dead = new Map<string, FailedTask>()
  #deadBytes = 0
  readonly #posts = new Set<WorkerSlots>()
  /** When the first task of this turn of the event loop began; -1: none did. */
  #turnBegan = -1
  /** How many may begin in this turn. */
  #mayBegin = Infinity
  /** The turn before took long. */
  #isBusy = false
  /** How many run of each owner. */
  readonly #running = new Map<string, number>()

  /** @param owners counts for all queues whose tasks are held. */
  constructor(clock: Clock, kept: KeptLetters, owners: TaskOwners) {
    this.#clock = clock
    this.#kept = kept
    this.#owners = owners
  }

  /** Does nothing when a task with this id is held. */
  add(task: Task, onBegin?: () => void): void {
    if (this.#held.has(task.id) || this.#dead.has(task.id)) return
    const bytes = bytesOf(task)
    const entry = { task, bytes, attempt: 1, onBegin, cancel: () => {}, removed: false }
    this.#held.set(task.id, entry)
    this.#bytes += bytes
    this.#owners.add(task.owner, 1, bytes)
    this.#place(entry, task.runAt ?? 0)
  }

  /** Takes a task out that has not begun. */
  remove(id: string): void {
    const entry = this.#held.get(id)
    if (entry === undefined) return
    entry.cancel()
    entry.removed = true
    this.#drop(id)
  }

  /** Estimated bytes of what waits, is delayed or runs. */
  get bytes(): number {
    return this.#bytes
  }

  #drop(id: string): void {
    const entry = this.#held.get(id)
    if (entry === undefined) return
    this.#bytes -= entry.bytes
    this.#owners.add(entry.task.owner, -1, -entry.bytes)
    this.#held.delete(id)
  }

  /** Lets a worker take tasks; the result ends that. */
  staff(post: WorkerSlots): () => void {
    this.#posts.add(post)
    this.#drain()
    return () => this.#posts.delete(post)
  }

  /** Newest first. */
  failed(): FailedTask[] {
    return [...this.#dead.values()].reverse()
  }

  retry(queue: string, id: string): void {
    const letter = this.#dead.get(id)
    if (letter === undefined) throw fail('E_DEAD_LETTER', queue, id)
    this.#forget(id, letter)
    this.add(letter.task)
  }

  /** Forgets everything that has not begun. */
  close(): void {
    for (const id of [...this.#held.keys()]) this.remove(id)
  }

  #place(entry: Entry, at: number): void {
    const join = (): void => {
      this.#waiting.push(entry.task.owner ?? '', entry)
      this.#drain()
    }
    if (at <= this.#clock.now()) join()
    else entry.cancel = longTimer(this.#clock, at, join)
  }

  /** Begins what has a place: all of it, or after a turn of the event loop that took long one task in each turn. */
  #drain(): void {
    if (this.#turnBegan < 0) {
      this.#turnBegan = elapsed(this.#clock)
      this.#mayBegin = this.#isBusy ? 1 : Infinity
      setImmediate(() => {
        this.#isBusy = elapsed(this.#clock) - this.#turnBegan > TURN_MS
        this.#turnBegan = -1
        if (this.#isBusy || this.#mayBegin === 0) this.#drain()
      })
    }
    while (this.#mayBegin > 0 && elapsed(this.#clock) - this.#turnBegan <= TURN_MS) {
      if (!this.#beginOne()) return
      this.#mayBegin--
    }
  }

  #beginOne(): boolean {
    const post = [...this.#posts].find(({ taken, places }) => taken < places)
    const entry = post && this.#next()
    if (post === undefined || entry === undefined) return false
    this.#run(post, entry).catch((error: unknown) => this.#fail(entry, error))
    return true
  }

  #next(): Entry | undefined {
    const most = this.#mostOfOne()
    const mayTake = (owner: string): boolean => owner === '' || this.#runningOf(owner) < most
    let entry = this.#waiting.shift(mayTake)
    while (entry?.removed) entry = this.#waiting.shift(mayTake)
    return entry
  }

  /** Half of all places, so that one owner's slow tasks leave some to others. */
  #mostOfOne(): number {
    let places = 0
    for (const post of this.#posts) places += post.places
    return Math.max(1, Math.floor(places / 2))
  }

  #runningOf(owner: string): number {
    return this.#running.get(owner) ?? 0
  }

  #begins(owner: string, tasks: number): void {
    const running = this.#runningOf(owner) + tasks
    if (running > 0) this.#running.set(owner, running)
    else this.#running.delete(owner)
  }

  async #run(post: WorkerSlots, entry: Entry): Promise<void> {
    post.taken++
    const { task, attempt } = entry
    const { owner = '' } = task
    this.#begins(owner, 1)
    entry.onBegin?.()
    entry.onBegin = undefined
    try {
      // A copy, so that what one attempt does to the payload does not reach the next.
      this.#end(
        entry,
        await post.runner.perform({ ...task, payload: jsonClone(task.payload) }, attempt),
      )
    } catch (error) {
      this.#fail(entry, error)
    }
    this.#begins(owner, -1)
    post.taken--
    this.#drain()
  }

  #end(entry: Entry, ending: TaskEnding): void {
    if (ending === 'returned' && !entry.removed) this.#place(entry, 0)
    else this.#drop(entry.task.id)
  }

  #fail(entry: Entry, error: unknown): void {
    const { task, attempt } = entry
    if (attempt < (task.attempts ?? 1)) {
      entry.attempt++
      if (!entry.removed) this.#place(entry, this.#clock.now() + backoffAfter(task, attempt))
      return
    }
    this.#drop(task.id)
    const failedAt = this.#clock.now()
    this.#dead.set(task.id, { task, error: messageOf(error), attempts: attempt, failedAt })
    this.#deadBytes += bytesOf(task)
    for (const [id, letter] of this.#dead) {
      if (this.#dead.size <= this.#kept.letters && this.#deadBytes <= this.#kept.bytes) return
      this.#forget(id, letter)
    }
  }

  #forget(id: string, { task }: FailedTask): void {
    this.#dead.delete(id)
    this.#deadBytes -= bytesOf(task)
  }
}
