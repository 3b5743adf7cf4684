/**
 * The one way by which effects reach windows that did not ask: published to topics, whichever process the
 * windows are in. Audiences that windows belong to by what they are share one topic; every other one has
 * its own.
 */
import type { Namespace } from '../base/namespace.ts'
import { randomId } from '../base/ids.ts'
import { checkJson } from '../base/json-value.ts'
import { topicsOf } from '../pubsub/topics.ts'
import type { Delivery } from '../window/delivery.ts'
import type { Effect } from '../wire/effects.ts'
import { isIdentity } from './address.ts'
import type { Address } from './address.ts'

/** The topic on which every process hears what is for windows by what they are. */
export const WINDOWS = 'windows'

/** The topic of an audience that windows join. */
export function audienceTopic(key: string): string {
  return `to:${key}`
}

/** How effects are delivered. All may be left out. */
export interface DeliverOptions {
  /** Id of a window that is left out. */
  except?: string | undefined
  /** They run JavaScript: windows of apps that forbid it drop them. Default false. */
  script?: boolean
  /** The app's. Default: the one that apps share. */
  namespace?: Namespace | undefined
}

/**
 * Sends effects to audiences. A window that belongs to several of them takes them once.
 * @throws LiveError E_JSON_VALUE for what windows can't take.
 */
export function deliver(
  to: readonly Address[],
  effects: Effect[],
  { except, script = false, namespace }: DeliverOptions = {},
): Promise<void> {
  checkJson(effects, 'send()')
  const keys = [...new Set(to.map(({ key }) => key))]
  const identities = keys.filter(isIdentity)
  const joined = keys.filter((key) => !isIdentity(key))
  const ways: [topic: string, keys: string[]][] = joined.map((key) => [audienceTopic(key), [key]])
  if (identities.length > 0) ways.push([WINDOWS, identities])
  const shared = {
    effects,
    ...(ways.length > 1 && { id: randomId(8) }),
    ...(except && { except }),
    ...(script && { script }),
  }
  const published = ways.map(([topic, names]) =>
    topicsOf(namespace).publish(topic, { ...shared, to: names } satisfies Delivery),
  )
  const delivered = Promise.all(published).then(() => undefined)
  // Failures are logged by the topics: who does not wait for the result must not end the process.
  delivered.catch(() => {})
  return delivered
}
