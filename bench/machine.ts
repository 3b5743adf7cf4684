/** What the figures were measured on: enough to judge them, nothing that names the machine. */
import { availableParallelism, cpus } from 'node:os'

export interface Machine {
  cpu: string
  cores: number
  node: string
}

export function machine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    node: process.version,
  }
}
