/**
 * What a queue holds: named work with a JSON payload. Queues check each task here before they take it.
 */
import { describe, fail } from '../base/errors.ts'
import { jsonCopy } from './payload.ts'

/** Work that is to be done. JSON all through: it may travel to another process. */
export interface Task {
  /**
   * Unique in its queue. While a queue holds a task, waiting, running or dead, it takes no other with the
   * same id. A task may run twice after a crash: its id is what tells the second time.
   */
  readonly id: string
  /** Any name that is not empty. */
  readonly queue: string
  /** Says which code runs it. */
  readonly name: string
  /** JSON values: null, booleans, finite numbers, strings, arrays and plain objects of them. */
  readonly payload: unknown
  /**
   * For whom it runs, such as a user: in memory owners take turns, so that many tasks of one do not delay the
   * first of another. Default: tasks without an owner count as one owner.
   */
  readonly owner?: string
  /** Not run before this time, in ms since 1970. Default: at once. */
  readonly runAt?: number
  /** Dropped, with a line in the log, if it has not begun by this time, in ms since 1970. */
  readonly expiresAt?: number
  /** How many times it is tried before it is a dead letter. Default 1. */
  readonly attempts?: number
  /** Pause after the first failed attempt, in ms; doubled after each one more. Default 1,000. */
  readonly backoffMs?: number
}

/** A task as the code that runs it sees it. */
export interface RunningTask extends Task {
  /** 1, 2, 3…: failed attempts count, runs that were cut short by a stop or a crash do not. */
  readonly attempt: number
  /** Aborted when the worker must stop, or another worker took the task over. */
  readonly signal: AbortSignal
}

/** A dead letter: a task whose last attempt failed. */
export interface FailedTask {
  readonly task: Task
  /** The message of the last error. */
  readonly error: string
  /** Attempts that failed. */
  readonly attempts: number
  /** ms since 1970. */
  readonly failedAt: number
}

/** How many dead letters a queue keeps; older ones are forgotten. */
export const DEAD_LETTERS = 1000

/**
 * A copy of a task that shares nothing with what was given.
 * @throws E_TASK if a field is invalid or the payload is not JSON.
 */
export function checkedTask(task: Task): Task {
  for (const field of ['queue', 'id', 'name'] as const) checkName(task, field)
  if (task.owner !== undefined) checkName(task, 'owner')
  checkNumber(task, 'attempts', 1, 'a whole number of at least 1')
  checkNumber(task, 'backoffMs', 0, 'a whole number of ms, at least 0')
  checkNumber(task, 'runAt', 0, 'a time in ms since 1970')
  checkNumber(task, 'expiresAt', 0, 'a time in ms since 1970')
  const payload = jsonCopy(task.payload, (path, expected, got) =>
    fail('E_TASK', titleOf(task), `${expected} at payload${path}`, got),
  )
  return { ...task, payload }
}

/** Pause before the next attempt, in ms, after `attempt` has failed. */
export function backoffAfter(task: Task, attempt: number): number {
  return (task.backoffMs ?? 1000) * 2 ** (attempt - 1)
}

/** What isName wants, for error sentences. */
export const NAME_EXPECTED = 'a text that is not empty'

/** Whether a value can be an id or a name. Halves of characters can't: storage does not keep them. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !/\p{Surrogate}/u.test(value)
}

/** `emails/welcome 17`: a task in errors and logs. */
function titleOf({ queue, name, id }: Task): string {
  return `${queue}/${name} ${id}`
}

function checkName(task: Task, field: 'queue' | 'id' | 'name' | 'owner'): void {
  const value: unknown = task[field]
  if (isName(value)) return
  throw fail('E_TASK', titleOf(task), `${NAME_EXPECTED} as ${field}`, describe(value))
}

function checkNumber(
  task: Task,
  field: 'attempts' | 'backoffMs' | 'runAt' | 'expiresAt',
  least: number,
  expected: string,
): void {
  const value: unknown = task[field]
  if (value === undefined) return
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) {
    if (field === 'runAt' || field === 'expiresAt' || Number.isInteger(value)) return
  }
  throw fail('E_TASK', titleOf(task), `${expected} as ${field}`, describe(value))
}
