/** One topic's presence in this process, for as long as somebody is there or asks. */
import { ownText } from '../base/own-text.ts'
import type { Clock } from '../base/clock.ts'
import { attempt, detach } from '../base/detach.ts'
import { randomId } from '../base/ids.ts'
import { perNamespace } from '../base/namespace.ts'
import type { Namespace } from '../base/namespace.ts'
import { consoleLogger } from '../base/logger.ts'
import { Consumer } from '../handlers/consumer.ts'
import { handleOf } from '../live/view/view-handle.ts'
import type { LiveRequest } from '../live/page/request.ts'
import type { LiveView } from '../live/view/live-view.ts'
import { checkMessageSize } from '../pubsub/layer.ts'
import { tellAll } from '../pubsub/tell.ts'
import { decodeMessage, encodeMessage } from '../pubsub/message.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { Topics } from '../pubsub/topics.ts'
import { PeerProcesses } from './heartbeat.ts'
import { keep, keepNoMore } from '../window/kept.ts'
import { Roster } from './roster.ts'
import type { Person, PresenceChange, RosterMessage } from './roster.ts'

/** Who is present: a view, or the window of a handler's consumer. */
export type Attendee = LiveView | Consumer

/** What others see of a person. */
export interface TrackOptions {
  /** The same in all windows of a person. Default: the user's id, or the window's when there is no user. */
  key?: string | number
  /** Name, colour, what they do: a JSON value. Default null. */
  meta?: unknown
}

/** Something for all views that follow a topic. */
export interface PresenceMessage {
  event: string
  data: unknown
}

/** As long as what a message says of a person beside the key and the meta. */
const BESIDE = ' '.repeat(300)

/** Names this process to others. */
const self = randomId(9)

/** The presence of a namespace: its topics that are open, and the other processes. */
class Presences {
  readonly open: Map<string, TopicPresence> = new Map()
  readonly topics: Topics
  readonly peers: PeerProcesses

  constructor(topics: Topics) {
    this.topics = topics
    this.peers = new PeerProcesses(self, topics, {
      found: (node) => this.open.forEach((presence) => presence.ask(node)),
      lost: (node) => this.open.forEach((presence) => presence.lost(node)),
    })
  }
}

const presencesOf = perNamespace((namespace) => new Presences(topicsOf(namespace)))

/** @param beatMs milliseconds between two signs of life of a process; it is dead after three. */
export function usePresenceTiming(namespace: Namespace, beatMs: number, clock: Clock): void {
  presencesOf(namespace).peers.use(beatMs, clock)
}

/** What carries a topic's presence. */
export function channelOf(topic: string): string {
  return `presence:${topic}`
}

/** The presence of a topic, if it is open. */
export function findPresence(topic: string, namespace?: Namespace): TopicPresence | undefined {
  return presencesOf(namespace).open.get(topic)
}

/** The presence of a topic; it opens with the first that enters. */
export function presenceAt(topic: string, namespace?: Namespace): TopicPresence {
  const presences = presencesOf(namespace)
  return presences.open.get(topic) ?? new TopicPresence(topic, presences)
}

export class TopicPresence {
  readonly topic: string
  readonly #all: Presences
  readonly #roster: Roster
  /** Entries of this process, by whom they are of. */
  readonly #refs = new Map<Attendee, string>()
  readonly #followers = new Set<LiveView>()
  readonly #listeners = new Set<(change: PresenceChange) => void>()
  #isOpen = false

