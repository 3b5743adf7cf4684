/**
 * Ends the process in order when it is told to stop (SIGTERM, SIGINT): servers say goodbye first. A second
 * signal ends it at once.
 */
import type { Logger } from '../base/logger.ts'

const SIGNALS = ['SIGTERM', 'SIGINT'] as const

/** One server that is to be closed. */
interface Stopping {
  close(): Promise<void>
  /** Milliseconds that it has. */
  readonly ms: number
  readonly logger: Logger
}

const servers = new Set<Stopping>()
let isStopping = false

/**
 * Closes a server when the process is told to stop, for as long as it is not taken back. Where the app has a
 * listener of its own for the signal, that one decides alone.
 * @returns what takes it back.
 */
export function stopOnSignals(server: Stopping): () => void {
  if (servers.size === 0) for (const signal of SIGNALS) process.on(signal, told)
  servers.add(server)
  return () => {
    servers.delete(server)
    if (servers.size === 0 && !isStopping) for (const signal of SIGNALS) process.off(signal, told)
  }
}

function told(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  if (isStopping) process.exit(1)
  isStopping = true
  stop(signal, [...servers]).catch((error: unknown) => {
    // A logger that throws: the process ends all the same.
    console.error(error)
    process.exit(1)
  })
}

async function stop(signal: string, all: Stopping[]): Promise<void> {
  for (const { logger } of all.slice(0, 1)) logger.info({ signal }, 'the server stops')
  const ms = Math.max(...all.map((server) => server.ms))
  const late = setTimeout(() => {
    for (const { logger } of all.slice(0, 1)) logger.warn({ ms }, 'not everything ended in time')
    process.exit(0)
  }, ms)
  const closed = await Promise.allSettled(all.map((server) => server.close()))
  clearTimeout(late)
  closed.forEach((result, i) => {
    if (result.status === 'rejected')
      all[i]!.logger.error({ error: result.reason as unknown }, 'a server did not close')
  })
  // Connections to other servers would keep the process.
  process.exit(0)
}
