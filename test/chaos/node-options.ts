/** Settings of apps that are one node of several in one process. */
import { Namespace } from 'overwire'
import type { AppOptions, StateStore } from 'overwire'

/** @param store of durable views. Default: none. */
export const nodeOptions = (store?: StateStore): AppOptions => ({
  secret: 'one secret for all nodes',
  namespace: new Namespace(),
  logger: {
    info: () => {},
    warn: () => {},
    error: (fields, text) => console.error(text, fields),
  },
  limits: {
    windowsPerAddress: Infinity,
    mountsPerSecond: Infinity,
    joinsPerPage: Infinity,
    absentWindows: Infinity,
    eventsPerSecond: Infinity,
    eventBurst: 10_000,
  },
  ...(store && { store }),
})
