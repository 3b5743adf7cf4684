/** Threads for views with `useActors`: Node's worker threads, started when they are first needed. */
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { fail } from '../base/errors.ts'
import { attempt, detach } from '../base/detach.ts'
import { tellTracker } from '../live/page/failure.ts'
import type { Reporting } from '../live/page/failure.ts'
import type {
  AttachedView,
  FromWorker,
  ToWorker,
  ViewThread,
  WorkerPool,
} from '../live/worker/messages.ts'
import type { Topics } from '../pubsub/topics.ts'
import type { Subscriber } from '../pubsub/subscription.ts'
import { receivedError } from '../live/worker/sent-error.ts'
import type { HostSettings } from '../live/worker/worker-host.ts'
import type { Json } from '../wire/frames.ts'

/** Of a package that is built, and of its sources. */
const FILES = ['../adapters/view-thread.js', '../adapters/view-thread.ts']

/** @throws LiveError E_ACTOR in a bundle, where a thread would run the whole app. */
function threadFile(): URL {
  const file = FILES.map((path) => new URL(path, import.meta.url)).find((url) => existsSync(url))
  if (file) return file
  throw fail('E_ACTOR', 'A view', 'this app is bundled. Keep "overwire" external to the bundle.')
}

class Thread implements ViewThread {
  readonly #worker: Worker
  readonly #reporting: Reporting
  readonly #all: Topics
  readonly #views = new Map<number, AttachedView>()
  readonly #topics = new Map<string, Subscriber<Json>>()
  #lastId = 0
  #hasGap = false
  #isClosing = false

  constructor(settings: HostSettings, reporting: Reporting, all: Topics, ended: () => void) {
    const { logger } = reporting
    this.#reporting = reporting
    this.#all = all
    this.#worker = new Worker(threadFile(), { workerData: settings })
    this.#worker.on('message', (message: FromWorker) => this.#hear(message))
    // A server that stops does not wait for its threads. Who listens for messages does, unless told otherwise then.
    this.#worker.unref()
    this.#worker.on('messageerror', (error) => logger.error({ error }, 'a thread sent no message'))
    this.#worker.on('error', (error) => logger.error({ error }, 'a thread of views failed'))
    this.#worker.on('exit', (code) => {
      if (!this.#isClosing) logger.error({ code }, 'a thread of views failed')
      ended()
      for (const [topic, subscriber] of this.#topics) this.#all.unsubscribe(topic, subscriber)
      for (const view of [...this.#views.values()]) {
        attempt(() => view.ended(), logger, 'a view of an ended thread did not close')
      }
    })
  }

  send(message: ToWorker): void {
    this.#worker.postMessage(message)
  }

  attach(view: AttachedView): number {
    this.#views.set(++this.#lastId, view)
    return this.#lastId
  }

  detach(id: number): void {
    this.#views.delete(id)
  }

  close(): void {
    this.#isClosing = true
    detach(this.#worker.terminate(), this.#reporting.logger, 'a thread of views did not end')
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case 'publish':
        // A failure is in the log already.
        this.#all.publish(message.topic, message.message).catch(() => {})
        return
      case 'subscribe':
        return this.#listen(message.topic, message.on)
      case 'log':
        return this.#reporting.logger[message.level](message.fields, message.sentence)
      case 'error':
        return this.#failed(message)
      default:
        this.#views.get(message.id)?.hear(message)
    }
  }

  #failed({ view, error, info }: Extract<FromWorker, { kind: 'error' }>): void {
    const { tally, onError, note } = this.#reporting
    if (tally && view !== undefined) tally.failures++
    if (onError === undefined && note === undefined) return
    const request = view === undefined ? undefined : this.#views.get(view)?.request
    tellTracker(this.#reporting, receivedError(error), info, request)
  }

  #listen(topic: string, on: boolean): void {
    const known = this.#topics.get(topic)
    if (known) this.#all.unsubscribe(topic, known)
    this.#topics.delete(topic)
    if (!on) return
    const hear = (message: Json): void => this.send({ kind: 'message', topic, message })
    const subscriber = { hear, missed: () => this.#missed() }
    this.#topics.set(topic, subscriber)
    this.#all.follow(topic, subscriber)
  }

  /** Each topic tells of a gap; the thread hears of it once. */
  #missed(): void {
    if (this.#hasGap) return
    this.#hasGap = true
    queueMicrotask(() => {
      this.#hasGap = false
      this.send({ kind: 'gap' })
    })
  }
}

/**
 * Threads that take turns with new views.
 * @param reporting the app's log and `onError`.
 * @param topics the app's: views in threads hear them too.
 * @param most how many. Default: one less than the machine has processors, at least one.
 */
export function workerThreads(
  settings: Omit<HostSettings, 'thread'>,
  reporting: Reporting,
  topics: Topics,
  most: number = Math.max(1, availableParallelism() - 1),
): WorkerPool {
  const threads: (Thread | undefined)[] = []
  let started = 0
  let turn = 0
  return {
    next() {
      const at = turn++ % most
      return (threads[at] ??= new Thread(
        { ...settings, thread: ++started },
        reporting,
        topics,
        () => {
          threads[at] = undefined
        },
      ))
    },
    close() {
      for (const thread of threads) thread?.close()
    },
  }
}
