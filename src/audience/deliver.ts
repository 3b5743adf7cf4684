/**
 * The one way by which effects reach windows that did not ask: published to topics, whichever process the
 * windows are in. Audiences that windows belong to by what they are share one topic; every other one has
 * its own.
 */
import { randomId } from '../base/ids.ts'
import { checkJson } from '../base/json-value.ts'
import { topics } from '../pubsub/topics.ts'
import type { Delivery } from '../window/delivery.ts'
import type { Effect } from '../wire/frames.ts'
import { isIdentity } from './address.ts'
import type { Address } from './address.ts'

/** The topic on which every process hears what is for windows by what they are. */
export const WINDOWS = 'windows'

/** The topic of an audience that windows join. */
export function audienceTopic(key: string): string {
  return `to:${key}`
}

/**
 * Sends effects to audiences. A window that belongs to several of them takes them once.
 * @param except id of a window that is left out.
 * @param script they run JavaScript: windows of apps that forbid it drop them.
 * @throws LiveError E_JSON_VALUE for what windows can't take.
 */
export function deliver(
  to: readonly Address[],
  effects: Effect[],
  except?: string,
  script: boolean = false,
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
    topics.publish(topic, { ...shared, to: names } satisfies Delivery),
  )
  const delivered = Promise.all(published).then(() => undefined)
  // Failures are logged by the topics: who does not wait for the result must not end the process.
  delivered.catch(() => {})
  return delivered
}