  constructor(topic: string, all: Presences) {
    this.topic = topic
    this.#all = all
    const send = (message: RosterMessage): void => {
      // The topics log a failure; a process that missed the message asks for the whole roster.
      if (this.#isOpen) this.#all.topics.publish(this.#channel, message).catch(() => {})
    }
    this.#roster = new Roster(self, send, (change) => this.#changed(change))
  }

  /** See Presence.track. */
  track(who: Attendee, options: TrackOptions): void {
    // Now, since it is sent when the browser is there.
    const text = encodeMessage(options.meta ?? null)
    // Other processes hear of it in one message, with its key and the rest.
    checkMessageSize(this.#channel, `${text}${options.key ?? ''}${BESIDE}`)
    const meta = decodeMessage(text)
    const own = { ...options, meta }
    keep(keptBy(who), this, own)
    if (who instanceof Consumer) return this.#track(who, who.scope, own)
    const handle = handleOf(who)
    this.follow(who)
    handle.onArrival(() => this.#track(who, handle.request, own))
  }

  #track(who: Attendee, request: LiveRequest, options: TrackOptions): void {
    const user = request.user as { id?: string | number } | null
    const key = ownText(String(options.key ?? user?.id ?? request.window?.id ?? request.session.id))
    this.#open()
    let ref = this.#refs.get(who)
    if (ref === undefined) {
      ref = randomId(9)
      this.#refs.set(who, ref)
      const leave = (): void => this.untrack(who)
      if (who instanceof Consumer) who.window.onClose(leave)
      else handleOf(who).onClose(leave)
    }
    this.#roster.put({ ref, key, meta: options.meta ?? null })
  }

  untrack(who: Attendee): void {
    keepNoMore(keptBy(who), this)
    const ref = this.#refs.get(who)
    if (ref === undefined) return
    this.#refs.delete(who)
    this.#roster.remove(ref)
    this.#close()
  }

  list(): Person[] {
    return this.#roster.list()
  }

  follow(view: LiveView): void {
    if (this.#followers.has(view)) return
    const handle = handleOf(view)
    this.#followers.add(view)
    this.#open()
    handle.onClose(() => {
      this.#followers.delete(view)
      this.#close()
    })
  }

  onChange(run: (change: PresenceChange) => void): () => void {
    this.#listeners.add(run)
    this.#open()
    return () => {
      this.#listeners.delete(run)
      this.#close()
    }
  }

  /** Takes what processes say. */
  hear(message: RosterMessage | PresenceMessage): void {
    if ('event' in message) return this.#announce(message)
    this.#all.peers.noted(message.node)
    this.#roster.take(message)
  }

  #announce({ event, data }: PresenceMessage): void {
    for (const view of [...this.#followers]) {
      handleOf(view).tell(event, () => view.handleInfo?.(event, data), data)
    }
  }

  /** Messages may have been missed. */
  missed(): void {
    this.#roster.sync()
  }

  /** Asks a process that is there again who is at it. */
  ask(node: string): void {
    if (this.#isOpen)
      this.#all.topics.publish(this.#channel, { node: self, ask: node }).catch(() => {})
  }

  /** A process died. */
  lost(node: string): void {
    this.#roster.drop(node)
  }

  get #channel(): string {
    return channelOf(this.topic)
  }

  get #isUsed(): boolean {
    return this.#refs.size + this.#followers.size + this.#listeners.size > 0
  }

  #open(): void {
    if (this.#isOpen) return
    this.#isOpen = true
    this.#all.open.set(this.topic, this)
    this.#all.peers.start()
    const heard = this.#all.topics
      .subscribe<RosterMessage | PresenceMessage>(this.#channel, this)
      .then(() => this.#roster.sync())
    detach(heard, consoleLogger, 'who else is present was not asked')
  }

  /** Unsubscribes from other processes' messages, when the presence is not used any more. */
  #close(): void {
    if (!this.#isOpen || this.#isUsed) return
    this.#isOpen = false
    this.#all.open.delete(this.topic)
    this.#all.topics.unsubscribe<RosterMessage | PresenceMessage>(this.#channel, this)
    for (const node of this.#roster.others()) this.#roster.drop(node)
    if (this.#all.open.size === 0) this.#all.peers.stop()
  }

  #changed(change: PresenceChange): void {
    tellAll(this.#followers, (view) =>
      handleOf(view).tell('presence', () =>
        view.handleInfo?.('presence', { topic: this.topic, ...change }),
      ),
    )
    tellAll(this.#listeners, (listener) =>
      attempt(() => listener(change), consoleLogger, 'a listener for presence failed'),
    )
  }
}

/** Whose memory counts what others see of them. */
function keptBy(who: Attendee): object {
  return who instanceof Consumer ? who.window : who
}
