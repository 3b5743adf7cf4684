/**
 * Tasks in Redis, by BullMQ: they outlive processes, and any process works on them. Retries, delays and
 * dead letters are BullMQ's own, so its tools show them.
 */
import { Queue } from 'bullmq'
import type { Job, JobsOptions } from 'bullmq'
import type { RedisOptions } from 'ioredis'
import { fail, LiveError } from '../base/errors.ts'
import { consoleLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'
import { checkConcurrency, messageOf } from '../tasks/task-runner.ts'
import type { RunTask, TaskQueue, TaskWorker, WorkOptions } from '../tasks/queue.ts'
import { checkedSchedule, nextTime } from '../tasks/schedule.ts'
import type { Schedule } from '../tasks/schedule.ts'
import { checkedTask, DEAD_LETTERS } from '../tasks/task.ts'
import type { FailedTask, Task } from '../tasks/task.ts'
import { closing, BullmqConnection } from './connection.ts'
import type { SendQueue } from '../layers/send-queue.ts'
import { decodeName, encodeName, jobIdsOf } from './names.ts'
import { BullmqWorker, taskOf } from './worker.ts'
import type { JobData } from './worker.ts'

/** Where the tasks are, and how soon the death of a worker is noticed. */
export interface BullmqOptions {
  /** `redis://…`, or options of ioredis. */
  connection: string | RedisOptions
  /** First part of all keys in Redis. Default `overwire`. */
  prefix?: string
  /**
   * How long a worker may be silent before others may take its tasks, in ms. Default 10,000. Code that
   * keeps the process busy for longer loses its task.
   */
  lockMs?: number
  /** How often workers look for tasks of dead ones, in ms. Default 5,000. */
  stalledMs?: number
  /** How often a task may lose its worker before it is a dead letter. Default 3. */
  maxStalled?: number
  /** How long add() and the like wait for Redis, in ms, before they throw E_TASK_QUEUE. Default 10,000. */
  patienceMs?: number
  /** Default: the console. */
  logger?: Logger
}

const defaults = {
  prefix: 'overwire',
  lockMs: 10_000,
  stalledMs: 5000,
  maxStalled: 3,
  patienceMs: 10_000,
  logger: consoleLogger,
}

/** Cron expressions mean here what they mean in every queue. */
const settings = {
  repeatStrategy: (now: number, { pattern, tz }: { pattern?: string; tz?: string }) =>
    nextTime(pattern!, tz, now) ?? undefined,
}

/** A queue in Redis. Connects when it is first used. */
export function bullmqQueue(options: BullmqOptions): TaskQueue {
  return new BullmqQueue(options)
}

class BullmqQueue implements TaskQueue {
  readonly name = 'bullmq'
  readonly shared = true
  readonly #options: Required<BullmqOptions>
  #connection: BullmqConnection | undefined
  #line: SendQueue | undefined
  readonly #queues = new Map<string, Queue<JobData>>()
  readonly #workers = new Set<TaskWorker>()
  #closed = false

  constructor(options: BullmqOptions) {
    this.#options = { ...defaults, ...options }
  }

  async add(task: Task): Promise<void> {
    const { id, ...data } = checkedTask(task)
    const delay = Math.max(0, (data.runAt ?? 0) - Date.now())
    const options = { ...jobOptions(data), jobId: jobIdsOf(id)[0]!, delay }
    await this.#ask(data.queue, (queue) => queue.add(data.name, data, options), sizeOf(data))
  }

  async work(
    queues: readonly string[],
    run: RunTask,
    { concurrency = 4, logger = this.#options.logger }: WorkOptions = {},
  ): Promise<TaskWorker> {
    checkConcurrency(concurrency)
    this.#checkOpen()
    const { prefix, lockMs, stalledMs, maxStalled } = this.#options
    const timing = { lockDuration: lockMs, stalledInterval: stalledMs, maxStalledCount: maxStalled }
    const connection = this.#connect()
    const options = { connection, prefix, ...timing, concurrency, settings, logger }
    const workers = [...new Set(queues)].map(
      (queue) => new BullmqWorker(encodeName(queue), run, options),
    )
    const worker: TaskWorker = {
      stop: async ({ graceMs } = {}) => {
        await Promise.all(workers.map((each) => each.stop(graceMs)))
        this.#workers.delete(worker)
      },
    }
    this.#workers.add(worker)
    return worker
  }

  async schedule(schedule: Schedule): Promise<void> {
    const { id, cron, timezone = 'UTC', task } = checkedSchedule(schedule)
    const template = { name: task.name, data: task, opts: jobOptions(task) }
    await this.#ask(task.queue, (queue) =>
      queue.upsertJobScheduler(encodeName(id), { pattern: cron, tz: timezone }, template),
    )
  }

  async unschedule(queue: string, id: string): Promise<boolean> {
    return this.#ask(queue, (queue) => queue.removeJobScheduler(encodeName(id)))
  }

  async scheduled(queue: string): Promise<string[]> {
    const schedulers = await this.#ask(queue, (queue) => queue.getJobSchedulers())
    return schedulers.map(({ key }) => decodeName(key))
  }

  async failed(queue: string): Promise<FailedTask[]> {
    const tasks = await this.#ask(queue, (queue) => queue.getFailed(0, DEAD_LETTERS - 1))
    // A job that is removed meanwhile is listed as nothing.
    return tasks.filter(Boolean).map(letterOf)
  }

  async retry(queue: string, id: string): Promise<void> {
    await this.#ask(queue, async (from) => {
      const tasks = await Promise.all(jobIdsOf(id).map((jobId) => from.getJob(jobId)))
      for (const task of tasks) {
        if (!(await task?.isFailed())) continue
        return task!.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true })
      }
      throw fail('E_DEAD_LETTER', queue, id)
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#workers].map((worker) => worker.stop()))
    await Promise.all([...this.#queues.values()].map((queue) => closing(queue.close())))
    await this.#connection?.close()
    this.#line?.stop(this.#error('was left', null))
  }

  #checkOpen(): void {
    if (!this.#closed) return
    throw fail('E_TASK_QUEUE', this.name, 'it is closed', 'Close it after everything that uses it.')
  }

  /**
   * What BullMQ answers. It would wait for Redis without end.
   * @param size characters that it carries.
   */
  async #ask<T>(
    name: string,
    question: (queue: Queue<JobData>) => Promise<T>,
    size: number = 0,
  ): Promise<T> {
    this.#checkOpen()
    const queue = this.#queue(name)
    this.#line ??= this.#connect().line({
      waitMs: this.#options.patienceMs,
      error: (what, cause) => this.#error(what, cause),
    })
    return this.#line.send(() => question(queue), size)
  }

  #error(what: string, cause: unknown): Error {
    if (cause instanceof LiveError && cause.code === 'E_DEAD_LETTER') return cause
    const why = what === 'failed' ? messageOf(cause) : `Redis ${what}`
    return fail('E_TASK_QUEUE', this.name, why, 'Look whether Redis is there.')
  }

  #queue(name: string): Queue<JobData> {
    const known = this.#queues.get(name)
    if (known !== undefined) return known
    const connection = this.#connect()
    const options = { prefix: this.#options.prefix, settings, connection: connection.client }
    const queue = new Queue<JobData>(encodeName(name), options)
    queue.on('error', connection.onError)
    this.#queues.set(name, queue)
    return queue
  }

  #connect(): BullmqConnection {
    return (this.#connection ??= new BullmqConnection(
      this.#options.connection,
      this.#options.logger,
    ))
  }
}

const sizeOf = (data: object): number => JSON.stringify(data).length

function jobOptions({ attempts = 1, backoffMs = 1000 }: Omit<JobData, 'payload'>): JobsOptions {
  const backoff = { type: 'exponential', delay: backoffMs }
  const removal = { removeOnComplete: true, removeOnFail: { count: DEAD_LETTERS } }
  return { attempts, backoff, ...removal }
}

function letterOf(task: Job<JobData>): FailedTask {
  const { failedReason, attemptsMade, finishedOn = 0 } = task
  return { task: taskOf(task), error: failedReason, attempts: attemptsMade, failedAt: finishedOn }
}
