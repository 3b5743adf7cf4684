/**
 * Who is here: people by topic, in all processes. Every process says who is present at it and believes the
 * others, so nothing is kept anywhere else; one that dies takes its people with it within some seconds.
 */
import { describe, fail } from '../base/errors.ts'
import type { Namespace } from '../base/namespace.ts'
import { Consumer } from '../handlers/consumer.ts'
import { findHandle } from '../live/view/view-handle.ts'
import type { LiveView } from '../live/view/live-view.ts'
import { topicsOf } from '../pubsub/topics.ts'
import { channelOf, findPresence, presenceAt } from './topic-presence.ts'
import type { PresenceMessage, Attendee, TrackOptions } from './topic-presence.ts'
import type { Person, PresenceChange } from './roster.ts'

/**
 * The presence at a topic: `presence('room:7').track(this, { meta: { name: 'Ann' } })` in a view's mount,
 * and `presence('room:7').list()` where it is shown.
 * @param options `namespace`: the app's. Default: that of the view or the window, else the one that apps share.
 * @throws LiveError E_TOPIC for what is not a text, or empty.
 */
export function presence(topic: string, { namespace }: { namespace?: Namespace } = {}): Presence {
  if (typeof topic !== 'string' || topic === '') throw fail('E_TOPIC', describe(topic))
  return new Presence(topic, namespace)
}

/** What {@link presence} gives. All of one topic are the same presence. */
export class Presence {
  readonly topic: string
  readonly #namespace: Namespace | undefined

  constructor(topic: string, namespace?: Namespace) {
    this.topic = topic
    this.#namespace = namespace
  }

  /**
   * Lists the visitor of a view or consumer, from the moment when their browser is connected until their view
   * or window is closed; call it again to change `meta`. A tab that lost its connection stays as long as it
   * may come back. The view is told of changes from now on; see {@link follow}.
   * @throws LiveError E_MESSAGE_VALUE for `meta` that can't cross processes, E_MESSAGE_SIZE for one that no message holds.
   */
  track(who: Attendee, options: TrackOptions = {}): void {
    presenceAt(this.topic, this.#of(who)).track(who, options)
  }

  /** Says that they left. */
  untrack(who: Attendee): void {
    findPresence(this.topic, this.#of(who))?.untrack(who)
  }

  /**
   * The people at the topic, in the order in which they came; a person with several windows once. It is the
   * knowledge of this process: empty until a view in it tracks or follows the topic.
   */
  list(): Person[] {
    return findPresence(this.topic, this.#namespace)?.list() ?? []
  }

  /** How many people are here. */
  get count(): number {
    return this.list().length
  }

  /**
   * Renders a view whenever people come or leave, until it is closed. If it has `handleInfo`, that gets
   * `('presence', { topic, joined, left, updated })` first.
   */
  follow(view: LiveView): void {
    presenceAt(this.topic, this.#of(view)).follow(view)
  }

  /**
   * Tells all views that track or follow the topic, in all processes: they get it with
   * `handleInfo(event, data)`.
   * @param data a JSON value.
   */
  announce(event: string, data: unknown = null): Promise<void> {
    return topicsOf(this.#namespace).publish(channelOf(this.topic), {
      event,
      data,
    } satisfies PresenceMessage)
  }

  /**
   * Calls a function in this process whenever people come or leave. @returns a function that ends it.
   */
  onChange(run: (change: PresenceChange) => void): () => void {
    return presenceAt(this.topic, this.#namespace).onChange(run)
  }

  #of(who: Attendee): Namespace | undefined {
    if (this.#namespace !== undefined) return this.#namespace
    return who instanceof Consumer ? who.namespace : findHandle(who)?.request.namespace
  }
}
