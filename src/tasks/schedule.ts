/**
 * Tasks that come at the times of a cron expression. All queues read expressions here, so that they
 * mean the same everywhere.
 */
import { Cron } from 'croner'
import { describe, fail } from '../base/errors.ts'
import { checkedTask, isName, NAME_EXPECTED } from './task.ts'
import type { Task } from './task.ts'

/** A task again and again. Its tasks have the ids `id@time`, with the time in ms since 1970. */
export interface Schedule {
  /** Unique in the queue of the task. */
  readonly id: string
  /** Five fields, `minute hour day month weekday`, or six with seconds first. */
  readonly cron: string
  /** Such as `Europe/Berlin`. Default `UTC`. */
  readonly timezone?: string
  readonly task: ScheduledTask
}

/** What a schedule adds. */
export type ScheduledTask = Omit<Task, 'id' | 'runAt' | 'expiresAt'>

/**
 * A copy of a schedule that shares nothing with what was given.
 * @throws E_SCHEDULE if the id is empty, the expression is invalid or never comes true, or the timezone is
 * not known; E_TASK for its task.
 */
export function checkedSchedule(schedule: Schedule): Schedule {
  const { id, cron, timezone } = schedule
  if (!isName(id)) throw fail('E_SCHEDULE', String(id), NAME_EXPECTED, describe(id))
  checkTimezone(id, timezone)
  checkCron(id, cron)
  const { id: _, ...task } = checkedTask({ ...schedule.task, id })
  return { ...schedule, task }
}

/**
 * The first time of a cron expression after a time, both in ms since 1970; null when none comes.
 * @throws what the parser throws if the expression is not one.
 */
export function nextTime(cron: string, timezone: string = 'UTC', after: number): number | null {
  const reader = new Cron(cron, { timezone, mode: '5-or-6-parts', paused: true })
  return reader.nextRun(new Date(after))?.getTime() ?? null
}

/** The task of a schedule for one of its times. */
export function taskAt({ id, task }: Schedule, time: number): Task {
  return { ...task, id: `${id}@${time}`, runAt: time }
}

function checkTimezone(id: string, timezone: string | undefined): void {
  if (timezone === undefined) return
  try {
    Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch {
    throw fail('E_SCHEDULE', id, 'a timezone such as "Europe/Berlin"', describe(timezone))
  }
}

function checkCron(id: string, cron: string): void {
  const expected = 'a cron expression such as "*/5 * * * *"'
  let next: number | null
  try {
    next = nextTime(cron, 'UTC', 0)
  } catch (error) {
    throw fail('E_SCHEDULE', id, expected, `${describe(cron)}: ${(error as Error).message}`)
  }
  if (next === null) throw fail('E_SCHEDULE', id, expected, `${describe(cron)}, which never comes`)
}
