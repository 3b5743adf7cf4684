/** A consumer without a browser: handlers run as they do for a page, and what they send is kept. */
import { defaultNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { systemClock } from '../base/clock.ts'
import type { Clock } from '../base/clock.ts'
import { fail } from '../base/errors.ts'
import { defaultLimits } from '../base/limits.ts'
import { Consumer } from '../handlers/consumer.ts'
import type { AnswerRecorder, ConsumerPage } from '../handlers/consumer.ts'
import type { Services } from '../live/page/services.ts'
import { runHandler } from '../handlers/calls.ts'
import { registryOf } from '../handlers/registry.ts'
import { htmlText } from '../handlers/html-text.ts'
import { scriptsOf } from '../handlers/send.ts'
import type { SendData, SendOptions } from '../handlers/send.ts'
import { Closing } from '../live/page/closing.ts'
import { LiveRequest } from '../live/page/request.ts'
import { VisitorSession } from '../live/page/session.ts'
import type { Params, User } from '../live/page/request.ts'
import { Window } from '../window/window.ts'
import { silent } from './silent-logger.ts'
import type { CallContent } from './test-window.ts'
import { TimeSlices } from '../window/time-slices.ts'

/** Who calls, and from where. All may be left out. */
export interface TestConsumerOptions {
  /** Default: none. */
  user?: (User & object) | null
  /** What the session holds beside its id, "test". */
  session?: Readonly<Record<string, unknown>>
  /** Path and query of the page. Default "/". */
  url?: string
  /** Route parameters. */
  params?: Params
  headers?: Readonly<Record<string, string>>
  /** Room that the page is in. Default: none. */
  room?: string
  /** For `consumer.after` and `consumer.every`. Default: the machine's clock. */
  clock?: Clock
  /** Where its handlers are. Default: in the namespace that apps share. */
  namespace?: Namespace
}

/** One step of an answer, its HTML as text. */
export interface Sent extends Omit<SendData, 'html'> {
  html?: string
  /** Level and text of a message. */
  flash?: [level: string, message: string]
  /** Set when it went to everybody. */
  broadcast?: true
  /** Keys of the audiences it went to, as `room('lobby').key` has them. */
  to?: string[]
}

export class TestConsumer extends Consumer {
  /** The answers so far, one entry for each step. */
  readonly sent: Sent[]

  constructor(place: ConsumerPage, services: Services, sent: Sent[] = []) {
    super(place, services, recorderOf(sent, services.namespace))
    this.sent = sent
  }

  /**
   * Calls a registered handler as a page does: schemas, middleware, handler.
   * @throws what they throw; LiveError E_UNKNOWN_HANDLER, and E_BAD_ARGS where a page would be told so.
   */
  async call(name: string, { form = {}, data = {}, lang = '' }: CallContent = {}): Promise<void> {
    const found = registryOf(this.namespace).find(name)
    if (found === undefined) throw fail('E_UNKNOWN_HANDLER')
    await runHandler(this, name, { form: { ...form }, data: { ...data }, lang }, found)
  }

  /** Ends what its timers began, as closing the page does. */
  close(): void {
    this.window.close()
  }
}

/** Its window is no app's: what one of the namespace allows is allowed. */
function recorderOf(sent: Sent[], namespace: Namespace): AnswerRecorder {
  return {
    get allowsScript() {
      return scriptsOf(namespace).allowed
    },
    flash(level, message) {
      sent.push({ flash: [level, message] })
    },
    send(steps, { broadcast, to }: SendOptions) {
      const keys = to && [to].flat().map(({ key }) => key)
      for (const { html, ...step } of steps as readonly SendData[]) {
        sent.push({
          ...step,
          ...(html !== undefined && { html: htmlText(html) }),
          ...(broadcast ? { broadcast: true as const } : keys && { to: keys }),
        })
      }
    },
  }
}

/**
 * A consumer for tests of handlers: `const consumer = testConsumer({ user })`, then
 * `await consumer.call('say_hello', { form: { name: 'Ann' } })`, or the function itself with the consumer.
 * Its answers are in `consumer.sent`. A `send` without a consumer is not recorded.
 */
export function testConsumer(options: TestConsumerOptions = {}): TestConsumer {
  const { user = null, session, url = '/', params = {}, headers = {}, room = '' } = options
  const { namespace = defaultNamespace } = options
  const request = LiveRequest.read({
    url,
    headers: new Headers(headers),
    params,
    session: new VisitorSession({ ...session, id: 'test' }, 0),
    address: '127.0.0.1',
    sealer: {
      seal: (_purpose, value) => JSON.stringify(value),
      open: (_purpose, sealed) => JSON.parse(sealed) as unknown,
      namespace,
    },
  })
  const window = new Window('test', defaultLimits)
  request.user = user
  request.window = window
  const consumer = new TestConsumer(
    { window, instance: { request } },
    {
      namespace,
      logger: silent,
      clock: options.clock ?? systemClock,
      slices: new TimeSlices(options.clock ?? systemClock),
      mailboxLimit: defaultLimits.mailbox,
      eventMs: defaultLimits.eventMs,
      leaveMs: defaultLimits.closeMs / 2,
      closing: new Closing(),
      loginUrl: '/login',
      templates: undefined,
      may: () => false,
    },
  )
  consumer.room = room
  return consumer
}
