/** What both processes use between two moments: `const usage = new Usage(server); … usage.end()`. */
import type { ServerProcess } from './server-process.ts'

export interface Used {
  seconds: number
  serverMicros: number
  /** Share of a core: near 1 in the driver means that the driver was the bottleneck. */
  serverCores: number
  driverCores: number
}

export class Usage {
  readonly #server: ServerProcess
  readonly #serverMicros: number
  readonly #driver: NodeJS.CpuUsage = process.cpuUsage()
  readonly #began: number = performance.now()

  constructor(server: ServerProcess) {
    this.#server = server
    this.#serverMicros = server.cpuMicros()
  }

  end(): Used {
    const seconds = (performance.now() - this.#began) / 1000
    const serverMicros = this.#server.cpuMicros() - this.#serverMicros
    const { user, system } = process.cpuUsage(this.#driver)
    return {
      seconds,
      serverMicros,
      serverCores: serverMicros / 1e6 / seconds,
      driverCores: (user + system) / 1e6 / seconds,
    }
  }
}
