/** Which namespace an app is in: the one that apps share, or one of its own. */
import { fail } from '../base/errors.ts'
import { defaultNamespace, Namespace, perNamespace } from '../base/namespace.ts'
import type { Logger } from '../base/logger.ts'
import { topicsOf } from '../pubsub/topics.ts'
import { signalTasksOf } from '../signals/signal-tasks.ts'
import type { ChannelLayer } from '../pubsub/layer.ts'
import type { Services } from '../live/page/services.ts'
import type { TaskQueue } from '../tasks/queue.ts'

interface Wanted {
  namespace?: Namespace
  layer?: ChannelLayer | undefined
  queue?: TaskQueue | undefined
}

/** How many apps of a namespace have not stopped. */
const appsOf = perNamespace(() => ({ running: 0 }))

/**
 * The namespace of a new app. One that names none gets the default one, unless an app is there that has
 * another layer or queue: then it gets one of its own, with the handlers and signals of the default one.
 */
export function enterNamespace({ namespace, layer, queue }: Wanted, logger: Logger): Namespace {
  const wanted = namespace ?? defaultNamespace
  const apps = appsOf(wanted)
  // One that has set none runs with what is there: a later app may not take it elsewhere.
  const differs =
    (layer !== undefined && layer !== topicsOf(wanted).layer) ||
    (queue !== undefined && queue !== signalTasksOf(wanted).queue)
  if (namespace === undefined && apps.running > 0 && differs) {
    const own = new Namespace('app', { parent: defaultNamespace })
    const fix =
      'Functions without an app reach the other one: give them { namespace: app.namespace }.'
    logger.info(
      {},
      `Another app of this process has another layer or queue, so each has its own. ${fix}`,
    )
    return enterNamespace({ namespace: own, layer, queue }, logger)
  }
  apps.running++
  return wanted
}

/** An app of it has stopped. */
export function leaveNamespace({ namespace, visitorTasks }: Services): void {
  if (visitorTasks) signalTasksOf(namespace).disallow(visitorTasks)
  appsOf(namespace).running--
}

/**
 * What an app needs that is one of several processes.
 * @param why what tells that it is: "this is a cluster worker".
 * @throws LiveError E_LAYER_MEMORY, E_OPTION.
 */
export function checkProcesses(
  { layer, isSecretSet }: { layer: ChannelLayer; isSecretSet: boolean },
  why: string,
): void {
  if (!layer.shared) throw fail('E_LAYER_MEMORY', layer.name, why)
  if (isSecretSet) return
  const expected = `the same text in all processes (or OVERWIRE_SECRET), since ${why}`
  throw fail('E_OPTION', 'secret', expected, 'none')
}
