/** One event on its way through its view: who asks, who is asked, and what ends it early. */
import type { EventContext } from './event.ts'
import type { Asker, FrameSink } from '../page/frame-sink.ts'
import type { LiveRequest } from '../page/request.ts'

/** The instance that was asked. */
interface Asking {
  readonly sink: Pick<FrameSink, 'id' | 'askerOf'>
  readonly request: LiveRequest
}

/** `M`: a component, as its view keeps it. */
export class EventCall<M extends object> {
  /** Its number in the window, or in the shared view. */
  readonly n: number
  /** The component whose event it is; null for the view's own. */
  readonly child: M | null
  readonly wantsReply: boolean
  /** The window that sent it, in a view that windows share; undefined: the view's only window. */
  readonly asker: Asker | undefined
  readonly context: CallContext

  constructor(
    { sink, request }: Asking,
    n: number,
    { child = null, wantsReply = false }: { child?: M | null; wantsReply?: boolean } = {},
  ) {
    this.n = n
    this.child = child
    this.wantsReply = wantsReply
    this.asker = sink.askerOf?.(n)
    this.context = new CallContext(sink.id, n, this.asker?.request ?? request)
  }
}

/** What the event's method gets. */
class CallContext implements EventContext {
  readonly request: LiveRequest
  readonly #page: string
  readonly #n: number
  /** Made when it is asked for: hardly any event does. */
  #abort: AbortController | null = null

  constructor(page: string, n: number, request: LiveRequest) {
    this.#page = page
    this.#n = n
    this.request = request
  }

  get id(): string {
    return `${this.#page}.${this.#n}`
  }

  get signal(): AbortSignal {
    return (this.#abort ??= new AbortController()).signal
  }

  /** Aborts {@link signal}: no caller waits for the event any more. */
  abort(reason: unknown): void {
    this.#abort?.abort(reason)
  }
}
