/**
 * The queue of a namespace and its workers. A queue in memory is worked in the process that adds the tasks; a
 * shared one by workers, and by apps that name the queues they work.
 */
import { fail, LiveError } from '../base/errors.ts'
import { defaultLimits } from '../base/limits.ts'
import { perNamespace, runIn } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { runTask } from './run.ts'
import { queueOf } from './signal-call.ts'
import type { SignalCall, TaskTimes } from './signal-call.ts'
import type { ConnectedFunction } from './signal.ts'
import { consoleLogger } from '../base/logger.ts'
import type { Logger } from '../base/logger.ts'
import { memoryQueue } from '../tasks/memory-queue.ts'
import type { RunTask, TaskQueue, TaskShare, TaskWorker } from '../tasks/queue.ts'
import type { Schedule } from '../tasks/schedule.ts'
import type { Task } from '../tasks/task.ts'

const UNSAID: TaskShare = {
  tasks: defaultLimits.tasksPerVisitor,
  bytes: defaultLimits.taskBytesPerVisitor,
}

export class SignalTasks {
  #queue: TaskQueue = memoryQueue()
  #logger: Logger = consoleLogger
  readonly #run: RunTask
  readonly #workers = new Map<string, Promise<TaskWorker>>()
  readonly #schedules: Schedule[] = []
  /** What apps that run let one visitor have. */
  readonly #allowed = new Set<TaskShare>()

  /** @param namespace whose functions the tasks run. */
  constructor(namespace: Namespace) {
    this.#run = (task) => runIn(namespace, () => runTask(task, namespace, this))
  }

  get queue(): TaskQueue {
    return this.#queue
  }

  /**
   * Goes over another queue from now on. Call it before tasks are added; schedules that were declared
   * before move along.
   */
  use(queue: TaskQueue, logger: Logger = this.#logger): void {
    const before = this.#queue
    this.#queue = queue
    this.#logger = logger
    if (queue === before) return
    this.#move(before).catch((error: unknown) => {
      this.#logger.error({ error }, 'schedules could not be moved to another queue')
    })
  }

  /** An app of this namespace lets one visitor have so much; where several run, the most generous counts. */
  allow(most: TaskShare): void {
    this.#allowed.add(most)
  }

  /** The app has stopped. */
  disallow(most: TaskShare): void {
    this.#allowed.delete(most)
  }

  /** Logs a trigger that failed. */
  failed(signal: string, error: unknown): void {
    // A visitor who is refused is no fault of the app.
    if (error instanceof LiveError && error.code === 'E_TASKS')
      return this.#logger.warn({ signal, reason: error.message }, 'a trigger was refused')
    this.#logger.error({ signal, error }, 'a trigger failed')
  }

  /** Adds a call of a function, to the queue that its options name. */
  enqueue({ name, options }: ConnectedFunction, call: SignalCall, times: TaskTimes): Promise<void> {
    const { attempts, backoffMs } = options
    return this.add({
      queue: queueOf(options.queue, call),
      name,
      payload: call,
      ...times,
      ...(attempts !== undefined && { attempts }),
      ...(backoffMs !== undefined && { backoffMs }),
    })
  }

  /**
   * Says whether there may be more tasks of this owner. A queue in Redis can't tell.
   * @param most what they may have. Default: what the namespace's apps allow.
   * @throws LiveError E_TASKS when as many wait or run as may, or as many bytes of them.
   */
  admit(owner: string, most?: TaskShare): void {
    const held = this.#queue.heldBy?.(owner)
    const { tasks, bytes } = most ?? this.#mostOfVisitor
    if (held === undefined || (held.tasks < tasks && held.bytes < bytes)) return
    throw fail('E_TASKS', held.tasks)
  }

  get #mostOfVisitor(): TaskShare {
    const allowed = [...this.#allowed]
    // A view's thread has no app.
    if (allowed.length === 0) return UNSAID
    return {
      tasks: Math.max(...allowed.map(({ tasks }) => tasks)),
      bytes: Math.max(...allowed.map(({ bytes }) => bytes)),
    }
  }

  async add(task: Task): Promise<void> {
    const working = this.#queue.shared ? undefined : this.work([task.queue])
    // At once, so that the next admit() counts it.
    await Promise.all([working, this.#queue.add(task)])
  }

  /** Adds a task again and again, from when queues are worked. */
  async schedule(schedule: Schedule): Promise<void> {
    this.#schedules.push(schedule)
    if (!this.#queue.shared) {
      await this.work([schedule.task.queue])
      await this.#queue.schedule(schedule)
    }
  }

  /** Works queues in this process, until it stops, and begins their schedules. */
  async work(queues: readonly string[], concurrency?: number): Promise<void> {
    if (queues.length === 0) return
    const options = { logger: this.#logger, ...(concurrency !== undefined && { concurrency }) }
    for (const queue of queues) {
      if (this.#workers.has(queue)) continue
      this.#workers.set(queue, this.#queue.work([queue], this.#run, options))
      if (!this.#queue.shared) continue
      for (const schedule of this.#schedules) {
        if (schedule.task.queue === queue) await this.#queue.schedule(schedule)
      }
    }
    for (const queue of queues) await this.#workers.get(queue)
  }

  /** Ends schedules of these queues that the app does not declare any more. @returns their ids. */
  async dropUndeclared(queues: readonly string[]): Promise<string[]> {
    const dropped: string[] = []
    for (const queue of queues) {
      const declared = this.#schedules.filter(({ task }) => task.queue === queue)
      for (const id of await this.#queue.scheduled(queue)) {
        if (declared.some((schedule) => schedule.id === id)) continue
        await this.#queue.unschedule(queue, id)
        dropped.push(id)
      }
    }
    return dropped
  }

  /** Ends what runs over a queue that is not used any more, and begins its schedules in the other one. */
  async #move(before: TaskQueue): Promise<void> {
    // At once, so that the next call of work() uses the new queue.
    const workers = [...this.#workers.values()]
    this.#workers.clear()
    const schedules = this.#schedules.splice(0)
    await Promise.all(schedules.map((schedule) => this.schedule(schedule)))
    for (const { id, task } of schedules) await before.unschedule(task.queue, id)
    for (const worker of workers) await (await worker).stop()
  }

  /** Takes no more tasks; resolves when the running ones have ended. @param graceMs see TaskWorker.stop. */
  async stop(graceMs?: number): Promise<void> {
    const workers = [...this.#workers.values()]
    this.#workers.clear()
    await Promise.all(
      workers.map(async (worker) => (await worker).stop(graceMs === undefined ? {} : { graceMs })),
    )
  }
}

/** The tasks of a namespace. */
export const signalTasksOf: (namespace?: Namespace) => SignalTasks = perNamespace(
  (namespace) => new SignalTasks(namespace),
)
