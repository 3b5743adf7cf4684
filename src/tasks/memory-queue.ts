/** The queue of one process: development, tests, and small deployments. What waits ends with it. */
import { systemClock } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import { consoleLogger } from '../base/logger.ts'
import { checkConcurrency, TaskRunner } from './task-runner.ts'
import { bytesOf, NamedQueue } from './named-queue.ts'
import type { RunTask, TaskQueue, TaskShare, TaskWorker, WorkOptions } from './queue.ts'
import { checkedSchedule, nextTime, taskAt } from './schedule.ts'
import type { Schedule } from './schedule.ts'
import { TaskOwners } from './task-owners.ts'
import { checkedTask, DEAD_LETTERS } from './task.ts'
import type { FailedTask, Task } from './task.ts'

/** What a memory queue needs from outside. */
export interface MemoryQueueOptions {
  /** Default: the machine's. Its timers do not keep a process alive. */
  clock?: Clock
  /** How many dead letters each queue keeps, in a quarter of `mostBytes` too. Default 1,000. */
  deadLetters?: number
  /**
   * Estimated bytes of tasks that each queue holds. `add` refuses more, and a task of an owner that takes
   * more than a quarter of the remaining bytes (E_TASKS). Default 64 MiB.
   */
  mostBytes?: number
  /**
   * Milliseconds that an attempt may take. Then its signal is aborted, it has failed (E_TASK_TIME) and its place is
   * free, whether its function ends or not. Default 300,000; Infinity for no limit.
   */
  taskMs?: number
}

/** Default of `mostBytes`. */
const MOST_BYTES = 64 * 1024 * 1024
/** Default of `taskMs`. */
const TASK_MS = 300_000

/** A queue of this process alone. */
export function memoryQueue(options: MemoryQueueOptions = {}): TaskQueue {
  return new MemoryQueue(options)
}

/** A schedule and its task that waits. */
interface Armed {
  readonly schedule: Schedule
  waiting: string
}

class MemoryQueue implements TaskQueue {
  readonly name = 'memory'
  readonly shared = false
  readonly #clock: Clock
  readonly #deadLetters: number
  readonly #mostBytes: number
  readonly #taskMs: number
  readonly #lines = new Map<string, NamedQueue>()
  readonly #owners = new TaskOwners()
  /** By queue and id. */
  readonly #schedules = new Map<string, Map<string, Armed>>()
  readonly #workers = new Set<TaskWorker>()
  #closed = false

  constructor(options: MemoryQueueOptions) {
    const { clock = systemClock, deadLetters = DEAD_LETTERS, mostBytes = MOST_BYTES } = options
    this.#clock = clock
    this.#mostBytes = mostBytes
    this.#taskMs = options.taskMs ?? TASK_MS
    this.#deadLetters = deadLetters
  }

  async add(task: Task): Promise<void> {
    const checked = checkedTask(task)
    const line = this.#line(checked.queue)
    const bytes = bytesOf(checked)
    const room = this.#mostBytes - line.bytes
    const { owner } = checked
    // However few owners have one task each, there is room for the next one's.
    if (owner !== undefined && bytes > room / 4) throw fail('E_TASKS', this.heldBy(owner).tasks)
    if (bytes > room) {
      const why = `more than ${this.#mostBytes} bytes of tasks wait in "${checked.queue}"`
      throw fail('E_TASK_QUEUE', this.name, why, 'Run them faster, or use a queue in Redis.')
    }
    line.add(checked)
  }

  heldBy(owner: string): TaskShare {
    return this.#owners.heldBy(owner)
  }

  async work(
    queues: readonly string[],
    run: RunTask,
    { concurrency = 4, logger = consoleLogger }: WorkOptions = {},
  ): Promise<TaskWorker> {
    checkConcurrency(concurrency)
    const runner = new TaskRunner(run, this.#clock, logger, this.#taskMs)
    const leave = [...new Set(queues)].map((queue) =>
      this.#line(queue).staff({ runner, places: concurrency, taken: 0 }),
    )
    const worker: TaskWorker = {
      stop: async ({ graceMs } = {}) => {
        for (const each of leave) each()
        await runner.stop(graceMs)
        this.#workers.delete(worker)
      },
    }
    this.#workers.add(worker)
    return worker
  }

  async schedule(schedule: Schedule): Promise<void> {
    const checked = checkedSchedule(schedule)
    const { id, task } = checked
    const armed = { schedule: checked, waiting: '' }
    await this.unschedule(task.queue, id)
    this.#schedulesOf(task.queue).set(id, armed)
    this.#arm(armed)
  }

  async unschedule(queue: string, id: string): Promise<boolean> {
    const schedules = this.#schedulesOf(queue)
    const armed = schedules.get(id)
    if (armed === undefined) return false
    this.#line(queue).remove(armed.waiting)
    return schedules.delete(id)
  }

  async scheduled(queue: string): Promise<string[]> {
    return [...this.#schedulesOf(queue).keys()]
  }

  async failed(queue: string): Promise<FailedTask[]> {
    return this.#line(queue).failed()
  }

  async retry(queue: string, id: string): Promise<void> {
    this.#line(queue).retry(queue, id)
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const line of this.#lines.values()) line.close()
    await Promise.all([...this.#workers].map((worker) => worker.stop()))
  }

  #line(queue: string): NamedQueue {
    if (this.#closed) {
      throw fail(
        'E_TASK_QUEUE',
        this.name,
        'it is closed',
        'Close it after everything that uses it.',
      )
    }
    const kept = { letters: this.#deadLetters, bytes: this.#mostBytes / 4 }
    const line = this.#lines.get(queue) ?? new NamedQueue(this.#clock, kept, this.#owners)
    this.#lines.set(queue, line)
    return line
  }

  #schedulesOf(queue: string): Map<string, Armed> {
    const schedules = this.#schedules.get(queue) ?? new Map<string, Armed>()
    this.#schedules.set(queue, schedules)
    return schedules
  }

  /** Adds the next task; when it begins comes the one after it, so that at most one waits. */
  #arm(armed: Armed): void {
    const { schedule } = armed
    const { queue } = schedule.task
    if (this.#closed || this.#schedulesOf(queue).get(schedule.id) !== armed) return
    const time = nextTime(schedule.cron, schedule.timezone, this.#clock.now())
    if (time === null) return
    const task = taskAt(schedule, time)
    armed.waiting = task.id
    this.#line(queue).add(task, () => this.#arm(armed))
  }
}
