/** What operators watch of an app. */
import type { Services } from '../live/page/services.ts'
import { topicsOf } from '../pubsub/topics.ts'

/** What an app has done since it began, and what it holds now. Counters only grow. */
export interface AppMetrics {
  /**
   * Pages that are connected, and how many of those hibernate; that wait for their socket; that lost it and may come
   * back.
   */
  windows: { connected: number; hibernating: number; pending: number; absent: number }
  /** Counter: events of pages that were handled. */
  events: number
  /** Counter: seconds that their methods took together. */
  eventSeconds: number
  /** Counter: failures of views, handlers and signals. */
  failures: number
  /** Counter: messages that were published to topics here, pushes among them. */
  published: number
  /** Counter: messages that views could not take, since too much waited. */
  lostMessages: number
  /** Bytes of events that wait for their answers. */
  waitingBytes: number
  /** Bytes of uploaded files that come, or that no view has taken yet. */
  uploadBytes: number
}

/** Pages by what they are. */
type Counts = Omit<AppMetrics['windows'], 'hibernating'>

/** @param windows what the app says of its windows. */
export function metricsOf(
  { tally, uploads, namespace }: Services,
  windows: { counts: Counts; lostMessages: number; waitingBytes: number },
  hibernating: number,
): AppMetrics {
  const { events = 0, eventMs = 0, failures = 0 } = tally ?? {}
  return {
    windows: { ...windows.counts, hibernating },
    events,
    eventSeconds: eventMs / 1000,
    failures,
    published: topicsOf(namespace).published,
    lostMessages: windows.lostMessages,
    waitingBytes: windows.waitingBytes,
    uploadBytes: uploads?.shares.bytes ?? 0,
  }
}
