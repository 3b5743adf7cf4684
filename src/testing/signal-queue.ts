/** Signals without queues and windows: what would have left the process is kept, to be looked at or run. */
import type { Address } from '../audience/address.ts'
import { interceptOutbound } from '../signals/dispatch.ts'
import type { Outbound } from '../signals/dispatch.ts'
import { queueOf } from '../signals/signal-call.ts'
import type { SignalCall, TaskTimes } from '../signals/signal-call.ts'
import { runFunction } from '../signals/run.ts'
import { taskUploads } from '../signals/task-uploads.ts'
import type { ConnectedFunction, SignalArgs } from '../signals/signal.ts'
import { restoreWindowInfo } from '../signals/window-info.ts'
import type { WindowInfoData } from '../signals/window-info.ts'
import type { Effect } from '../wire/effects.ts'

/** A signal for windows: its name and arguments. */
export type WindowSignal = [signal: string, args: SignalArgs]

/** A function of a signal that would have been queued. */
export type ServerSignal = [
  signal: string,
  windowInfo: WindowInfoData | null,
  args: SignalArgs,
  /** True when a browser called it. */
  fromClient: boolean,
  /** Audiences it would be sent on to; null, since windows are told apart. */
  clientTopics: null,
  /** True: it is for the server. */
  toServer: boolean,
  queue: string,
]

/** How a {@link SignalQueue} takes functions. */
export interface SignalQueueOptions {
  /** Runs functions at once, before `trigger` resolves. Default false: `executeDelayedSignals` does. */
  immediateExecution?: boolean
}

interface Waiting {
  one: ConnectedFunction
  call: SignalCall
  id: string
  queue: string
}

/**
 * Takes all signals while it is open:
 *
 *     const signals = new SignalQueue()
 *     await signals.during(async () => trigger(null, 'news.added', { to: 'news', id: 5 }))
 *     assert.deepEqual(signals.wsSignals, { '-str.news': [['news.added', { id: 5 }]] })
 *
 * Arguments go through JSON, as they would on their way.
 */
export class SignalQueue {
  /** What windows would have got, by the keys of the audiences. */
  readonly wsSignals: Record<string, WindowSignal[]> = {}
  /** Tasks that would have been queued, by queue. */
  readonly serverSignals: Record<string, ServerSignal[]> = {}
  readonly #immediate: boolean
  #waiting: Waiting[] = []
  #close: (() => void) | null = null

  constructor({ immediateExecution = false }: SignalQueueOptions = {}) {
    this.#immediate = immediateExecution
  }

  /** The same as {@link serverSignals}. */
  get pythonSignals(): Record<string, ServerSignal[]> {
    return this.serverSignals
  }

  /** Takes signals from now on, until `close`. */
  open(): this {
    const outbound: Outbound = {
      enqueue: (one, call, times) => this.#enqueue(one, copyOf(call), times),
      callElsewhere: async () => undefined,
      deliver: async (to, effect) => this.#deliver(to, copyOf(effect)),
    }
    this.#close ??= interceptOutbound(outbound)
    return this
  }

  /** Signals go their own ways again. */
  close(): void {
    this.#close?.()
    this.#close = null
  }

  /** Takes signals while something runs. @throws what it throws. */
  async during<T>(run: () => T | Promise<T>): Promise<T> {
    this.open()
    try {
      return await run()
    } finally {
      this.close()
    }
  }

  /**
   * Runs the waiting tasks, first in, first out, and the tasks that they trigger.
   * @param queues only these. Default: all.
   * @throws the first error, when all have run.
   */
  async executeDelayedSignals(queues?: readonly string[]): Promise<void> {
    const errors: unknown[] = []
    const isMeant = ({ queue }: Waiting): boolean => queues?.includes(queue) ?? true
    await this.during(async () => {
      let next = this.#waiting.find(isMeant)
      while (next) {
        const running = next
        this.#waiting = this.#waiting.filter((other) => other !== running)
        await this.#run(running).catch((error: unknown) => errors.push(error))
        next = this.#waiting.find(isMeant)
      }
    })
    if (errors.length > 0) throw errors[0]
  }

  async #enqueue(one: ConnectedFunction, call: SignalCall, { id }: TaskTimes): Promise<void> {
    const queue = queueOf(one.options.queue, call)
    const { info, args, fromClient = false } = call
    this.serverSignals[queue] ??= []
    this.serverSignals[queue].push([one.path, info, args, fromClient, null, true, queue])
    const waiting = { one, call, id, queue }
    if (this.#immediate) return this.#run(waiting)
    this.#waiting.push(waiting)
  }

  async #run({ one, call, id }: Waiting): Promise<void> {
    const info = call.info && (await restoreWindowInfo(call.info))
    const { signal } = new AbortController()
    const taker = { path: one.path, fields: one.options.uploads }
    const uploads = taskUploads(taker, call.files ?? [], 1)
    await runFunction(one, info, call.args, { id, attempt: 1, signal, uploads })
  }

  #deliver(to: Address[], [, name, args]: Effect): void {
    for (const { key } of to) {
      this.wsSignals[key] ??= []
      this.wsSignals[key].push([name as string, args as SignalArgs])
    }
  }
}

/** What JSON leaves of a value. */
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T
}
