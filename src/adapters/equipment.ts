/** What Node brings an app that is served, by its own server or beside a host's routes. */
import cluster from 'node:cluster'
import { environment } from '../base/environment.ts'
import { topicsOf } from '../pubsub/topics.ts'
import { diskUploads } from '../databases/disk-uploads.ts'
import type { AppServer } from '../server/app-server.ts'
import { watchHeap } from './heap-watch.ts'
import { tellStyles } from '../server/style-changes.ts'
import { readFrames } from './stack-frames.ts'
import { watchStyles } from './style-watch.ts'
import { workerThreads } from './worker-threads.ts'

/** The part of the heap that events which wait may have. */
const WAITING = 1 / 4

const equipped = new WeakSet<AppServer>()

/** Gives the app threads for its views, and the source lines of errors. Once. */
export function equip(server: AppServer): void {
  if (equipped.has(server)) return
  equipped.add(server)
  server.settings.errorNotes.readFrames = readFrames
  const { services, heap, isDeveloped } = server.settings
  watchHeap(heap)
  boundByHeap(server.settings)
  if (isDeveloped) watchStyles(process.cwd(), () => void tellStyles(server.namespace))
  if (services.uploads) services.uploads.store ??= diskUploads()
  const { loginUrl, mailboxLimit, eventMs, leaveMs, onError, note } = services
  const isTracked = onError !== undefined || note !== undefined
  server.useActors(
    workerThreads(
      { loginUrl, mailboxLimit, eventMs, leaveMs, isTracked },
      services,
      topicsOf(server.namespace),
    ),
  )
}

/** What waits is a part of the heap at most. */
function boundByHeap({ limits, heap }: AppServer['settings']): void {
  const { limit = Infinity } = heap.read?.() ?? {}
  limits.waitingBytes = Math.min(limits.waitingBytes, limit * WAITING)
}

/**
 * Resolves when the app's channel layer and store are reached. Views that need a store, where the app has none,
 * get the embedded one.
 * @throws LiveError E_LAYER, E_LAYER_MEMORY, E_OPTION.
 */
export async function readyToServe(server: AppServer): Promise<void> {
  const { durability } = server.settings
  if (server.usesStore && !durability.isStoreSet) {
    const { lmdbStore } = await import('../databases/lmdb-store.ts')
    durability.use(lmdbStore())
  }
  await server.ready(signOfSeveral())
}

/** What tells that this process is one of several, if something does. */
function signOfSeveral(): string | undefined {
  if (cluster.isWorker) return 'this is a worker of node:cluster'
  const instance = environment('NODE_APP_INSTANCE')
  // The first instance has the number 0, also when it is the only one.
  return Number(instance) > 0 ? `NODE_APP_INSTANCE is ${instance}` : undefined
}
