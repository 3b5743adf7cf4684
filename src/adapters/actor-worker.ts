/** What runs in a thread of `useActors`: a host, and the port to the thread that has the sockets. */
import { parentPort, workerData } from 'node:worker_threads'
import type { ToActor } from '../live/actor.ts'
import { ActorHost } from '../server/actor-host.ts'
import type { HostSettings } from '../server/actor-host.ts'

// Threads do not inherit the loader of a process that tsx runs from its sources.
if (process.execArgv.some((argument) => argument.includes('tsx'))) {
  const { register } = await import('tsx/esm/api')
  register()
}

const host = new ActorHost(workerData as HostSettings, (message) =>
  parentPort!.postMessage(message),
)
parentPort!.on('message', (message: ToActor) => host.hear(message))
