/** What runs in a thread of `useActors`: a host, and the port to the thread that has the sockets. */
import { parentPort, workerData } from 'node:worker_threads'
import type { FromWorker, ToWorker } from '../live/worker/messages.ts'
import { portLogger, portOnError } from '../live/worker/port-logger.ts'
import { WorkerHost } from '../live/worker/worker-host.ts'
import type { HostSettings } from '../live/worker/worker-host.ts'
import { AddressCount } from '../server/rate-limits.ts'
import { guardProcess } from './process-guard.ts'

// Threads do not inherit the loader of a process that tsx runs from its sources.
if (process.execArgv.some((argument) => argument.includes('tsx'))) {
  const { register } = await import('tsx/esm/api')
  register()
}

const post = (message: FromWorker): void => parentPort!.postMessage(message)
const settings = workerData as HostSettings
const host = new WorkerHost(settings, post, new AddressCount())
guardProcess({ logger: portLogger(post), onError: portOnError(post, settings) })
parentPort!.on('message', (message: ToWorker) => host.hear(message))
